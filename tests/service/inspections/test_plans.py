"""Lists descend from measures; days are planned; checks come to be due exactly once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from service.core import clock, ids
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict, Invalid
from service.core.db.transactions import db, transaction
from service.core.tenancy import scope
from service.core.tenancy.session_guard import bypass_scope
from service.inspections.commands import planning
from service.inspections.jobs import MATERIALISE
from service.inspections.models import Occurrence
from service.inspections.queries import check_rows, checks, lists
from service.inspections.schemas import PlanForm
from tests.builders.hazards import do, see
from tests.builders.inspections import TEAM, Checked, a_list, a_plan, a_unit, answered, measures

pytestmark = [pytest.mark.both, pytest.mark.days]


def periods(checked: Checked) -> list[date]:
    query = select(Occurrence.period).where(Occurrence.cancelled_at.is_(None)).order_by(Occurrence.period)
    return list(see(checked.plant.manager, lambda: db.session.scalars(query).all()))


def of_plan(checked: Checked) -> list[date]:
    here = (Occurrence.plan_id == checked.plan.id, Occurrence.cancelled_at.is_(None))
    query = select(Occurrence.period).where(*here).order_by(Occurrence.period)
    return list(see(checked.plant.manager, lambda: db.session.scalars(query).all()))


def days(count: int) -> list[date]:
    return [clock.today() + timedelta(days=step) for step in range(count)]


def make(checked: Checked, **facts: Any) -> Any:
    manager = checked.plant.manager
    data = a_list("月检", **{"measures": ()} | facts)
    return do(manager, lambda: planning.make_checklist(manager, checked.unit, data))


def test_an_item_descends_from_a_measure_or_cites_a_clause(checked: Checked) -> None:
    wanted = measures(checked.plant, checked.unit)[:1]
    made = make(checked, measures=wanted, clause_text="防雷接地完好", clause="GB 50057-2010 第 4.2 条")
    found = see(checked.plant.manager, lambda: lists.items(checked.plant.id, made.id))
    assert [(item.measure_id, item.clause) for item in found] == [
        (wanted[0], None),
        (None, "GB 50057-2010 第 4.2 条"),
    ]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "measures"),
        ({"clause_text": "防雷接地完好"}, "clause"),
        ({"measures": [ids.new_id()]}, "measures"),
    ],
)
def test_an_item_without_origin_is_refused(checked: Checked, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make(checked, **facts)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("columns", ["measure_id = null", "clause = 'GB 50057-2010'"])
def test_the_database_holds_an_item_to_one_origin(checked: Checked, columns: str) -> None:
    statement = bypass_scope(text(f"update checklist_item set {columns}"), "a test of the constraint")
    with scope.opened(scope.Scope.platform()), pytest.raises(IntegrityError), transaction():
        db.session.execute(statement)


def test_a_measure_of_another_unit_is_refused(checked: Checked) -> None:
    elsewhere = a_unit(checked.plant, "配电室")
    with pytest.raises(Invalid):
        make(checked, measures=measures(checked.plant, elsewhere))


def test_the_same_list_again_is_the_same_list_and_another_a_conflict(checked: Checked) -> None:
    facts = {"id": ids.new_id(), "measures": measures(checked.plant, checked.unit)}
    assert make(checked, **facts).id == make(checked, **facts).id
    with pytest.raises(Conflict):
        make(checked, **facts | {"measures": facts["measures"][:1]})


def test_a_plan_names_a_team_or_a_post(checked: Checked) -> None:
    manager = checked.plant.manager
    for whose in ({}, {"team": TEAM, "post": "巡检工"}):
        data = PlanForm(id=ids.new_id(), **whose)
        with pytest.raises(Invalid):
            do(manager, lambda data=data: planning.plan(manager, checked.checklist.id, data))


def test_the_same_plan_again_is_the_same_plan_and_another_a_conflict(checked: Checked) -> None:
    manager = checked.plant.manager
    listed, data = checked.checklist.id, PlanForm(id=ids.new_id(), team=TEAM)
    assert len({do(manager, lambda: planning.plan(manager, listed, data)).id for _ in range(2)}) == 1
    for other in ({"team": "维修班"}, {"team": "", "post": "巡检工"}):
        with pytest.raises(Conflict):
            do(manager, lambda other=other: planning.plan(manager, listed, replace(data, **other)))


def test_today_and_tomorrow_stand_as_soon_as_a_day_is_planned(checked: Checked) -> None:
    assert periods(checked) == days(2)


def test_a_check_is_due_for_a_day_of_the_site(checked: Checked) -> None:
    due = see(checked.plant.manager, lambda: checks.checks_of_unit(checked.plant.manager, checked.unit.id))
    window = due[0].occurrence
    assert clock.local(window.due_from).strftime("%H:%M") == "00:00"
    assert window.due_to - window.due_from == timedelta(days=1)


def test_of_two_plans_the_one_that_runs_leaves_no_gap_and_the_stopped_one_no_check(checked: Checked) -> None:
    manager = checked.plant.manager
    running = replace(checked, plan=a_plan(manager, checked.checklist.id, "夜班"))
    do(manager, lambda: planning.stop(manager, checked.plan.id, Act.new()))
    with clock.frozen(clock.now() + timedelta(days=3)):
        MATERIALISE.run(clock.now())
    assert of_plan(checked) == days(1)
    assert of_plan(running) == days(5)


def test_a_check_that_was_cancelled_counts_no_more_on_its_day(checked: Checked) -> None:
    manager = checked.plant.manager
    do(manager, lambda: planning.stop(manager, checked.plan.id, Act.new()))
    for day, total in ((0, 1), (1, 0)):
        with clock.frozen(clock.now() + timedelta(days=day)):
            assert see(manager, lambda: checks.today(manager)).total == total
            assert len(see(manager, lambda: check_rows.checks_page(manager)).rows) == total


def test_what_was_answered_in_time_or_late_is_not_missed(checked: Checked) -> None:
    manager = checked.plant.manager
    first = clock.today()
    answered(checked)
    with clock.frozen(clock.now() + timedelta(days=2)):
        MATERIALISE.run(clock.now())
        since = see(manager, lambda: check_rows.missed(manager, first)).rows
        assert [one.period for one in since] == [first + timedelta(days=1)]
        answered(checked, occurrence_id=since[0].id)
        assert see(manager, lambda: check_rows.missed(manager, first)).rows == []


@pytest.mark.parametrize("most", [0, 1, 2, 3, 6, 7])
def test_each_missed_check_stands_on_a_page_once_however_far_a_page_looks(
    checked: Checked, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    manager, began = checked.plant.manager, clock.today()
    with clock.frozen(clock.now() + timedelta(days=6)):
        MATERIALISE.run(clock.now())
        for due in see(manager, lambda: check_rows.missed(manager)).rows:
            if due.period not in {began, began + timedelta(days=3)}:
                answered(checked, occurrence_id=due.id)
        monkeypatch.setattr(check_rows, "LOOKED_THROUGH", most)
        pages = [see(manager, lambda: check_rows.missed(manager))]
        while pages[-1].after:
            assert len(pages) < 10, "the pages lead round"
            pages.append(see(manager, lambda after=pages[-1].after: check_rows.missed(manager, after=after)))
    shown = [one.period for page in pages for one in page.rows]
    assert shown == [began + timedelta(days=3), began]
    assert (len(pages) == 1) is (most == 7)  # with the one of today
