"""Health and readiness on a thread and a port of their own: who asks is answered whatever the other threads do.

The port is for who runs the service, not for the internet: leave it out of what is published.
"""

import json
import socket
import time
from http import HTTPStatus
from socketserver import BaseRequestHandler, TCPServer, ThreadingMixIn
from threading import BoundedSemaphore, Thread
from typing import Any

from flask import Flask

from service.web import health
from service.web.serving import answers

ASKED_WITHIN_S = 2.0  # a probe says what it wants in one piece
AT_ONCE = 16
STUCK_AFTER_S = 20.0  # the loop of a worker turns at least every second


class Probe(BaseRequestHandler):
    server: "Probes"

    def handle(self) -> None:
        self.request.settimeout(ASKED_WITHIN_S)
        try:
            words = self.request.recv(4096).split(maxsplit=2)
            self.request.sendall(self.server.answer(words[1:2], self.client_address[0]))
            self.request.shutdown(socket.SHUT_WR)
        except OSError:
            return


class Probes(ThreadingMixIn, TCPServer):
    address_family = socket.AF_INET
    allow_reuse_address = True
    allow_reuse_port = True  # each worker process has its own; the system deals out who is asked
    daemon_threads = True
    block_on_close = False

    def __init__(self, place: tuple[str, int], worker: Any) -> None:
        if ":" in place[0]:
            self.address_family = socket.AF_INET6
        self.worker = worker
        self.turns = BoundedSemaphore(AT_ONCE)
        super().__init__(place, Probe)

    @classmethod
    def of(cls, worker: Any) -> "Probes | None":
        """Start answering where HEALTH_PORT says, on the host that the service is bound to."""
        settings = worker.wsgi.config.get("SETTINGS") if isinstance(worker.wsgi, Flask) else None
        if settings is None or not settings.health_port:
            return None
        bound = worker.sockets[0].getsockname()
        host = bound[0] if isinstance(bound, tuple) else "127.0.0.1"
        probes = cls((host, settings.health_port), worker)
        Thread(target=probes.serve_forever, name="probes", daemon=True).start()
        return probes

    def process_request(self, request: Any, client_address: Any) -> None:
        if self.turns.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.turns.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        self.worker.log.exception("a probe was not answered")

    def answer(self, path: list[bytes], asker: str) -> bytes:
        match path:
            case [b"/healthz"]:
                if time.monotonic() < self.worker.ticked + STUCK_AFTER_S:
                    return answers.healthy("close")
                return answers.answer(HTTPStatus.SERVICE_UNAVAILABLE, "stuck\n", "Connection: close")
            case [b"/readyz"]:
                return self.readiness(asker)
        return answers.answer(HTTPStatus.NOT_FOUND, "/healthz, /readyz\n", "Connection: close")

    def readiness(self, asker: str) -> bytes:
        with self.worker.wsgi.app_context():
            status, body = health.readiness(health.is_near(asker))
        if not self.worker.alive:
            status, body = 503, {"status": "stopping"}
        return answers.answer(
            HTTPStatus(status), json.dumps(body), "Connection: close", kind="application/json"
        )
