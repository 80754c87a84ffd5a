"""The worker of gunicorn: its loop takes requests in and gives answers out, its threads do what is between.

Built on gunicorn's own threaded worker, which gives a thread to every connection from its first byte on and,
as it closes one, waits in the loop. TLS and HTTP/2 end before us.
"""

import errno
import selectors
import time
from collections import deque
from http import HTTPStatus
from typing import Any

from gunicorn.http import wsgi
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from service.web.serving import answers
from service.web.serving.arriving import Connection
from service.web.serving.lines import Lines
from service.web.serving.probes import Probes

STALLED_S = 0.5  # with all threads taken and as many requests behind them, and nothing done meanwhile
SWEEP_S = 0.25
PASSING = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
HEALTH = "/healthz"


class Answer(wsgi.Response):  # type: ignore[misc]
    """A response that does not say by what it was made, into what the loop sends on."""

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]

    def can_sendfile(self) -> bool:
        return False


class Worker(ThreadWorker):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = Lines(self)
        self.overflow: deque[Connection] = deque()  # whole, beyond what threads and their queue take
        self.with_threads = 0
        self.stalled_s = 0.0
        self.swept = self.ticked = time.monotonic()
        self.probes: Probes | None = None

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:  # noqa: ARG003
        if cfg.is_ssl:
            raise ValueError("TLS ends at the proxy: take certfile and keyfile out of gunicorn's settings")

    @property
    def taken(self) -> int:
        return int(2 * self.cfg.threads)  # by the threads, and as many behind them

    def run(self) -> None:
        self.poller.register(
            self.method_queue.fileno(), selectors.EVENT_READ, self.method_queue.run_callbacks
        )
        self.probes = Probes.of(self)
        self.set_accept_enabled(True)
        while self.alive:
            self.turn()
            if not self.is_parent_alive():
                break
        self.drain(time.monotonic() + self.cfg.graceful_timeout)
        self.tpool.shutdown(wait=False)
        self.poller.close()
        self.method_queue.close()

    def turn(self) -> None:
        self.notify()
        # A machine that had no time for us at all has stalled nothing: a turn counts for no more than its pause.
        self.stalled_s += min(time.monotonic() - self.ticked, SWEEP_S)
        self.ticked = time.monotonic()
        if self.alive:
            self.set_accept_enabled(self.with_threads < self.taken or self.is_stalled())
        is_busy = self.lines.waiting or self.overflow or self.with_threads
        self.wait_for_and_dispatch_events(timeout=SWEEP_S if is_busy else 1.0)
        if time.monotonic() >= self.swept + SWEEP_S:
            self.sweep()

    def is_stalled(self) -> bool:
        return self.stalled_s > STALLED_S

    def drain(self, until: float) -> None:
        """Take what the system has accepted for us, then no more; answer what came, within `until`."""
        for listener in self.sockets:
            while self.accept(listener):
                pass
        self.set_accept_enabled(False)
        for listener in self.sockets:
            listener.close()
        self.lines.end(time.monotonic() + STOP_KEEPALIVE_LINGER)
        while (self.lines.waiting or self.with_threads) and time.monotonic() < until:
            self.turn()
        for conn in list(self.lines.waiting):
            self.lines.drop(conn)

    def accept(self, listener: Any) -> bool:
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in PASSING:
                self.lines.make_room()
            elif error.errno not in (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED):
                raise
            return False
        self.lines.admit(sock, client, listener.getsockname())
        return True

    def serve(self, conn: Connection) -> None:
        """Give a whole request to the threads; one for which the queue is too long is told so at once."""
        request = conn.whole()
        if request.path == HEALTH and request.method == "GET":
            self.say_health(conn)
        elif self.with_threads < self.taken:
            self.stalled_s = 0.0
            self.start(conn)
        elif self.is_stalled() or len(self.overflow) >= 4 * self.taken:
            self.lines.refuse(conn, HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            self.overflow.append(conn)

    def say_health(self, conn: Connection) -> None:
        goes_on = self.alive and not conn.request.should_close()
        self.lines.send(conn, answers.healthy("keep-alive" if goes_on else "close"), is_last=not goes_on)

    def start(self, conn: Connection) -> None:
        self.with_threads += 1
        work = self.tpool.submit(self.handle, conn)
        work.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def handle(self, conn: Connection) -> bool:
        """Answer one request, in a thread; return whether the connection may bear another."""
        request = conn.request
        try:
            return bool(self.handle_request(request, conn))
        except (ConnectionError, StopIteration) as error:
            self.log.debug("the client has gone, or the answer broke off: %s", error)
        except Exception:
            self.log.exception("the answer to %s failed", request.path)
            conn.sendall(answers.refusal(HTTPStatus.INTERNAL_SERVER_ERROR, request.path))
        return False

    def handle_request(self, request: Any, conn: Any) -> bool:
        self.cfg.pre_request(self, request)
        response, environ = wsgi.create(
            request, conn, conn.client, conn.server, self.cfg, response_class=Answer
        )
        environ["wsgi.multithread"] = True
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        if not self.alive or not self.cfg.keepalive:
            response.force_close()
        pieces = self.wsgi(environ, response.start_response)
        try:
            for piece in pieces:
                response.write(piece)
            response.close()
        except OSError:
            raise
        except Exception:
            if not response.headers_sent:
                raise
            self.log.exception("an answer broke off")  # a second one would only spoil the first
            return False
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
            self.cfg.post_request(self, request, environ, response)
        return not response.should_close()

    def finish_request(self, conn: Connection, fs: Any) -> None:
        self.with_threads -= 1
        self.stalled_s = 0.0
        if self.overflow:
            self.start(self.overflow.popleft())
        goes_on = not fs.cancelled() and fs.exception() is None and fs.result()
        conn.is_last = conn.is_last or not goes_on
        self.lines.send_rest(conn)

    def sweep(self) -> None:
        self.swept = time.monotonic()
        self.lines.sweep(self.swept)
        while self.overflow and self.is_stalled():
            self.lines.refuse(self.overflow.popleft(), HTTPStatus.SERVICE_UNAVAILABLE)
