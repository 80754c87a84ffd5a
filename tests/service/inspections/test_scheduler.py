"""The planner makes each check once, beside other planners and beside who makes or stops a plan."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import Uuid, bindparam, func, select, text
from sqlalchemy.exc import IntegrityError

from service.core import clock, ids
from service.core.acts.ledger import Act
from service.core.db.transactions import db, reading, transaction
from service.core.jobs.scheduler import run_if_due
from service.core.tenancy import scope
from service.core.tenancy.session_guard import bypass_scope
from service.core.tenancy.viewer import Viewer
from service.inspections.commands import materialising, planning
from service.inspections.jobs import MATERIALISE
from service.inspections.models import Occurrence
from service.inspections.queries import check_rows, lists
from service.inspections.schemas import PlanForm
from tests.builders.hazards import a_plant, do, see
from tests.builders.inspections import TEAM, Checked, a_check

pytestmark = [pytest.mark.both, pytest.mark.days]
PLANNER = Viewer(scope.Scope.machine())


def periods(checked: Checked) -> list[date]:
    query = select(Occurrence.period).where(Occurrence.cancelled_at.is_(None)).order_by(Occurrence.period)
    return list(see(checked.plant.manager, lambda: db.session.scalars(query).all()))


def days(count: int) -> list[date]:
    return [clock.today() + timedelta(days=step) for step in range(count)]


def test_f23_a_planner_that_was_away_for_three_days_leaves_no_gap(checked: Checked) -> None:
    with clock.frozen(clock.now() + timedelta(days=3)):
        MATERIALISE.run(clock.now())
    assert periods(checked) == days(5)
    with clock.frozen(clock.now() + timedelta(days=3)):
        manager = checked.plant.manager
        missed = see(manager, lambda: check_rows.missed(manager, clock.today() - timedelta(days=7)))
        assert len(missed.rows) == 3


def test_f23_eight_planners_at_once_make_the_same_checks_once(app: Flask, checked: Checked) -> None:
    other = a_check(a_plant("乙厂", "91410500MA40000029"))
    moment = clock.now() + timedelta(days=4)

    def run(_number: int) -> None:
        with app.app_context(), clock.frozen(moment):
            MATERIALISE.run(moment)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(8)))
    assert periods(checked) == periods(other) == days(6)


def test_no_transaction_of_the_planner_makes_more_rows_than_it_may(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two days of a plant with five plans and of one with two, four rows at a time."""
    other = a_check(a_plant("乙厂", "91410500MA40000029"))
    _plans(checked, 4)
    _plans(other, 1)
    monkeypatch.setattr(materialising, "MOST_ROWS", 4)
    made = _parts(clock.today() + timedelta(days=3))
    assert (max(made), sum(made), made[-1]) == (4, 14, 0)
    assert periods(checked) == sorted(days(4) * 5)
    assert periods(other) == sorted(days(4) * 2)


