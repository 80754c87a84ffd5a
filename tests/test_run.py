"""`make run`, as it starts and stops: everything serves, and nothing stays behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import databases
from tests.processes import family
from tests.site import ROOT, free_port

PATIENCE = 120  # seconds, on a busy machine
RUN = [sys.executable, "scripts/run.py"]


@pytest.fixture
def settings(place: str, tmp_path: Path) -> dict[str, str]:
    """An empty database, a port, and a Redis of its own to be started."""
    port = str(free_port())
    own = {
        **databases.empty(f"{place}_run"),
        "PORT": port,
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "STORAGE_URL": f"dir:{tmp_path}",
        "SECRET_KEY": "a secret of thirty-two characters",
        "DEMO": "0",
    }
    return {name: value for name, value in os.environ.items() if name != "REDIS_URL"} | own


@contextmanager
def started(settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        RUN, cwd=ROOT, env=settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def what_hangs(settings: dict[str, str]) -> list[str]:
    """Wait until the site is ready; return what does not work yet."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{settings['PUBLIC_BASE_URL']}/readyz", timeout=5) as answer:
                told = json.load(answer)
            if not told["degraded"]:
                return []
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            told = {"degraded": ["web"]}
        time.sleep(0.2)
    return list(told["degraded"])


def left_of(members: dict[int, str]) -> dict[int, str]:
    return {pid: command for pid, command in members.items() if Path(f"/proc/{pid}/exe").exists()}


@pytest.mark.jobs
def test_it_serves_with_all_its_processes_and_leaves_none_each_time(settings: dict[str, str]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with started(settings) as process:
            assert what_hangs(settings) == []
            members = family(process.pid)
            running = " ".join(members.values())
            for part in ("redis", "gunicorn", "wsgi work", "wsgi plan"):
                assert part in running
            process.send_signal(number)
            said, _ = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, said
            assert left_of(members) == {}


def test_a_taken_port_is_named_with_the_way_out(settings: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(settings["PORT"])))
        other.listen()
        done = subprocess.run(RUN, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"port {settings['PORT']} is taken; choose another: make run PORT=8001" in done.stderr
