"""Killed workers, an emptied and an absent Redis, killed writers: what was acknowledged is there, once."""

import dataclasses
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import redis
from flask import Flask

from scripts import local_redis
from service.core.jobs import outbox, scheduler
from tests import databases, people
from tests.core import house
from tests.core.test_jobs import act, effects, state
from tests.people import Cast

pytestmark = pytest.mark.both

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 10


class Processes:
    """What a test started, and kills."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**os.environ, **environment}
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str, **how: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.core.house", *words]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, **how)
        self.running.append(process)
        return process

    def end(self) -> None:
        for process in self.running:
            for child in (*horses(process), process.pid):
                kill(child)
            process.wait()


def horses(process: subprocess.Popen[bytes]) -> list[int]:
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(one) for one in path.read_text().split()] if path.exists() else []


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_until(true: Callable[[], Any], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def go(tmp_path: Path) -> Path:
    return tmp_path / "go"


@pytest.fixture
def processes(environment: dict[str, str], go: Path) -> Iterator[Processes]:
    found = Processes({**environment, "JOB_LEASE_S": "2", "JOB_BACK_OFF_S": "0.2", "TEST_GO": str(go)})
    yield found
    found.end()


@pytest.fixture
def plant(app: Flask, cast: Cast) -> Iterator[UUID]:
    kept = {name: dict(app.extensions[name]) for name in ("jobs", "reactions")}
    house.furnish(app)
    with app.app_context():
        yield cast.plant
    app.extensions.update(kept)


@pytest.mark.jobs
def test_f06_a_job_whose_worker_and_horse_are_killed_is_driven_again(
    plant: UUID, processes: Processes, go: Path
) -> None:
    worker = processes.start("work")
    reaction = act(plant, "slow")
    wait_until(lambda: state(reaction).lease_until and horses(worker))
    time.sleep(0.3)  # well inside the job
    for pid in (*horses(worker), worker.pid):
        kill(pid)
    assert effects(plant) == 0
    go.touch()
    processes.start("work")
    processes.start("plan")
    wait_until(lambda: state(reaction).settled_at)
    assert (effects(plant), state(reaction).attempts) == (1, 2)


@pytest.mark.jobs
def test_f07_an_orphaned_horse_and_its_successor_complete_once(
    plant: UUID, processes: Processes, go: Path
) -> None:
    worker = processes.start("work")
    reaction = act(plant, "slow")
    wait_until(lambda: state(reaction).lease_until and horses(worker))
    (orphan,) = horses(worker)
    kill(worker.pid)
    processes.start("work")
    processes.start("plan")
    time.sleep(3.5)  # the lease is over, the orphan still works
    go.touch()
    wait_until(lambda: state(reaction).settled_at)
    wait_until(lambda: not Path(f"/proc/{orphan}").exists() or is_gone(orphan))
    time.sleep(1)
    assert effects(plant) == 1


@pytest.mark.jobs
def test_a_horse_is_never_born_amid_a_heartbeat(plant: UUID, processes: Processes) -> None:
    acts = [act(plant, "mark") for _ in range(12)]
    processes.start("fidget")
    wait_until(lambda: effects(plant) == len(acts), seconds=60)
    assert [state(one).attempts for one in acts] == [1] * len(acts)


def is_gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.jobs
def test_f08_an_emptied_redis_loses_no_job_and_no_session(
    app: Flask, plant: UUID, processes: Processes, redis_place: str
) -> None:
    """Emptied again and again while three write, a worker works and a planner knocks."""
    visitor, over = people.at_desk(app, "manager"), threading.Event()
    processes.start("work")
    processes.start("plan")

    def write(_number: int) -> list[UUID]:
        with app.app_context():
            return [act(plant, "mark") for _ in range(6)]

    def empty() -> int:
        emptied = 0
        with redis.Redis.from_url(redis_place) as connection:
            while not over.wait(0.05):
                emptied += connection.flushdb()
        return emptied

    with ThreadPoolExecutor(4) as pool:
        times = pool.submit(empty)
        reactions = [one for several in pool.map(write, range(3)) for one in several]
        assert visitor.get(f"/e/{plant}/people").status_code == 200
        wait_until(lambda: any(state(one).settled_at for one in reactions))
        over.set()
        assert times.result() > 5
    wait_until(lambda: all(state(one).settled_at for one in reactions))
    assert effects(plant) == len(reactions) == 18
    assert visitor.get(f"/e/{plant}/people").status_code == 200


@pytest.fixture
def own_redis(app: Flask, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """A Redis that only this test uses, and may stop."""
    directory, settings, queue = tmp_path / "r", app.config["SETTINGS"], app.extensions.pop("rq", None)
    directory.mkdir()
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process, url = local_redis.started(directory)
        started.append(process)
        app.config["SETTINGS"] = dataclasses.replace(settings, redis_url=url)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    app.config["SETTINGS"] = settings
    app.extensions.pop("rq", None)
    app.extensions.pop("doorbell_silent_until", None)
    if queue:
        app.extensions["rq"] = queue


@pytest.mark.jobs
def test_f09_without_redis_acts_are_kept_at_once_and_jobs_catch_up(
    app: Flask, plant: UUID, processes: Processes, own_redis: Callable[[], subprocess.Popen[bytes]]
) -> None:
    server = own_redis()
    act(plant, "mark")
    server.kill()
    server.wait()
    Path(app.config["SETTINGS"].redis_url.removeprefix("unix://")).unlink(missing_ok=True)
    took = []
    for _ in range(5):
        before = time.monotonic()
        act(plant, "mark")
        took.append(time.monotonic() - before)
    assert max(took) < 1.5
    own_redis()
    processes.environment["REDIS_URL"] = app.config["SETTINGS"].redis_url
    app.extensions.pop("doorbell_silent_until", None)
    processes.start("work")
    assert scheduler.tick() == 6
    wait_until(lambda: effects(plant) == 6)


@pytest.mark.jobs
def test_a_knock_whose_worker_died_before_the_claim_is_cleared_away(
    app: Flask, plant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    reaction = act(plant, "mark")
    name = f"r-{reaction}-0"
    job = outbox.queue().fetch_job(name)
    assert job is not None
    outbox.queue().remove(job)
    job.started_at = job.created_at.replace(year=2020)
    job.save()
    outbox.wake_worker(reaction, 0)
    assert outbox.queue().job_ids == []
    outbox.wake_worker(reaction, 0)
    assert outbox.queue().job_ids == [name]


@pytest.mark.slow
@pytest.mark.sqlite
def test_f36_two_killed_writers_leave_a_whole_database(
    plant: UUID, processes: Processes, place: str, tmp_path: Path
) -> None:
    acknowledged: set[str] = set()
    errors = (tmp_path / "errors").open("w+")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": errors, "text": True}
    forks: Any = processes.start("writers", str(plant), **pipes)
    for number in range(ROUNDS):
        outs, pids = [tmp_path / f"{number}-{one}" for one in "ab"], []
        for out in outs:
            forks.stdin.write(f"{out}\n")
            forks.stdin.flush()
            pids.append(int(forks.stdout.readline()))
        wait_until(lambda outs=outs: all(out.exists() and out.read_text().count("\n") > 2 for out in outs))
        for pid in pids:
            kill(pid)
        wait_until(lambda pids=pids: all(is_gone(pid) for pid in pids))
        for out in outs:
            acknowledged |= set(out.read_text().rpartition("\n")[0].split())
        with sqlite3.connect(databases.file(place)) as connection:
            assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
            stored = {row[0] for row in connection.execute(STORED)}
        connection.close()
        assert acknowledged <= stored
    errors.seek(0)
    assert errors.read() == ""
    assert len(acknowledged) >= 6 * ROUNDS
    for file in (errors, forks.stdin, forks.stdout):
        file.close()


STORED = f"select json_extract(after, '$.of') from ledger_entry where act = '{house.EFFECT}'"
