"""The connections that are not with a thread: requests that come, answers that go, those between two requests."""

import selectors
import socket
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER

from service.web.serving import answers
from service.web.serving.arriving import BODY_RATE, BODY_S, LINGER_S, PIECE, Connection, NoLength, Phase

MOST_WAITING = 400
MOST_SPOOLED = 512 * 1024 * 1024  # bytes of bodies that are not whole yet


class Lines:
    def __init__(self, worker: Any) -> None:
        self.worker = worker
        self.waiting: dict[Connection, None] = {}

    def admit(self, sock: socket.socket, client: Any, server: Any) -> None:
        if len(self.waiting) >= MOST_WAITING:
            self.make_room()
        conn = Connection(sock, client, server)
        self.await_bytes(conn)
        self.on_bytes(conn, sock)  # most send at once

    # What comes

    def await_bytes(self, conn: Connection) -> None:
        self.waiting[conn] = None
        self.worker.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_bytes, conn))

    def on_bytes(self, conn: Connection, _sock: Any) -> None:
        if conn not in self.waiting:  # dropped for another one in this very turn
            return
        try:
            piece = conn.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        if not piece:
            self.drop(conn)
        elif conn.phase is not Phase.LINGER:
            self.take(conn, piece)

    def take(self, conn: Connection, piece: bytes) -> None:
        try:
            is_whole = conn.take(piece, self.worker.cfg)
        except NoLength:
            self.refuse(conn, HTTPStatus.LENGTH_REQUIRED)
        except ParseException as error:
            self.worker.handle_error(None, conn.sock, conn.client, error)
            self.linger(conn)
        except OSError as error:  # no room for a large body
            self.worker.log.warning("a body could not be taken: %s", error)
            self.refuse(conn, HTTPStatus.INSUFFICIENT_STORAGE)
        else:
            if is_whole:
                self.leave(conn)
                self.worker.serve(conn)
            elif conn.phase is Phase.BODY and sum(each.spooled for each in self.waiting) > MOST_SPOOLED:
                self.refuse(max(self.waiting, key=lambda each: each.spooled), HTTPStatus.SERVICE_UNAVAILABLE)

    # What goes

    def send(self, conn: Connection, data: bytes, *, is_last: bool) -> None:
        conn.is_last = is_last
        try:
            conn.sendall(data)
        except OSError:
            self.drop(conn)
        else:
            self.send_rest(conn)

    def send_rest(self, conn: Connection) -> None:
        self.leave(conn)
        conn.forget()
        if not conn.outgoing:
            self.after_answer(conn)
            return
        conn.enter(Phase.ANSWER, BODY_S + len(conn.outgoing) / BODY_RATE)
        self.waiting[conn] = None
        self.worker.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self.on_room, conn))

    def on_room(self, conn: Connection, _sock: Any) -> None:
        if conn not in self.waiting:
            return
        try:
            conn.send_on()
        except BlockingIOError:
            return
        except OSError:
            self.drop(conn)
            return
        if not conn.outgoing:
            self.leave(conn)
            self.after_answer(conn)

    def after_answer(self, conn: Connection) -> None:
        if conn.is_last:
            self.linger(conn)
            return
        conn.enter(Phase.IDLE, self.worker.cfg.keepalive if self.worker.alive else STOP_KEEPALIVE_LINGER)
        self.await_bytes(conn)
        if conn.arrived:
            self.worker.method_queue.defer(self.take_rest, conn)

    def take_rest(self, conn: Connection) -> None:
        """Take a request that was sent behind the last one."""
        if conn.phase is Phase.IDLE and conn in self.waiting:
            self.take(conn, b"")

    def refuse(self, conn: Connection, status: HTTPStatus) -> None:
        path = conn.request.path if conn.request else ""
        self.leave(conn)
        self.send(conn, answers.refusal(status, path), is_last=True)

    def linger(self, conn: Connection) -> None:
        """Close for writing, and wait for the client in the loop: an answer is not torn off."""
        self.leave(conn)
        conn.forget()
        conn.arrived.clear()
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            conn.close()
            return
        conn.enter(Phase.LINGER, LINGER_S)
        self.await_bytes(conn)

    # What is over

    def leave(self, conn: Connection) -> None:
        if conn in self.waiting:
            del self.waiting[conn]
            self.worker.poller.unregister(conn.sock)

    def drop(self, conn: Connection) -> None:
        self.leave(conn)
        conn.close()

    def make_room(self) -> None:
        """Close the connection that would end first: an idle one, then the head that began first."""
        if self.waiting:
            self.drop(min(self.waiting, key=lambda conn: conn.deadline))

    def sweep(self, now: float) -> None:
        for conn in [conn for conn in self.waiting if conn.is_late(now)]:
            if conn.phase is Phase.BODY or (conn.phase is Phase.HEAD and conn.arrived):
                self.refuse(conn, HTTPStatus.REQUEST_TIMEOUT)
            else:
                self.drop(conn)

    def end(self, until: float) -> None:
        """Wait for no request that has not begun, and for no head beyond a moment."""
        for conn in self.waiting:
            if conn.phase in {Phase.IDLE, Phase.HEAD}:
                conn.deadline = min(conn.deadline, until)
