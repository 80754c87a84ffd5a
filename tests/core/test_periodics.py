"""What the clock starts: a failure is tried again within its period, and is told to the operator."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from service.core import clock
from service.core.db.transactions import reading, retrying
from service.core.jobs import scheduler
from service.core.jobs.outbox import Periodic
from service.core.jobs.scheduler import Outcome
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from tests import people
from tests.people import Cast, Visitor

pytestmark = [pytest.mark.both, pytest.mark.days]

DUE = datetime(2026, 3, 2, 10, tzinfo=UTC)
NAME = "inspections.materialise"


class Act:
    """A periodic act that fails for as long as it is told to."""

    def __init__(self) -> None:
        self.fails = True
        self.tried: list[datetime] = []
        self.periodic = Periodic(NAME, self.due, self.run)

    def due(self, now: datetime) -> datetime:
        return now.replace(minute=0, second=0, microsecond=0)

    def run(self, _due: datetime) -> None:
        self.tried.append(clock.now())
        if self.fails:
            raise ZeroDivisionError("not today")


@pytest.fixture
def act(app: Flask) -> Iterator[Act]:
    """The only act of the clock."""
    made, kept = Act(), app.extensions["periodics"]
    app.extensions["periodics"] = {NAME: made.periodic}
    with app.app_context():
        yield made
    app.extensions["periodics"] = kept


def after(minutes: float) -> datetime:
    return DUE + timedelta(minutes=minutes)


def tick(act: Act, minutes: float) -> bool:
    with clock.frozen(after(minutes)):
        return scheduler.run_if_due(act.periodic)


def stands(minutes: float) -> Outcome:
    with clock.frozen(after(minutes)), scope.opened(Scope.machine()), reading():
        [(_name, _run, outcome)] = scheduler.last_runs()
        return outcome


def test_a_failed_act_is_tried_again_after_rests_that_grow(act: Act) -> None:
    for second in range(3, 60 * 60, 10):
        tick(act, second / 60)
    waits = [later - sooner for sooner, later in zip(act.tried, act.tried[1:], strict=False)]
    assert waits[0] >= scheduler.SHORTEST_REST
    assert all(later >= sooner for sooner, later in zip(waits, waits[1:], strict=False))
    assert 4 < len(act.tried) < 10
    assert max(waits) <= scheduler.LONGEST_REST + timedelta(seconds=10)


def test_an_act_that_passed_is_not_run_again_in_its_period(act: Act) -> None:
    assert tick(act, 0)
    act.fails = False
    assert not tick(act, 0.5)
    assert tick(act, 1.1)
    assert not any(tick(act, minute) for minute in range(2, 60))
    assert tick(act, 60)
    assert len(act.tried) == 3


def test_a_failed_act_is_taken_again_by_one_planner_alone(act: Act) -> None:
    tick(act, 0)
    with clock.frozen(after(5)), scope.opened(Scope.machine()):
        with reading():
            [(_name, seen, _outcome)] = scheduler.last_runs()
        assert [retrying(lambda: scheduler._take(NAME, DUE, seen)) for _ in range(2)] == [True, False]


def test_a_run_whose_planner_died_is_taken_over_by_one_planner_alone(act: Act) -> None:
    with clock.frozen(after(0)), scope.opened(Scope.machine()):
        assert retrying(lambda: scheduler._take(NAME, DUE, None))
    with clock.frozen(after(61)), scope.opened(Scope.machine()):
        with reading():
            [(_name, seen, _outcome)] = scheduler.last_runs()
        assert [retrying(lambda: scheduler._take(NAME, DUE, seen)) for _ in range(2)] == [True, False]


def test_how_an_act_stands(act: Act) -> None:
    assert (stands(1), stands(16)) == (Outcome.AWAITED, Outcome.LATE)
    tick(act, 1)
    assert (stands(2), stands(90)) == (Outcome.FAILED, Outcome.FAILED)
    act.fails = False
    tick(act, 3)
    assert (stands(4), stands(59), stands(61), stands(76)) == (
        Outcome.DONE,
        Outcome.DONE,
        Outcome.AWAITED,
        Outcome.LATE,
    )


@pytest.fixture
def operator(app: Flask, cast: Cast, act: Act) -> Visitor:
    with clock.frozen(after(0)):
        return people.at_desk(app, "operator")


def test_a_failure_is_told_on_the_page_and_by_readyz(operator: Visitor, act: Act) -> None:
    tick(act, 0)
    with clock.frozen(after(1)):
        scheduler.beat("planner"), scheduler.beat("worker")
        page, told = operator.get("/ops/jobs").text, operator.get("/readyz")
    assert "生成到期的排查任务" in page and "ZeroDivisionError: not today" in page and "失败" in page
    assert (told.status_code, told.json["degraded"]) == (200, [NAME])
    act.fails = False
    tick(act, 2)
    with clock.frozen(after(3)):
        assert operator.get("/readyz").json["degraded"] == ["planner", "worker"]
        page = operator.get("/ops/jobs").text
    assert "ZeroDivisionError" not in page and "完成" in page
