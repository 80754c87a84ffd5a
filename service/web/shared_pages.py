"""Public pages kept by each process: everybody who is not signed in gets the same bytes, and no query is made.

A page says which plant it is of, and is good for one edition of what that plant shows: a new duty phone or a revoked
code shows after two seconds at most. Without Redis nobody knows the edition, and a page is kept for two seconds.
Only what says of itself `public` and sets no cookie is kept. The language and the size of the text are the visitor's;
of the cookies of such a page no other is read.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from service.core.editions import Editions
from service.web import compression, cookies, language, text_size

LASTS_S = 2.0  # without Redis
MOST_BYTES = 48 * 1024 * 1024  # of bodies; beside a body stand half a KB of headers
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


@dataclass(frozen=True)
class Kept:
    body: bytes
    headers: Headers
    etag: str
    plant: str
    edition: str | None
    made_at: float  # of the monotonic clock


class SharedPages:
    """WSGI middleware before the application."""

    def __init__(self, app: Callable[..., Iterable[bytes]], redis_url: str) -> None:
        self.app, self.editions = app, Editions(redis_url)
        self.kept: OrderedDict[Key, Kept] = OrderedDict()
        self.bytes = 0

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIXES) or environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
            return self.app(environ, start)
        sent = environ.get("HTTP_COOKIE", "")
        if sent and SIGNED_IN.search(sent):
            return self.app(environ, start)
        key = Key(
            environ.get("HTTP_HOST", ""),
            path,
            "; ".join(sorted("=".join(one) for one in CHOSEN.findall(sent))) if sent else "",
            compression.is_taken(environ.get("HTTP_ACCEPT_ENCODING", "")),
        )
        found = self.kept.get(key)
        if found is not None and self._is_good(found):
            self._note_use(key)
            return _again(found, environ, start)
        return self._ask(key, environ, start)

    def _is_good(self, page: Kept) -> bool:
        edition = self.editions.current(page.plant)
        if edition is None:
            return time.monotonic() - page.made_at < LASTS_S
        return edition == page.edition

    def _note_use(self, key: Key) -> None:
        try:
            self.kept.move_to_end(key)
        except KeyError:  # another thread has let go of it
            pass

    def _ask(self, key: Key, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Ask the application for the whole page, whatever its visitor has already."""
        said: dict[str, Any] = {}

        def listen(status: str, headers: Headers, *_more: Any) -> None:
            said.update(status=status, headers=headers)

        whole = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        whole["HTTP_COOKIE"] = key.chosen
        began = time.monotonic()
        body = self.app(whole, listen)
        headers = dict(said["headers"])
        if not (said["status"].startswith("200") and _is_shared(headers) and whole.get(PLANT)):
            start(said["status"], said["headers"])
            return body
        edition = self.editions.lasting(whole[PLANT], began)
        page = Kept(_read(body), said["headers"], headers["ETag"], whole[PLANT], edition, began)
        self._keep(key, page)
        return _again(page, environ, start)

    def _keep(self, key: Key, page: Kept) -> None:
        former = self.kept.pop(key, None)
        self.kept[key] = page
        self.bytes += len(page.body) - (len(former.body) if former else 0)
        while self.bytes > MOST_BYTES and len(self.kept) > 1:
            _key, oldest = self.kept.popitem(last=False)
            self.bytes -= len(oldest.body)


def _is_shared(headers: dict[str, str]) -> bool:
    return (
        headers.get("Cache-Control", "").startswith("public")
        and "ETag" in headers
        and "Set-Cookie" not in headers
    )


def _read(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()


def _again(page: Kept, environ: dict[str, Any], start: Start) -> list[bytes]:
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start("304 NOT MODIFIED", [pair for pair in page.headers if pair[0] not in OF_BODY])
        return []
    start("200 OK", page.headers)
    return [page.body]