def test_a_planner_that_was_cut_off_between_two_transactions_is_gone_on_from(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plans(checked, 2)
    monkeypatch.setattr(materialising, "MOST_ROWS", 2)
    up_to = clock.today() + timedelta(days=2)
    do(PLANNER, lambda: materialising.materialise(up_to))
    assert len(periods(checked)) == 8
    assert sum(_parts(up_to + timedelta(days=1))) == 4
    assert periods(checked) == sorted(days(4) * 3)


def test_plants_are_taken_whole_and_as_many_as_fit(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    a_check(a_plant("乙厂", "91410500MA40000029"))
    a_check(a_plant("丙厂", "91410500MA4000007R"))
    monkeypatch.setattr(materialising, "MOST_ROWS", 2)
    assert _parts(clock.today() + timedelta(days=2)) == [2, 1, 0]


def test_what_the_planner_has_made_it_does_not_look_at_again(checked: Checked) -> None:
    up_to = clock.today() + timedelta(days=1)
    assert do(PLANNER, lambda: materialising.materialise(up_to)) is False


def test_a_plan_made_behind_the_planner_has_the_days_the_others_have(checked: Checked) -> None:
    """The planner of the next day has run when an act that began before midnight is kept."""
    with clock.frozen(clock.now() + timedelta(days=1)):
        MATERIALISE.run(clock.now())
    _plans(checked, 1)
    assert periods(checked) == sorted(days(3) * 2)


def test_a_plan_made_before_the_planner_has_come_has_each_day_once(checked: Checked) -> None:
    with clock.frozen(clock.now() + timedelta(days=2)):
        _plans(checked, 1)
        MATERIALISE.run(clock.now())
    assert periods(checked) == sorted([*days(4), *days(4)[2:]])


@pytest.mark.parametrize("first", ["the planner", "who stops"])
def test_a_plan_stopped_while_the_planner_works_gets_no_later_check(
    app: Flask, checked: Checked, first: str
) -> None:
    manager, moment = checked.plant.manager, clock.now() + timedelta(days=1)
    began, may_end = threading.Event(), threading.Event()

    def plan_on() -> None:
        materialising.materialise(clock.today() + timedelta(days=2))

    def stop() -> None:
        planning.stop(manager, checked.plan.id, Act.new())

    acts = {"the planner": (PLANNER, plan_on), "who stops": (manager, stop)}

    def slowly() -> None:
        viewer, act = acts.pop(first)
        with app.app_context():
            do(viewer, lambda: (act(), began.set(), may_end.wait(1)))

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(slowly)
        assert began.wait(10)
        ((viewer, act),) = acts.values()
        with_app = pool.submit(lambda: _in(app, lambda: do(viewer, act)))
        with pytest.raises(TimeoutError):
            with_app.result(0.3)
        may_end.set()
        slow.result(10)
        with_app.result(10)
    assert periods(checked) == days(1)
    with clock.frozen(moment):
        MATERIALISE.run(moment)
    assert periods(checked) == days(1)


def test_a_plan_made_while_the_planner_works_has_its_days(app: Flask, checked: Checked) -> None:
    began, may_end = threading.Event(), threading.Event()
    up_to = clock.today() + timedelta(days=3)

    def slowly() -> None:
        while do(PLANNER, lambda: (materialising.materialise(up_to), began.set(), may_end.wait(1))[0]):
            pass

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(lambda: _in(app, slowly))
        assert began.wait(10)
        making = pool.submit(lambda: _in(app, lambda: _plans(checked, 1)))
        with pytest.raises(TimeoutError):
            making.result(0.3)
        may_end.set()
        slow.result(10)
        making.result(10)
    do(PLANNER, lambda: materialising.materialise(up_to))
    assert periods(checked) == sorted(days(4) * 2)


def _in(app: Flask, act: Callable[[], object]) -> None:
    with app.app_context():
        act()


@pytest.mark.parametrize("column", ["checklist_id", "unit_id"])
def test_the_database_holds_a_check_to_the_list_and_the_unit_of_its_plan(
    checked: Checked, column: str
) -> None:
    other = a_check(a_plant("乙厂", "91410500MA40000029")).plan
    words = text(f"update occurrence set {column} = :other").bindparams(bindparam("other", type_=Uuid))
    statement = bypass_scope(words, "a test of the constraint")
    with scope.opened(scope.Scope.platform()), pytest.raises(IntegrityError), transaction():
        db.session.execute(statement, {"other": getattr(other, column)})


def _plans(checked: Checked, count: int) -> None:
    manager = checked.plant.manager
    plans = [PlanForm(id=ids.new_id(), team=TEAM) for _number in range(count)]
    do(manager, lambda: [planning.plan(manager, checked.checklist.id, data) for data in plans])


def _parts(up_to: date) -> list[int]:
    """Return how many checks each transaction makes until nothing is left."""
    made, goes_on = [], True
    while goes_on:
        before = _checks()
        goes_on = do(PLANNER, lambda: materialising.materialise(up_to))
        made.append(_checks() - before)
    return made


def _checks() -> int:
    with scope.opened(scope.Scope.platform()), reading():
        return db.session.scalar(select(func.count()).select_from(Occurrence)) or 0


def test_each_check_has_an_id_of_its_own_made_of_its_moment(checked: Checked) -> None:
    moment = clock.now() + timedelta(days=5)
    with clock.frozen(moment):
        MATERIALISE.run(moment)
    found = see(checked.plant.manager, lambda: db.session.scalars(select(Occurrence.id)).all())
    assert len(set(found)) == 7
    newest = [one for one in found if one.int >> 80 == int(moment.timestamp() * 1000)]
    assert len(newest) == 5
    assert {one.version for one in newest} == {7}
    assert {one.variant for one in newest} == {"specified in RFC 4122"}


def test_a_run_of_an_hour_is_taken_once(checked: Checked) -> None:
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert run_if_due(MATERIALISE)
        assert not run_if_due(MATERIALISE)
    assert periods(checked) == days(3)


def test_a_stopped_plan_keeps_the_check_of_today_alone(checked: Checked) -> None:
    manager = checked.plant.manager
    act = Act.new()
    for _again in range(2):
        do(manager, lambda: planning.stop(manager, checked.plan.id, act))
    with clock.frozen(clock.now() + timedelta(days=3)):
        MATERIALISE.run(clock.now())
    assert periods(checked) == days(1)
    assert see(manager, lambda: lists.has_plans(manager)) is False
