"""A program behind gunicorn."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.local_redis import TIED
from tests.bench.client import ask, request

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = (
    "--workers",
    "2",
    "--threads",
    "4",
    "--keep-alive",
    "75",
    "--worker-tmp-dir",
    "/dev/shm",
    "--no-control-socket",
)


@dataclass(frozen=True)
class Web:
    port: int
    pid: int

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def serving(program: str, port: int, environment: dict[str, str], *more: str) -> Iterator[Web]:
    command = [sys.executable, "-m", "gunicorn", program, "--bind", f"127.0.0.1:{port}", *OPTIONS, *more]
    child = subprocess.Popen(
        [*TIED, *command, "--log-level", "warning"], cwd=ROOT, env={**os.environ, **environment}
    )
    try:
        _wait(child, port)
        yield Web(port, child.pid)
    finally:
        child.terminate()
        child.wait(timeout=60)


def _wait(child: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(300):
        try:
            ask(port, request("GET", "/healthz", {"Host": f"127.0.0.1:{port}"}))
            return
        except ConnectionError:
            if child.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")
