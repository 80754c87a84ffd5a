"""What follows an act happens once, however often it fails on the way."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.core import clock
from service.core.acts.ledger import record
from service.core.db.transactions import db, reading, retrying
from service.core.jobs import outbox, scheduler
from service.core.jobs.outbox import MAX_ATTEMPTS, Periodic
from service.core.models import LedgerEntry, OutboxJob, PeriodicRun
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.models import Organisation
from tests import people
from tests.core import house
from tests.people import Cast

pytestmark = pytest.mark.both

LATER = timedelta(days=2)


@pytest.fixture
def plant(app: Flask, cast: Cast) -> Iterator[UUID]:
    kept = {name: dict(app.extensions[name]) for name in ("jobs", "reactions", "periodics")}
    house.furnish(app)
    with app.app_context():
        yield cast.plant
    app.extensions.update(kept)


def act(plant: UUID, kind: str) -> UUID:
    """Do something that the job `test.KIND` follows; return its reaction."""

    def run() -> UUID:
        about = db.session.get_one(Organisation, (plant, plant))
        entry = record(Viewer(Scope.enterprise(plant)), f"{house.ACT}:{kind}", about)
        return entry.id

    with scope.opened(Scope.enterprise(plant)):
        entry_id = retrying(run)
    with scope.opened(Scope.machine()), reading():
        return db.session.scalars(select(OutboxJob.id).where(OutboxJob.entry_id == entry_id)).one()


def effects(plant: UUID) -> int:
    query = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.act == house.EFFECT)
    with scope.opened(Scope.enterprise(plant)), reading():
        return db.session.scalar(query) or 0


def state(reaction_id: UUID) -> OutboxJob:
    with scope.opened(Scope.machine()), reading():
        return db.session.get_one(OutboxJob, reaction_id)


def test_a_reaction_runs_once_however_often_it_is_rung(plant: UUID) -> None:
    reaction = act(plant, "mark")
    for _ in range(3):
        outbox.run_job(str(reaction))
    assert (effects(plant), state(reaction).attempts) == (1, 1)
    assert state(reaction).settled_at is not None


def test_those_that_only_another_release_knows_take_nobodys_place(
    app: Flask, plant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {name: job for name, job in app.extensions["jobs"].items() if name != "test.mark"}
    for _ in range(3):
        act(plant, "mark")
    ours = act(plant, "poison")
    monkeypatch.setitem(app.extensions, "jobs", older)
    with scope.opened(Scope.machine()), reading():
        assert ours in [own_id for own_id, _attempts in outbox.waiting(limit=3)]
    assert scheduler.tick() >= 1


def test_a_reaction_rung_at_many_doors_at_once_runs_once(app: Flask, plant: UUID) -> None:
    reaction = act(plant, "mark")

    def ring(_number: int) -> None:
        with app.app_context():
            outbox.run_job(str(reaction))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ring, range(8)))
    assert effects(plant) == 1


def test_a_failure_leaves_nothing_and_waits_longer_each_time(plant: UUID) -> None:
    reaction, waits = act(plant, "poison"), []
    for _ in range(MAX_ATTEMPTS):
        moment = max(state(reaction).not_before, clock.now())
        with clock.frozen(moment):
            outbox.run_job(str(reaction))
            waits.append((state(reaction).not_before - moment).total_seconds())
    assert waits == [10.0 * 2**number for number in range(MAX_ATTEMPTS)]
    assert effects(plant) == 0
    assert "ZeroDivisionError" in (state(reaction).last_error or "")


def test_a_failed_job_is_not_run_before_its_time(plant: UUID) -> None:
    reaction = act(plant, "poison")
    for _ in range(3):
        outbox.run_job(str(reaction))
    assert state(reaction).attempts == 1


def test_f32_a_poison_is_parked_and_runs_again_when_the_operator_says_so(app: Flask, plant: UUID) -> None:
    reaction = act(plant, "poison")
    for day in range(MAX_ATTEMPTS + 2):
        with clock.frozen(clock.now() + day * LATER):
            outbox.run_job(str(reaction))
    assert (state(reaction).attempts, state(reaction).parked_at is not None) == (MAX_ATTEMPTS, True)
    with scope.opened(Scope.machine()), reading():
        assert outbox.waiting() == []
    operator = people.at_desk(app, "operator")
    assert "test.poison" in operator.get("/ops/jobs").text
    app.extensions["jobs"]["test.poison"] = house.Job("test.poison", house.mark.run)
    assert operator.post(f"/ops/jobs/{reaction}/retry").status_code == 303
    outbox.run_job(str(reaction))
    assert (effects(plant), state(reaction).settled_at is not None) == (1, True)
    with scope.opened(Scope.platform()), reading():
        assert db.session.scalars(select(LedgerEntry).where(LedgerEntry.act == "job.retry")).one()
    assert operator.post(f"/ops/jobs/{plant}/retry").status_code == 404


def test_f32_what_kills_its_workers_is_parked_too(plant: UUID) -> None:
    reaction = act(plant, "mark")
    for day in range(MAX_ATTEMPTS + 2):
        with clock.frozen(clock.now() + day * LATER), scope.opened(Scope.machine()):
            retrying(lambda: outbox._claim(reaction))  # and nothing after it: the worker died
    assert (state(reaction).parked_at is not None, effects(plant)) == (True, 0)


def test_f06_a_claim_of_a_dead_worker_is_anothers_after_the_lease(app: Flask, plant: UUID) -> None:
    reaction, moment = act(plant, "mark"), clock.now()
    with clock.frozen(moment), scope.opened(Scope.machine()):
        first = retrying(lambda: outbox._claim(reaction))
        assert first and retrying(lambda: outbox._claim(reaction)) is None
    with clock.frozen(moment + outbox.lease() + timedelta(seconds=1)):
        outbox.run_job(str(reaction))
    with scope.opened(Scope.job(plant)):  # the dead one was only slow: the fence does not let it through
        assert retrying(lambda: outbox._do(first, house.mark.run)) is None
    assert effects(plant) == 1


def test_f06_an_orphan_that_fails_leaves_its_successor_its_lease(plant: UUID) -> None:
    reaction, moment = act(plant, "mark"), clock.now()
    with clock.frozen(moment), scope.opened(Scope.machine()):
        orphan = retrying(lambda: outbox._claim(reaction))
    later = moment + outbox.lease() + timedelta(seconds=1)
    with clock.frozen(later), scope.opened(Scope.machine()):
        successor = retrying(lambda: outbox._claim(reaction))
        assert orphan and successor
        retrying(lambda: outbox._fail(orphan, "it came back and failed"))
        assert retrying(lambda: outbox._claim(reaction)) is None
    now = state(reaction)
    assert (now.lease_until, now.attempts, now.last_error) == (later + outbox.lease(), 2, None)
    assert (now.not_before, now.parked_at) == (successor.not_before, None)


HOURS = Periodic("test.hours", lambda now: now.replace(minute=0, second=0, microsecond=0), lambda due: None)


def runs() -> list[PeriodicRun]:
    with scope.opened(Scope.machine()), reading():
        return list(db.session.scalars(select(PeriodicRun).where(PeriodicRun.name == HOURS.name)))


def test_f23_eight_planners_start_a_periodic_act_once(app: Flask, plant: UUID) -> None:
    done: list[datetime] = []
    periodic = Periodic(HOURS.name, HOURS.due, done.append)
    moment = clock.now()

    def tick(_number: int) -> bool:
        with app.app_context(), clock.frozen(moment):
            return scheduler.run_if_due(periodic)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(tick, range(8))) == [False] * 7 + [True]
    assert (done, len(runs())) == ([HOURS.due(moment)], 1)
    with clock.frozen(moment + timedelta(hours=72)):
        assert scheduler.run_if_due(periodic)
    assert len(done) == 2


def test_f23_a_run_whose_planner_died_is_anothers_and_a_failed_one_is_kept(plant: UUID) -> None:
    moment, done = clock.now(), []

    def fail(due: datetime) -> None:
        done.append(due)
        raise ZeroDivisionError("not today")

    slow = Periodic("test.days", lambda now: moment.replace(hour=0, minute=0, second=0, microsecond=0), fail)
    with clock.frozen(moment), scope.opened(Scope.machine()):
        assert retrying(lambda: scheduler._take(slow.name, slow.due(moment), None))  # and died
    with clock.frozen(moment + timedelta(minutes=59)):
        assert not scheduler.run_if_due(slow)
    with clock.frozen(moment + timedelta(minutes=61)):
        assert scheduler.run_if_due(slow) and not scheduler.run_if_due(slow)
    assert len(done) == 1


def test_readyz_hears_the_hearts_of_planner_and_worker(app: Flask, plant: UUID) -> None:
    visitor, moment = people.nobody(app), clock.now()
    with clock.frozen(moment):
        scheduler.tick()
        for name in ("planner", "worker"):
            scheduler.beat(name)
        assert visitor.get("/readyz").json["degraded"] == []
    with clock.frozen(moment + timedelta(seconds=61)):
        assert {"planner", "worker"} <= set(visitor.get("/readyz").json["degraded"])
