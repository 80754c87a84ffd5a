"""The short way of `records`: a plainly good check is taken before the application; the rest it gets unread.

For a known host, from a phone that is signed in, without a foreign origin; on PostgreSQL alone.
"""

import json
import re
from collections.abc import Callable, Iterable
from io import BytesIO
from uuid import UUID
from wsgiref.types import WSGIEnvironment

from flask import Flask
from sqlalchemy import Engine

from service.core.acts.problems import Problem
from service.core.db.transactions import phone_engine
from service.core.settings import Settings
from service.identity import secrets
from service.inspections.commands import at_once
from service.web import headers
from service.web.json_bodies import parsed
from service.web.shared_pages import Start

PLACE = re.compile(
    r"/api/v1/e/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"/records/([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"
)
MOST = 64 * 1024  # bytes; twelve answers in words are 25 KB
KIND = "application/json"


class RecordsAtOnce:
    """WSGI middleware before the application."""

    def __init__(self, app: Callable[..., Iterable[bytes]], engine: Engine, settings: Settings) -> None:
        self.app, self.engine = app, engine
        self.hosts = {host.lower() for host in settings.trusted_hosts}
        name = "__Host-device" if settings.is_https else "device"
        self.token = re.compile(rf"(?:^|; ?){name}=([A-Za-z0-9_-]+)(?:;|$)")
        secure = [headers.SECURE] if settings.is_https else []
        self.headers = [
            ("Content-Type", KIND),
            ("Vary", "Accept-Encoding"),
            ("Content-Security-Policy", headers.BARE),
            ("Cache-Control", "no-store"),
            *headers.ALWAYS,
            headers.REFERRER,
            *secure,
        ]

    def __call__(self, environ: WSGIEnvironment, start: Start) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "PUT":
            place = PLACE.fullmatch(environ.get("PATH_INFO", ""))
            token = self.token.search(environ.get("HTTP_COOKIE", ""))
            if place and token and self._is_plain(environ):
                body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
                environ["wsgi.input"] = BytesIO(body)
                answer = self._taken(token[1], UUID(place[1]), UUID(place[2]), body)
                if answer is not None:
                    start("201 CREATED", [*self.headers, ("Content-Length", str(len(answer)))])
                    return [answer]
        return self.app(environ, start)

    def _is_plain(self, environ: WSGIEnvironment) -> bool:
        size = environ.get("CONTENT_LENGTH", "")
        return (
            environ.get("CONTENT_TYPE") == KIND
            and size.isdigit()
            and int(size) <= MOST
            and "HTTP_ORIGIN" not in environ
            and environ.get("HTTP_HOST", "").lower().partition(":")[0] in self.hosts
        )

    def _taken(self, token: str, plant: UUID, record_id: UUID, body: bytes) -> bytes | None:
        try:
            record = at_once.take(self.engine, secrets.hash_of(token), plant, record_id, parsed(body))
        except Problem:  # the long way says it
            return None
        return None if record is None else json.dumps(record).encode()


def install(app: Flask) -> None:
    """Stand before an application on PostgreSQL, unless something follows the act that only the long way starts."""
    settings: Settings = app.config["SETTINGS"]
    if settings.is_postgres and not app.extensions["reactions"].get(at_once.VERB):
        with app.app_context():
            app.wsgi_app = RecordsAtOnce(app.wsgi_app, phone_engine(), settings)  # type: ignore[method-assign, assignment]
