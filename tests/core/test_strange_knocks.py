"""A62: who can write to Redis starts nothing but a reaction that waits."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from rq import Callback, Queue
from rq.serializers import DefaultSerializer

from service.core.jobs import outbox
from tests.core import test_faults
from tests.core.test_faults import Processes, wait_until
from tests.core.test_jobs import act, effects, state

go, plant, processes = test_faults.go, test_faults.plant, test_faults.processes


@pytest.fixture
def trace(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "trace"


@pytest.mark.jobs
def test_a62_only_the_one_callable_is_run_and_only_from_json(
    plant: UUID, processes: Processes, trace: Path
) -> None:
    mine = outbox.queue()
    reaction = act(plant, "mark")
    strange = [
        ("os.system", (f"touch {trace}",), {}),
        ("pathlib.Path.touch", (str(trace),), {}),
        ("service.core.jobs.back_off", (1,), {}),
        ("service.core.jobs.answer.__globals__", (), {}),
        (outbox.ANSWER, ("not an id",), {}),
        (outbox.ANSWER, (str(reaction),), {"on_success": Callback("os.mkdir")}),
    ]
    ids = [mine.enqueue(name, *given, **more).id for name, given, more in strange]
    pickled = Queue(outbox.QUEUE, connection=mine.connection, serializer=DefaultSerializer)
    pickled.enqueue("os.system", f"touch {trace}")
    processes.start("work")
    wait_until(lambda: not mine.job_ids and state(reaction).settled_at)
    last = act(plant, "mark")
    wait_until(lambda: state(last).settled_at)  # and so everything before it has been looked at
    assert not trace.exists() and effects(plant) == 2
    assert {job.get_status() for job in map(mine.fetch_job, ids[:5]) if job} == {"failed"}


@pytest.mark.jobs
def test_a_job_that_only_a_newer_release_knows_waits_for_its_worker_untried(
    app: Flask, plant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    reaction = act(plant, "mark")
    older = {name: job for name, job in app.extensions["jobs"].items() if name != "test.mark"}
    with monkeypatch.context() as release:
        release.setitem(app.extensions, "jobs", older)
        for _ in range(10):
            outbox.run_job(str(reaction))
        waits = state(reaction)
        assert (waits.attempts, waits.lease_until, waits.parked_at, waits.settled_at) == (0, None, None, None)
    outbox.run_job(str(reaction))
    assert (state(reaction).attempts, effects(plant)) == (1, 1)
