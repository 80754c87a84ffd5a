"""Public pages kept by each process: everybody who is not signed in gets the same bytes, and no query is made.

A page says which plant it is of, and is good for one edition of what that plant shows (`shelf`).
Only what says of itself `public` and sets no cookie is kept. The language and the size of the text are the visitor's;
of the cookies of such a page no other is read.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from wsgiref.types import WSGIEnvironment

from service.web import compression, cookies, language, text_size
from service.web.shelf import Shelf

PREFIXES = ("/s/", "/S/")
OF_BODY = {"Content-Length", "Content-Type", "Content-Encoding"}
PLANT = "shared_pages.plant"  # in the environment of a request, by the view
SIGNED_IN = re.compile(rf"(?:^|; ?)(?:__Host-)?(?:{cookies.SESSION}|{cookies.DEVICE})=")
CHOSEN = re.compile(rf"(?:^|; ?)({language.COOKIE}|{text_size.COOKIE})=([a-z]{{1,4}})(?=;|$)")

Start = Callable[..., Any]
Headers = list[tuple[str, str]]


class Key(NamedTuple):
    host: str
    path: str
    chosen: str  # the cookies that the page is read with
    is_compressed: bool


class Kept(NamedTuple):
    body: bytes
    headers: Headers
    etag: str
    unchanged: Headers  # of the answer to who has the page


class SharedPages:
    """WSGI middleware before the application."""

    def __init__(self, app: Callable[..., Iterable[bytes]], shelf: Shelf) -> None:
        self.app, self.shelf = app, shelf

    def __call__(self, environ: WSGIEnvironment, start: Start) -> Iterable[bytes]:
        if not is_scan(environ):
            return self.app(environ, start)
        sent = environ.get("HTTP_COOKIE", "")
        if sent and SIGNED_IN.search(sent):
            return self.app(environ, start)
        key = Key(
            environ.get("HTTP_HOST", ""),
            environ["PATH_INFO"],
            chosen(sent),
            compression.is_taken(environ.get("HTTP_ACCEPT_ENCODING", "")),
        )
        page = self.shelf.good(key)
        return self._ask(key, environ, start) if page is None else _again(page, environ, start)

    def _ask(self, key: Key, environ: WSGIEnvironment, start: Start) -> Iterable[bytes]:
        """Ask the application for the whole page, whatever its visitor has already."""
        answer: dict[str, Any] = {}

        def listen(status: str, headers: Headers, *_more: Any) -> None:
            answer.update(status=status, headers=headers)

        whole = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        whole["HTTP_COOKIE"] = key.chosen
        began = time.monotonic()
        body = self.app(whole, listen)
        headers = dict(answer["headers"])
        if not (answer["status"].startswith("200") and _is_shared(headers) and whole.get(PLANT)):
            start(answer["status"], answer["headers"])
            return body
        unchanged = [pair for pair in answer["headers"] if pair[0] not in OF_BODY]
        page = Kept(read(body), answer["headers"], headers["ETag"], unchanged)
        self.shelf.lay(key, page, len(page.body), whole[PLANT], began)
        return _again(page, environ, start)


def is_scan(environ: WSGIEnvironment) -> bool:
    """Tell whether a request is for what a label shows, plainly."""
    return (
        environ.get("PATH_INFO", "").startswith(PREFIXES)
        and environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
    )


def chosen(sent: str) -> str:
    """Return of the cookies that were sent those that a visitor chose."""
    return "; ".join(sorted("=".join(pair) for pair in CHOSEN.findall(sent))) if sent else ""


def _is_shared(headers: dict[str, str]) -> bool:
    return (
        headers.get("Cache-Control", "").startswith("public")
        and "ETag" in headers
        and "Set-Cookie" not in headers
    )


def read(body: Iterable[bytes]) -> bytes:
    """Return the whole of an answer."""
    try:
        return b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()


def _again(page: Kept, environ: WSGIEnvironment, start: Start) -> list[bytes]:
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start("304 NOT MODIFIED", page.unchanged)
        return []
    start("200 OK", page.headers)
    return [page.body]
