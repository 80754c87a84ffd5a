"""The check of a container: the web answers, worker and planner have beaten lately."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.core import test_faults
from tests.core.test_faults import Processes, wait_until
from tests.site import ROOT, free_port

go, processes = test_faults.go, test_faults.processes
WEB = ["gunicorn", "wsgi:create_app()"]


def check(*command: str, **environment: str) -> int:
    done = subprocess.run(
        [sys.executable, "scripts/healthy.py", *command], cwd=ROOT, env=os.environ | environment, check=False
    )
    return done.returncode


@pytest.mark.jobs
@pytest.mark.parametrize("role", ["work", "plan"])
def test_a_worker_and_a_planner_are_healthy_while_they_beat(
    app: object, processes: Processes, tmp_path: Path, role: str
) -> None:
    file = tmp_path / "beat"
    processes.environment["HEARTBEAT_FILE"] = str(file)
    command = ["flask", "--app", "wsgi", role]
    assert check(*command, HEARTBEAT_FILE=str(file)) == 1
    process = processes.start(role)
    wait_until(file.exists)
    assert check(*command, HEARTBEAT_FILE=str(file)) == 0
    process.terminate()
    process.wait()
    os.utime(file, (time.time() - 61,) * 2)
    assert check(*command, HEARTBEAT_FILE=str(file)) == 1


def test_a_web_that_does_not_answer_is_not_healthy() -> None:
    assert check(*WEB, PORT=str(free_port())) == 1


def test_a_web_that_answers_is_healthy(tmp_path: Path) -> None:
    (tmp_path / "healthz").write_text("ok")
    port = str(free_port())
    web = subprocess.Popen(
        [sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: check(*WEB, PORT=port) == 0, 20)
        assert check(*WEB, PORT=port) == 0
        assert check(*WEB, PORT=str(free_port()), HEALTH_PORT=port) == 0  # the port that health has to itself
        (tmp_path / "healthz").unlink()
        assert check(*WEB, PORT=port) == 1
    finally:
        web.terminate()
        web.wait()
