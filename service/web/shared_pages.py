"""Public pages kept for a moment: everybody without a cookie gets the same bytes, and no query is made.

A page is kept for two seconds at most in each process, so a new duty phone or a revoked code shows at once
for all that a person can tell. Only what says of itself `public` and sets no cookie is kept.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from service.web import compression

LASTS_S = 2.0
MOST = 2000  # pages of at most 25 KB
PREFIXES = ("/s/", "/S/")
OF_BODY = {"Content-Length", "Content-Type", "Content-Encoding"}

Start = Callable[..., Any]
Headers = list[tuple[str, str]]
Key = tuple[str, str, bool]  # host, path, whether it is taken compressed


@dataclass(frozen=True)
class Kept:
    body: bytes
    headers: Headers
    etag: str
    until: float  # of the monotonic clock


class SharedPages:
    """WSGI middleware before the application."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app
        self.kept: OrderedDict[Key, Kept] = OrderedDict()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIXES) or environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" in environ:
            return self.app(environ, start)
        if environ.get("QUERY_STRING"):
            return self.app(environ, start)
        key = (
            environ.get("HTTP_HOST", ""),
            path,
            compression.is_taken(environ.get("HTTP_ACCEPT_ENCODING", "")),
        )
        found = self.kept.get(key)
        if found is not None and found.until > time.monotonic():
            return _again(found, environ, start)
        return self._ask(key, environ, start)

    def _ask(self, key: Key, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Ask the application for the whole page, whatever its visitor has already."""
        said: dict[str, Any] = {}

        def listen(status: str, headers: Headers, *_more: Any) -> None:
            said.update(status=status, headers=headers)

        whole = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        body = self.app(whole, listen)
        headers = dict(said["headers"])
        if not (said["status"].startswith("200") and _is_shared(headers)):
            start(said["status"], said["headers"])
            return body
        page = Kept(_read(body), said["headers"], headers["ETag"], time.monotonic() + LASTS_S)
        self._keep(key, page)
        return _again(page, environ, start)

    def _keep(self, key: Key, page: Kept) -> None:
        self.kept[key] = page
        self.kept.move_to_end(key)
        while len(self.kept) > MOST:
            self.kept.popitem(last=False)


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
