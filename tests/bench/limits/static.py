"""The limit of showing a page: a WSGI program that answers with the same bytes each time, head and body.

BENCH_PAGE names a directory that holds two answers of ours: `200`, and `304` for whoever names an ETag.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

OF_THE_SERVER = {"server", "date", "connection"}
Answer = tuple[str, list[tuple[str, str]], list[bytes]]


def kept(name: str) -> Answer:
    head, _, body = (Path(os.environ["BENCH_PAGE"]) / name).read_bytes().partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = [(key, value.strip()) for key, _, value in (line.partition(":") for line in lines)]
    return status[9:], [one for one in headers if one[0].lower() not in OF_THE_SERVER], [body]


PAGE, KNOWN = kept("200"), kept("304")


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    status, headers, body = KNOWN if "HTTP_IF_NONE_MATCH" in environ else PAGE
    start(status, headers)
    return body
