"""A client's socket, what of its next request has come, and what of the last answer has not gone yet.

Nothing here waits: whoever sends or reads slowly costs a socket and a little memory, never a thread.
"""

import socket
import time
from enum import StrEnum
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import InvalidRequestLine, LimitRequestHeaders, NoMoreData
from gunicorn.http.parser import RequestParser

HEAD_S = 10.0  # for the whole head, from its first byte or from the connection on
HEAD_MOST = 64 * 1024  # bytes
BODY_S = 60.0  # and a second more for each
BODY_RATE = 8 * 1024  # bytes: a phone on the edge of its network
SILENT_S = 20.0  # between two pieces of a body, or of an answer that is read
MOST_BODY = 32 * 1024 * 1024  # bytes; of a larger one only the head is looked at
IN_MEMORY = 128 * 1024  # bytes of a body; more lies in a file that has no name
LINGER_S = 2.0  # after the last byte, so that the client reads the answer before the connection is gone
PIECE = 256 * 1024
END = b"\r\n\r\n"


class Phase(StrEnum):
    IDLE = "idle"  # between two requests
    HEAD = "head"
    BODY = "body"
    SERVED = "served"  # it waits for a thread, or has one
    ANSWER = "answer"
    LINGER = "linger"


class NoLength(Exception):
    """A body that does not say how long it is."""


class Connection:
    def __init__(self, sock: socket.socket, client: Any, server: Any) -> None:
        sock.setblocking(False)
        self.sock, self.client, self.server = sock, client, server
        self.arrived = bytearray()  # of the head, and what came behind it
        self.outgoing = bytearray()
        self.request: Any = None
        self.body: IO[bytes] = BytesIO()
        self.missing = 0  # bytes of the body
        self.is_last = False  # no further request is read
        self.enter(Phase.HEAD, HEAD_S)

    def enter(self, phase: Phase, seconds: float) -> None:
        self.phase = phase
        self.deadline = time.monotonic() + seconds
        self.heard = time.monotonic()

    @property
    def spooled(self) -> int:
        """Bytes of a body that is not whole yet."""
        return self.body.tell() if self.phase is Phase.BODY else 0

    def is_late(self, moment: float) -> bool:
        silent = self.phase in {Phase.BODY, Phase.ANSWER} and moment > self.heard + SILENT_S
        return silent or moment > self.deadline

    def take(self, piece: bytes, cfg: Any) -> bool:
        """Take what came; return whether the request is whole. Raises what gunicorn's parser does, or NoLength."""
        self.heard = time.monotonic()
        if self.phase is Phase.BODY:
            self._take_body(piece)
        else:
            newest = len(piece) or len(self.arrived)
            self.arrived += piece
            if self.phase is Phase.IDLE:
                self.enter(Phase.HEAD, HEAD_S)
            if not self._is_headed(newest):
                return False
            self._read_head(cfg)
        return not self.missing

    def _is_headed(self, newest: int) -> bool:
        """Tell whether the head is whole, or will never be one."""
        if self.arrived.find(END, max(0, len(self.arrived) - newest - len(END))) >= 0:
            return True
        if len(self.arrived) > HEAD_MOST:
            raise LimitRequestHeaders("the head is too long")
        return self.arrived.count(b"\n") != self.arrived.count(b"\r\n")

    def _read_head(self, cfg: Any) -> None:
        end = self.arrived.find(END) + len(END)
        head = bytes(self.arrived[:end] if end >= len(END) else self.arrived)
        rest = bytes(self.arrived[len(head) :])
        try:
            self.request = next(RequestParser(cfg, [head], self.client))
        except (StopIteration, NoMoreData) as error:
            raise InvalidRequestLine(repr(head[:100])) from error
        if isinstance(self.request.body.reader, ChunkedReader):
            raise NoLength
        expects = self.request._expected_100_continue
        self.request._expected_100_continue = False
        length = self.request.body.reader.length
        if length > MOST_BODY:
            self.request.force_close()
            self.is_last, length = True, 0
        self.arrived.clear()
        self.missing = length
        if length:
            self._expect_body(length, is_asked=expects)
            self._take_body(rest)
        else:
            self.body = BytesIO()
            self.arrived += b"" if self.is_last else rest

    def _expect_body(self, length: int, *, is_asked: bool) -> None:
        self.body = BytesIO() if length <= IN_MEMORY else SpooledTemporaryFile(max_size=IN_MEMORY)
        self.enter(Phase.BODY, BODY_S + length / BODY_RATE)
        if is_asked:
            self.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _take_body(self, piece: bytes) -> None:
        wanted, rest = piece[: self.missing], piece[self.missing :]
        self.body.write(wanted)
        self.missing -= len(wanted)
        self.arrived += rest

    def whole(self) -> Any:
        """Return the request with its body, from the beginning."""
        self.body.seek(0)
        self.request.body = self.body
        self.phase = Phase.SERVED
        return self.request

    def forget(self) -> None:
        """Be done with a request: nothing of it is left but what was sent behind it."""
        self.body.close()
        self.body, self.request, self.missing = BytesIO(), None, 0

    def sendall(self, data: bytes) -> None:
        """Send what the network takes at once; the rest is `outgoing`. The name is that of a socket."""
        sent = 0
        if not self.outgoing:
            try:
                sent = self.sock.send(data)
            except BlockingIOError:
                sent = 0
        self.outgoing += data[sent:]

    def send_on(self) -> None:
        """Send a further piece of what is left."""
        sent = self.sock.send(memoryview(self.outgoing)[:PIECE].tobytes())
        self.heard = time.monotonic()
        del self.outgoing[:sent]

    def close(self) -> None:
        self.body.close()
        self.sock.close()
