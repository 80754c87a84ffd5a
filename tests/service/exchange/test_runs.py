"""An import run goes on behind the page, and after whoever carried it has died."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import event, func, select

from service.core import clock
from service.core.acts import editions
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict, NotAllowed
from service.core.db.transactions import db, reading, retrying
from service.core.ids import new_id
from service.core.jobs import outbox, scheduler
from service.core.models import OutboxJob
from service.core.settings import Settings
from service.core.storage import store
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.exchange import commands
from service.exchange.models import ImportRun
from service.exchange.rules import CHUNK_ROWS, ImportKind, RunState
from service.risks.models import RiskEvent
from tests.builders.plants import a_manager, a_plant
from tests.builders.workbooks import an_ls_ledger, an_ls_row, content_of

pytestmark = pytest.mark.both

ROWS = 6 * CHUNK_ROWS


@pytest.fixture
def plant(app):
    with app.app_context():
        yield a_plant()


def a_ledger(rows, **changes):
    return content_of(
        an_ls_ledger([an_ls_row(seq=n, step=f"第{n}步", **changes) for n in range(1, rows + 1)])
    )


def begin(plant, content, act=None, viewer=None):
    viewer = viewer or a_manager(plant)
    upload = commands.Upload(ImportKind.RISKS, "台账.xlsx", store().put(content).sha256)
    act = act or Act(new_id())

    def begun():
        return commands.begin(viewer, db.session.get_one(Enterprise, (plant, plant)), upload, act).id

    with scope.opened(viewer.scope):
        return retrying(begun)


def run_of(plant, run_id):
    with scope.opened(Scope.enterprise(plant)), reading():
        return db.session.get_one(ImportRun, (plant, run_id))


def events(plant):
    with scope.opened(Scope.enterprise(plant)), reading():
        return db.session.scalar(select(func.count()).select_from(RiskEvent))


def the_reaction():
    with scope.opened(Scope.machine()), reading():
        return str(db.session.scalars(select(OutboxJob.id)).one())


def test_a_run_lands_all_its_chunks(plant):
    run_id = begin(plant, a_ledger(CHUNK_ROWS + 5))
    outbox.run_job(the_reaction())
    run = run_of(plant, run_id)
    assert (run.state, run.rows, run.created, run.settled) == (RunState.DONE, 105, 105, 105)
    assert events(plant) == CHUNK_ROWS + 5


def test_when_a_run_has_ended_its_plant_has_a_new_edition_whoever_died_meanwhile(plant, monkeypatch):
    editions_in_redis, key = outbox.queue().connection, f"edition:{plant}"
    editions_in_redis.set(key, "of before")
    begin(plant, a_ledger(1))
    monkeypatch.setattr(editions, "renew", lambda _plant: None)  # the process ended before it could
    outbox.run_job(the_reaction())
    assert editions_in_redis.get(key) not in {None, b"of before"}


def test_a_file_without_a_ledger_is_refused_in_words(plant):
    run_id = begin(plant, content_of(Workbook()))
    outbox.run_job(the_reaction())
    run = run_of(plant, run_id)
    assert run.state is RunState.REFUSED
    assert "没有找到风险清单" in run.refusal["msgid"]


def test_the_same_form_sent_again_is_the_same_run_and_with_another_file_refused(plant):
    act, ledger = Act(new_id()), a_ledger(1)
    assert begin(plant, ledger, act) == begin(plant, ledger, act)
    with pytest.raises(Conflict):
        begin(plant, a_ledger(2), act)


def test_a_worker_does_not_import(plant):
    with pytest.raises(NotAllowed):
        begin(plant, a_ledger(1), viewer=Viewer(Scope.enterprise(plant), roles=frozenset({"worker"})))


def test_what_would_be_lowered_is_asked_for_once_not_for_every_chunk(plant):
    asked = []

    def note(*args):
        asked.append("risk_event.level =" in args[2])

    begin(plant, a_ledger(2 * CHUNK_ROWS))
    event.listen(db.engine, "before_cursor_execute", note)
    outbox.run_job(the_reaction())
    event.remove(db.engine, "before_cursor_execute", note)
    assert sum(asked) == 1


@pytest.mark.jobs
def test_a_run_goes_on_after_its_worker_was_killed(plant, environment):
    """SIGKILL between two chunks: what landed stays, the rest lands once, when the lease is over."""
    run_id = begin(plant, a_ledger(ROWS))
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "work"],
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not run_of(plant, run_id).settled and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        kill_with_horse(worker)
    time.sleep(0.2)
    halfway = run_of(plant, run_id)
    assert 0 < halfway.settled < ROWS
    with clock.frozen(clock.now() + timedelta(seconds=Settings().job_lease_s) + timedelta(seconds=1)):
        assert scheduler.tick() == 1
        outbox.run_job(the_reaction())
    run = run_of(plant, run_id)
    assert (run.state, run.created, run.unchanged) == (RunState.DONE, ROWS, 0)
    assert events(plant) == ROWS


def kill_with_horse(worker: subprocess.Popen[bytes]) -> None:
    """Kill a worker and the process of its job, which leads a group of its own."""
    horses = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    for process in (worker.pid, *map(int, horses)):
        os.kill(process, signal.SIGKILL)
    worker.wait()
