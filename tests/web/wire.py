"""Bytes over a socket, and a web process of the product that a test may bother."""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.site import Site, free_port

LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)
Answer = tuple[int, str, bytes]  # status, head, body


@contextmanager
def web(environment: dict[str, str], directory: Path, **more: str) -> Iterator[Site]:
    """One web process with four threads, as a deployment starts it, and health on a port of its own."""
    site = Site(environment | {"HEALTH_PORT": str(free_port())} | more)
    try:
        site.start(directory / "site.log", roles=())
        yield site
    finally:
        site.stop()


def health_port(site: Site) -> int:
    return int(site.environment["HEALTH_PORT"])


def line(port: int, first: bytes = b"", *, patience: float = 30) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), timeout=patience)
    sock.sendall(first)
    return sock


@contextmanager
def lines(port: int, number: int, first: bytes) -> Iterator[list[socket.socket]]:
    """Several connections, each with the beginning of a request."""
    with ExitStack() as stack:
        yield [stack.enter_context(line(port, first)) for _ in range(number)]


def head(method: str, path: str, *more: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *more, "", ""]).encode()


def heard(sock: socket.socket, before: bytes = b"") -> tuple[Answer, bytes]:
    """Return one whole answer, and what came behind it."""
    data = before
    while (end := data.find(b"\r\n\r\n")) < 0 or len(data) < end + 4 + _length(data[: end + 2]):
        piece = sock.recv(1 << 16)
        if not piece:
            raise ConnectionError(data)
        data += piece
    size = end + 4 + _length(data[: end + 2])
    return (int(data[9:12]), data[:end].decode(), data[end + 4 : size]), data[size:]


def _length(head: bytes) -> int:
    length = LENGTH.search(head)
    return int(length[1]) if length else 0


def asked(port: int, data: bytes, *, patience: float = 30) -> Answer:
    with line(port, data, patience=patience) as sock:
        return heard(sock)[0]


def threads_of(site: Site) -> int:
    """Return how many threads the worker processes of a site have."""
    arbiter = site.children[0].pid
    workers = Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text().split()
    return sum(len(os.listdir(f"/proc/{pid}/task")) for pid in workers)
