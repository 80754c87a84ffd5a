"""The limit of showing a page: a WSGI program that answers with the same bytes each time, head and body.

BENCH_PAGE names a directory that holds an answer of ours: `200`, or `304` for whoever names an ETag.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

OF_THE_SERVER = {"server", "date", "connection"}
Answer = tuple[str, list[tuple[str, str]], list[bytes]]


def answer() -> Answer:
    (file,) = Path(os.environ["BENCH_PAGE"]).iterdir()
    head, _, body = file.read_bytes().partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = [(key, value.strip()) for key, _, value in (line.partition(":") for line in lines)]
    return status[9:], [one for one in headers if one[0].lower() not in OF_THE_SERVER], [body]


STATUS, HEADERS, BODY = answer()


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start(STATUS, HEADERS)
    return BODY
