"""Files given out: a response that carries one, under a name that may be Chinese."""

from urllib.parse import quote

from flask import Response

from service.web import limits


def file_response(content: bytes, mimetype: str, name: str, *, shown: bool = False) -> Response:
    """Answer with a file to keep, or with one that the browser shows itself."""
    limits.need(limits.EXPORTS)
    response = Response(content, mimetype=mimetype)
    kind = "inline" if shown else "attachment"
    # A header is ASCII: RFC 6266 writes any other name in UTF-8, escaped.
    response.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name, safe='')}"
    return response
