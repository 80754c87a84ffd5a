"""A client that costs little: requests made beforehand, sent over a few connections that stay open."""

import re
import selectors
import socket
import time
from collections.abc import Iterator, Mapping, Sequence

CONNECTIONS = 8  # two workers of four threads
PATIENCE_S = 60
LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)


class Refused(RuntimeError):
    """An answer was not the one that is measured: its head and the start of its body."""


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """A connection that stays open, for one request after the other."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def ask(self, one: bytes, status: int | None = None) -> tuple[bytes, bytes]:
        """Return the head and the body of an answer. Raises Refused at one of another status."""
        self._socket.sendall(one)
        had = b""
        while (size := _size(had)) is None or len(had) < size:
            came = self._socket.recv(1 << 16)
            if not came:
                raise Refused(had[:1500].decode(errors="replace"))
            had += came
        if status is not None and had[9:12] != b"%d" % status:
            raise Refused(had[:1500].decode(errors="replace"))
        head, _, body = had.partition(b"\r\n\r\n")
        return head, body


def ask(port: int, one: bytes) -> tuple[bytes, bytes]:
    """Return the head and the body of one answer."""
    with Line(port) as line:
        return line.ask(one)


def drive(port: int, requests: Sequence[bytes], status: int) -> float:
    """Send all, as fast as they are answered; return seconds. Raises Refused at an answer of another status."""
    waiting, left = iter(requests), len(requests)
    with selectors.DefaultSelector() as lines:
        for _ in range(min(CONNECTIONS, left)):
            line = socket.create_connection(("127.0.0.1", port))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            lines.register(line, selectors.EVENT_READ, bytearray())
        began = time.perf_counter()
        for key in list(lines.get_map().values()):
            _next(key.fileobj, waiting)
        while left:
            ready = lines.select(PATIENCE_S)
            if not ready:
                raise Refused(f"no answer within {PATIENCE_S} seconds; {left} are missing")
            for key, _events in ready:
                left -= _hear(key, waiting, status)
        took = time.perf_counter() - began
        for key in list(lines.get_map().values()):
            key.fileobj.close()
    return took


def _hear(key: selectors.SelectorKey, waiting: Iterator[bytes], status: int) -> int:
    """Read what came; return 1 where it ends an answer, and send the next request."""
    had, came = key.data, key.fileobj.recv(1 << 16)
    had += came
    size = _size(had)
    if not came or (size is not None and had[9:12] != b"%d" % status):
        raise Refused(bytes(had[:1500]).decode(errors="replace"))
    if size is None or len(had) < size:
        return 0
    had.clear()
    _next(key.fileobj, waiting)
    return 1


def _next(line: socket.socket, waiting: Iterator[bytes]) -> None:
    following = next(waiting, None)
    if following is not None:
        line.sendall(following)


def _size(had: bytes | bytearray) -> int | None:
    """Return how long the answer is, head and body; None while its head is not there."""
    end = had.find(b"\r\n\r\n")
    if end < 0:
        return None
    found = LENGTH.search(had, 0, end)
    return end + 4 + (int(found[1]) if found and had[9:12] != b"304" else 0)
