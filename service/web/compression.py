"""Text goes out compressed to whoever takes it; photos, PDF and workbooks are compressed in themselves.

The length of a compressed page tells what stands in it twice, so no secret may stand in a page as it is: the
token of a form is masked anew for each response (`forms.token`).
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

LEVEL = 5
LEAST = 1024  # below this the page fits a packet or two as it is
TEXTS = {
    "application/json",
    "application/problem+json",
    "application/manifest+json",
    "application/javascript",
    "image/svg+xml",
}


@lru_cache(maxsize=256)
def is_taken(accepted: str) -> bool:
    """Tell from a header Accept-Encoding whether gzip is taken."""
    return parse_accept_header(accepted, Accept).quality("gzip") > 0


def compressed(body: bytes, level: int = LEVEL) -> bytes:
    return gzip.compress(body, level, mtime=0)


def compress(response: Response) -> Response:
    """Compress a text. What has an ETag keeps it as a weak one: compressed or not, the page says the same."""
    if not _is_text(response):
        return response
    response.vary.add("Accept-Encoding")
    if not is_taken(request.headers.get("Accept-Encoding", "")):
        return response
    etag, is_weak = response.get_etag()
    if etag and not is_weak:
        response.set_etag(etag, weak=True)
    if _is_worth_it(response):
        response.set_data(compressed(response.get_data()))
        response.content_encoding = "gzip"
    return response


def _is_text(response: Response) -> bool:
    kind = response.mimetype or ""
    return kind.startswith("text/") or kind in TEXTS


def _is_worth_it(response: Response) -> bool:
    return (
        response.status_code not in {204, 304}
        and not response.is_streamed
        and not response.direct_passthrough
        and response.content_encoding is None
        and (response.content_length or 0) >= LEAST
    )


def install(app: Flask) -> None:
    """Stand first: what is installed first is done last to a response."""
    app.after_request(compress)
