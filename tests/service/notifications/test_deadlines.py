"""Who is told of a last day, when, and that it is told once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from service.core import clock
from service.core.acts.ledger import Act
from service.core.db.transactions import db
from service.core.jobs.scheduler import run_if_due
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands import voiding
from service.identity.commands import people
from service.identity.models import Person
from service.notifications import deadlines, queries
from service.reactions import TELL_DEADLINES
from tests.builders import enforcement as e
from tests.builders import hazards as a
from tests.builders.enforcement import Bureau
from tests.builders.hazards import Plant
from tests.builders.inspections import TEAM, Checked, answered

pytestmark = [pytest.mark.both, pytest.mark.days]

ONE_DAY = timedelta(days=1)


@contextmanager
def morning(days: int) -> Iterator[None]:
    """Half past seven of the site, so many days from now, with every deadline told."""
    day = clock.today() + timedelta(days=days)
    with clock.frozen(clock.start_of(day) + timedelta(hours=7, minutes=31)):
        run_if_due(TELL_DEADLINES)
        yield


def told(viewer: Viewer) -> list[tuple[str, date]]:
    rows = a.see(viewer, lambda: queries.inbox(viewer)).rows
    return sorted((row.kind, row.deadline) for row in rows if row.deadline)


def test_a_rectifier_hears_the_day_before_and_the_managers_too_the_day_after(staffed: Plant) -> None:
    last_day = clock.today() + timedelta(days=3)  # as `assigned` gives
    a.assigned(staffed)
    with morning(1):
        assert told(staffed.worker) == []
    with morning(2):
        assert told(staffed.worker) == [("hazard.due", last_day)]
        assert told(staffed.manager) == []
    with morning(4):
        assert told(staffed.worker) == [("hazard.due", last_day), ("hazard.late", last_day)]
        for leader in (staffed.manager, staffed.second, staffed.principal):
            assert told(leader) == [("hazard.late", last_day)]
        assert told(staffed.other) == told(staffed.leader) == []


def test_it_is_told_once_however_often_the_clock_strikes(staffed: Plant) -> None:
    a.assigned(staffed)
    for days in (2, 4):
        with morning(days):
            deadlines.tell_all(TELL_DEADLINES.run.args[0], clock.now())  # type: ignore[attr-defined]
    with morning(5):
        assert [kind for kind, _day in told(staffed.worker)] == ["hazard.due", "hazard.late"]


def test_more_time_is_told_of_anew(staffed: Plant) -> None:
    hazard = a.assigned(staffed)
    until = clock.today() + timedelta(days=9)
    with morning(2):
        asked = a.act(staffed.worker, hazard, "request_extension", until=until, reason="等备件")
        a.act(staffed.principal, asked, "answer_extension", granted=True, opinion="同意")
    with morning(4):
        assert ("hazard.late", until) not in told(staffed.worker)
    with morning(8):
        assert ("hazard.due", until) in told(staffed.worker)


def test_what_was_handed_in_in_time_is_not_late(staffed: Plant) -> None:
    a.rectified(staffed)
    with morning(4):
        assert told(staffed.worker) == told(staffed.manager) == []


def test_a_scheduler_that_was_away_tells_late_but_not_of_long_ago(staffed: Plant) -> None:
    a.assigned(staffed)
    with morning(10):  # the last day was seven days ago
        assert [kind for kind, _day in told(staffed.worker)] == ["hazard.late"]
    a.assigned(staffed)
    with morning(11):
        assert [kind for kind, _day in told(staffed.worker)] == ["hazard.late"]


def test_a_missed_check_is_one_line_for_the_managers(checked: Checked) -> None:
    today = clock.today()
    with morning(1):
        assert told(checked.plant.manager) == [("check.missed", today)]
        assert told(checked.plant.worker) == [], "who has a check sees it on his phone"


def test_what_is_told_of_todays_checks_is_unread_until_the_next_morning(checked: Checked) -> None:
    """Today and tomorrow are told in one run: what tells of today is not read by it."""
    worker, today = checked.plant.worker, clock.today()
    joins = update(Person).where(Person.id == worker.person_id).values(team=TEAM)
    a.do(a.OPERATOR, lambda: db.session.execute(joins))

    def unread() -> list[date | None]:
        rows = a.see(worker, lambda: queries.inbox(worker)).rows
        return sorted(row.deadline for row in rows if row.read_at is None)

    with morning(0):
        assert unread() == [today, today + ONE_DAY]
    with morning(1):
        assert unread()[0] == today + ONE_DAY


def test_a_check_that_was_done_is_not_missed(checked: Checked) -> None:
    answered(checked)
    with morning(1):
        assert told(checked.plant.manager) == []


def test_an_item_of_a_served_order_is_told_to_the_plant_and_then_to_the_officers(
    supervised: tuple[Bureau, Plant],
) -> None:
    bureau, plant = supervised
    e.served(bureau, plant, findings=2)  # the items fall due in 10 and 11 days
    first, second = clock.today() + timedelta(days=10), clock.today() + timedelta(days=11)
    with morning(9):
        assert told(plant.manager) == [("order.due", first)]
    with morning(12):
        late = [("order.late", first), ("order.late", second)]
        assert [one for one in told(plant.manager) if one[0] == "order.late"] == late
        assert told(bureau.first) == [("order.late_at_plant", first), ("order.late_at_plant", second)]
        assert told(bureau.third) == []


def test_who_left_the_plant_is_told_no_more(staffed: Plant) -> None:
    a.assigned(staffed)
    manager = a.proven(staffed.manager)
    a.do(manager, lambda: people.leave(manager, staffed.worker.person_id, Act.new()))
    with morning(4):
        assert told(staffed.worker) == []
        assert [kind for kind, _day in told(staffed.manager)] == ["hazard.late"]


def test_an_item_that_was_answered_in_time_is_not_late(supervised: tuple[Bureau, Plant]) -> None:
    bureau, plant = supervised
    order = e.served(bureau, plant, findings=1)
    e.answer(plant, order, e.items_of(plant.manager, order)[0])
    with morning(12):
        assert told(plant.manager) == told(bureau.first) == []


def test_a_void_order_falls_due_no_more(supervised: tuple[Bureau, Plant]) -> None:
    bureau, plant = supervised
    order = e.served(bureau, plant, findings=1)
    e.act(e.proven(bureau.head), voiding.void_order, order, reason="文书有误")
    for days in (9, 12):
        with morning(days):
            lines = told(plant.manager) + told(bureau.first)
            assert [kind for kind, _day in lines if kind.startswith("order.")] == []


def test_what_was_not_served_is_told_to_nobody(supervised: tuple[Bureau, Plant]) -> None:
    bureau, plant = supervised
    e.sealed(bureau, plant)
    with morning(9):
        assert told(plant.manager) == []


@pytest.mark.parametrize(
    ("hour", "day"), [(7, date(2026, 12, 30)), (8, date(2026, 12, 31))], ids=["before", "after"]
)
def test_the_morning_is_the_sites(hour: int, day: date) -> None:
    now = clock.start_of(date(2026, 12, 31)) + timedelta(hours=hour)
    assert clock.day_of(deadlines.each_morning(now)) == day
