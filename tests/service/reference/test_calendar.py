"""What the operator says of a day or of a whole year goes before what was shipped, and stays."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.core import ids
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict, Invalid
from service.core.db.transactions import db, reading, retrying
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.enforcement.limits import reinspection_due
from service.identity.commands import platform as platform_commands
from service.reference import commands
from service.reference.models import CalendarDay, CalendarYear, DataEdition
from service.reference.queries import rulebook
from service.reference.schemas import DayForm, YearForm
from service.reference.working_days import DayKind, Reckoned, WorkCalendar
from service.reference.year_list import ListedDay, mark
from tests.builders.plants import OPERATOR

pytestmark = pytest.mark.days

NOTICE = "国办发明电〔2026〕9号"
NATIONAL_DAY, EIGHTH = date(2026, 10, 1), date(2026, 10, 8)


@pytest.fixture
def platform(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def set_day(day: date, kind: DayKind, version: int = 0, act: Act | None = None, **more: Any) -> None:
    data = DayForm(id=ids.new_id(), day=day, kind=kind, source=NOTICE, version=version, **more)
    said(lambda home: commands.set_day(OPERATOR, home, data, act or Act(data.id)))


def set_year(year: int, days: dict[date, DayKind], act: Act | None = None, seen: str = "") -> None:
    """`seen` is the mark of the days he was shown: by default those of this moment."""
    listed = [ListedDay(day, kind, "国庆节") for day, kind in days.items()]
    data = YearForm(id=ids.new_id(), year=year, source=NOTICE, seen=seen or shown(year))
    said(lambda home: commands.set_year(OPERATOR, home, data, listed, act or Act(data.id)))


def shown(year: int) -> str:
    with scope.opened(Scope.public()), reading():
        return mark(rulebook.calendar_days(year))


def said(command: Any) -> None:
    with scope.opened(Scope.platform()):
        retrying(lambda: command(platform_commands.platform_organisation()))


def load_again() -> None:
    """Load the shipped calendar as an upgrade does whose file has changed."""
    with scope.opened(Scope.platform()):
        older = update(DataEdition).where(DataEdition.name == "calendar.csv").values(sha256="older")
        retrying(lambda: db.session.execute(older))
        assert retrying(commands.load_reference).keys() == {"calendar.csv"}


def calendar() -> WorkCalendar:
    with scope.opened(Scope.public()), reading():
        return rulebook.calendar()


def stored(model: Any, key: Any) -> Any:
    with scope.opened(Scope.public()), reading():
        return db.session.get(model, key)


def entries(act: str) -> list[LedgerEntry]:
    with scope.opened(Scope.platform()), reading():
        return list(db.session.scalars(select(LedgerEntry).where(LedgerEntry.act == act)))


def test_a_deadline_follows_a_day_that_the_operator_sets(platform: None) -> None:
    assert reinspection_due(date(2026, 9, 28), calendar()) == Reckoned(EIGHTH)
    set_day(EIGHTH, DayKind.HOLIDAY)
    assert reinspection_due(date(2026, 9, 28), calendar()) == Reckoned(date(2026, 10, 9))


def test_an_ordinary_day_goes_by_its_weekday_whatever_was_shipped(platform: None) -> None:
    assert not calendar().is_worked(NATIONAL_DAY)
    set_day(NATIONAL_DAY, DayKind.ORDINARY)
    assert calendar().is_worked(NATIONAL_DAY)


def test_one_day_does_not_make_its_year_official(platform: None) -> None:
    set_day(date(2027, 3, 1), DayKind.HOLIDAY)
    found = calendar()
    assert not found.is_worked(date(2027, 3, 1)) and not found.is_worked(date(2027, 10, 1))
    assert not found.knows(date(2027, 3, 1))
    assert "2027" in str(rulebook.calendar_warning(date(2027, 1, 5), found))


def test_a_whole_year_takes_its_warning_away(platform: None) -> None:
    set_year(2027, {date(2027, 10, 1): DayKind.HOLIDAY, date(2027, 10, 9): DayKind.MAKEUP})
    found = calendar()
    assert rulebook.calendar_warning(date(2027, 10, 5), found) is None
    assert found.is_worked(date(2027, 10, 9)) and not found.is_worked(date(2027, 10, 1))
    assert found.is_worked(date(2027, 5, 3))


def test_a_whole_year_replaces_what_was_there(platform: None) -> None:
    set_year(2026, {date(2026, 10, 2): DayKind.HOLIDAY})
    found = calendar()
    assert found.is_worked(NATIONAL_DAY) and not found.is_worked(date(2026, 10, 2))


def test_a_list_does_not_undo_a_day_that_was_set_since_it_was_shown(platform: None) -> None:
    seen, day = shown(2026), date(2026, 3, 2)
    set_day(day, DayKind.HOLIDAY)
    with pytest.raises(Conflict):
        set_year(2026, {NATIONAL_DAY: DayKind.HOLIDAY}, seen=seen)
    assert stored(CalendarDay, day).kind is DayKind.HOLIDAY and stored(CalendarDay, EIGHTH) is None
    assert stored(CalendarYear, 2026).version == 0 and entries("calendar.set_year") == []
    set_year(2026, {NATIONAL_DAY: DayKind.HOLIDAY})
    assert stored(CalendarDay, day) is None


def test_of_two_lists_for_an_empty_year_the_second_is_told(platform: None) -> None:
    seen = shown(2027)
    set_year(2027, {date(2027, 10, 1): DayKind.HOLIDAY}, seen=seen)
    with pytest.raises(Conflict):
        set_year(2027, {date(2027, 10, 4): DayKind.HOLIDAY}, seen=seen)


def test_an_upgrade_does_not_undo_a_day_that_the_operator_set(platform: None) -> None:
    set_day(NATIONAL_DAY, DayKind.ORDINARY)
    set_day(EIGHTH, DayKind.HOLIDAY)
    load_again()
    assert stored(CalendarDay, NATIONAL_DAY).kind is DayKind.ORDINARY
    assert stored(CalendarDay, EIGHTH).source == NOTICE
    assert stored(CalendarDay, date(2026, 10, 2)).version == 0


def test_an_upgrade_does_not_undo_a_year_that_the_operator_set(platform: None) -> None:
    set_year(2026, {date(2026, 10, 2): DayKind.HOLIDAY})
    load_again()
    assert stored(CalendarDay, NATIONAL_DAY) is None
    assert stored(CalendarYear, 2026).source == NOTICE
    assert stored(CalendarDay, date(2025, 10, 1)).kind is DayKind.HOLIDAY


def test_who_set_what_stands_in_the_ledger(platform: None) -> None:
    set_day(NATIONAL_DAY, DayKind.ORDINARY)
    set_year(2027, {date(2027, 10, 1): DayKind.HOLIDAY})
    [day], [year] = entries("calendar.set_day"), entries("calendar.set_year")
    assert day.before is not None and day.after is not None
    assert (day.before["kind"], day.after["kind"]) == ("holiday", "ordinary")
    assert day.after["source"] == NOTICE and day.after["version"] == 1
    assert year.after == {"year": 2027, "source": NOTICE, "version": 1, "days": {"2027-10-01": "holiday"}}


def test_the_same_act_counts_once(platform: None) -> None:
    act = Act(ids.new_id())
    set_day(NATIONAL_DAY, DayKind.ORDINARY, act=act)
    set_day(NATIONAL_DAY, DayKind.ORDINARY, act=act)
    assert len(entries("calendar.set_day")) == 1 and stored(CalendarDay, NATIONAL_DAY).version == 1


def test_who_saw_an_older_day_is_told(platform: None) -> None:
    set_day(NATIONAL_DAY, DayKind.ORDINARY)
    with pytest.raises(Conflict):
        set_day(NATIONAL_DAY, DayKind.HOLIDAY)
    set_day(NATIONAL_DAY, DayKind.HOLIDAY, version=1)
    assert stored(CalendarDay, NATIONAL_DAY).version == 2


def test_a_weekday_cannot_be_worked_in_exchange(platform: None) -> None:
    with pytest.raises(Invalid) as refused:
        set_day(EIGHTH, DayKind.MAKEUP)
    assert "kind" in refused.value.errors
