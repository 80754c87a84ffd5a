"""The short way of `scan` for the plant's own people: their part is read by one statement and put into the frame.

Before the application, from a phone of the plant; on PostgreSQL alone. Whatever is not plain it gets unread: a label
whose frame is not kept, another plant's phone, one that is signed out or about which something is to be noted.
"""

import re
import time
from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple
from wsgiref.types import WSGIEnvironment

from flask import Flask

from mobile_api.pages.scan.news import NEWS
from mobile_api.pages.scan.own_page import FRAME, Frame
from service.core.settings import Settings
from service.identity import secrets
from service.inspections.queries import scans
from service.web import compression, cookies
from service.web.shared_pages import OF_BODY, Headers, Start, chosen, is_scan
from service.web.shelf import Shelf

PRIVATE = ("Cache-Control", "private, no-store")
KIND = ("Content-Type", "text/html; charset=utf-8")


class Kept(NamedTuple):
    frame: Frame
    headers: Headers  # but those of a body


class ScansAtOnce:
    """WSGI middleware before the application."""

    def __init__(self, app: Flask, shelf: Shelf) -> None:
        settings: Settings = app.config["SETTINGS"]
        self.app, self.inner, self.shelf = app, app.wsgi_app, shelf
        name = f"__Host-{cookies.DEVICE}" if settings.is_https else cookies.DEVICE
        self.token = re.compile(rf"(?:^|; ?){name}=([A-Za-z0-9_-]+)(?:;|$)")

    def __call__(self, environ: WSGIEnvironment, start: Start) -> Iterable[bytes]:
        sent = environ.get("HTTP_COOKIE", "")
        token = self.token.search(sent) if sent and is_scan(environ) else None
        if token is None:
            return self.inner(environ, start)
        key = (environ.get("HTTP_HOST", ""), environ["PATH_INFO"], chosen(sent))
        entry: Kept | None = self.shelf.good(key)
        page = self._drawn(entry.frame, token[1], environ) if entry else None
        if entry is None or page is None:
            return self._ask(key, environ, start)
        return _answer(entry.headers, page, environ, start)

    def _drawn(self, frame: Frame, token: str, environ: WSGIEnvironment) -> bytes | None:
        with self.app.request_context(environ):
            own = scans.scanned_at_once(secrets.hash_of(token), frame.plant, frame.unit_id, NEWS)
            return None if own is None else frame.filled(own)

    def _ask(self, key: Hashable, environ: WSGIEnvironment, start: Start) -> Iterable[bytes]:
        """Ask the application, and keep the frame of its page where it made one."""
        began = time.monotonic()

        def listen(status: str, headers: Headers, *more: Any) -> Any:
            frame: Frame | None = environ.get(FRAME)
            is_plain = status.startswith("200") and PRIVATE in headers and "Set-Cookie" not in dict(headers)
            if frame and is_plain:
                left = [pair for pair in headers if pair[0] not in OF_BODY]
                size = sum(map(len, (*frame.pieces, *frame.acts)))
                self.shelf.lay(key, Kept(frame, left), size, str(frame.plant), began)
            return start(status, headers, *more)

        return self.inner(environ, listen)


def _answer(headers: Headers, body: bytes, environ: WSGIEnvironment, start: Start) -> list[bytes]:
    of_body = [KIND]
    if compression.is_taken(environ.get("HTTP_ACCEPT_ENCODING", "")):
        body = compression.compressed(body)
        of_body.append(("Content-Encoding", "gzip"))
    start("200 OK", [*of_body, ("Content-Length", str(len(body))), *headers])
    return [body]


def install(app: Flask, shelf: Shelf) -> None:
    if app.config["SETTINGS"].is_postgres:
        app.wsgi_app = ScansAtOnce(app, shelf)  # type: ignore[method-assign, assignment]
