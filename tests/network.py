"""A bad network between a browser and the site: a proxy that can lose the answers to what was sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import urlsplit

NOT_PASSED_ON = {"connection", "proxy-connection", "keep-alive", "transfer-encoding"}


class BadNetwork(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.lost: list[int] = []  # the statuses that no browser saw
        self._losing = False

    @contextmanager
    def losing_answers(self) -> Iterator[None]:
        """Lose every answer to what is sent: a browser may try more than once by itself."""
        self._losing = True
        yield
        self._losing = False

    def loses(self, method: str, status: int) -> bool:
        if not self._losing or method != "POST":
            return False
        self.lost.append(status)
        return True


class _Passing(BaseHTTPRequestHandler):
    def _pass_on(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in NOT_PASSED_ON}
        site = HTTPConnection(address.netloc, timeout=60)
        site.request(self.command, address._replace(scheme="", netloc="").geturl(), body, headers)
        answer = site.getresponse()
        content = answer.read()
        site.close()
        self.close_connection = True
        if cast(BadNetwork, self.server).loses(self.command, answer.status):
            return
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _pass_on  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the site keeps its own log."""


@contextmanager
def bad_network() -> Iterator[BadNetwork]:
    network = BadNetwork()
    thread = threading.Thread(target=network.serve_forever)
    thread.start()
    try:
        yield network
    finally:
        network.shutdown()
        thread.join()
        network.server_close()
