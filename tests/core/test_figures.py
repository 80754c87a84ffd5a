"""Figures of the trade as literals: what changes one in the product changes it here by hand too."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from service.core import clock
from service.core.acts.problems import Invalid
from service.core.acts.step_up import PROOF_LASTS
from service.core.db import paging
from service.core.db.transactions import reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.enforcement.limits import appeal, awaits_reinspection, deadline_problem, reinspection_due
from service.enforcement.states import OrderState
from service.hazards.limits import is_overdue, may_reopen, refuse_day
from service.hazards.queries import cases
from service.hazards.states import Grade, State
from service.identity import rules as identity
from service.identity.pins import pin_faults
from service.identity.rules import InvitationKind, delay_after, password_faults
from service.inspections import rules as inspections
from service.printing.labels import SHEETS
from service.reference.queries import rulebook
from service.web import limits
from tests.builders import hazards as a
from tests.builders.hazards import Plant

pytestmark = pytest.mark.days
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_closed_hazard_comes_back_within_30_days_and_not_a_second_later() -> None:
    assert may_reopen(NOON, NOON + 30 * DAY)
    assert not may_reopen(NOON, NOON + 30 * DAY + SECOND)


@pytest.mark.parametrize(("grade", "usual", "most"), [(Grade.GENERAL, 7, 30), (Grade.MAJOR, 30, None)])
def test_a_grade_gives_its_days(
    app: Flask, staffed: Plant, grade: Grade, usual: int, most: int | None
) -> None:
    found = a.see(staffed.manager, lambda: cases.deadline(grade))
    assert (found.default_days, found.most_days) == (usual, most)
    today = date(2026, 3, 2)
    refuse_day(today, today, found)
    refuse_day(date(2026, 4, 1), today, found)  # the 30th day
    with pytest.raises(Invalid):
        refuse_day(date(2026, 3, 1), today, found)
    if grade is Grade.GENERAL:
        with pytest.raises(Invalid):
            refuse_day(date(2026, 4, 2), today, found)


def test_an_order_further_away_than_30_days_needs_its_reason() -> None:
    ordered = date(2026, 3, 2)
    assert deadline_problem(date(2026, 4, 1), ordered, "") is None
    assert deadline_problem(date(2026, 4, 2), ordered, "须等大修") is None
    assert deadline_problem(date(2026, 4, 2), ordered, "") is not None


@pytest.mark.parametrize(
    ("served_on", "review", "suit"),
    [
        (date(2026, 3, 2), date(2026, 5, 6), date(2026, 9, 2)),  # 1 May falls in the holiday of five days
        (date(2026, 4, 3), date(2026, 6, 2), date(2026, 10, 8)),  # 3 October: National Day
        (date(2026, 2, 10), date(2026, 4, 13), date(2026, 8, 10)),  # 11 April is a Saturday
        (date(2026, 8, 3), date(2026, 10, 8), date(2027, 2, 3)),  # 2 October
    ],
)
def test_days_of_appeal_in_the_calendar_of_2026(
    app: Flask, staffed: Plant, served_on: date, review: date, suit: date
) -> None:
    with scope.opened(Scope.platform()), reading():
        found = appeal(served_on, rulebook.calendar())
    assert (found.review.day, found.suit.day) == (review, suit)


@pytest.mark.parametrize(
    ("asked_on", "last"),
    [
        (date(2026, 3, 2), date(2026, 3, 12)),
        (date(2026, 9, 24), date(2026, 10, 8)),  # 4 October
        (date(2026, 2, 6), date(2026, 2, 24)),  # 16 February: Spring Festival, off until the 23rd
    ],
)
def test_a_reinspection_is_due_on_the_tenth_day_or_the_first_one_worked(
    app: Flask, staffed: Plant, asked_on: date, last: date
) -> None:
    with scope.opened(Scope.platform()), reading():
        assert reinspection_due(asked_on, rulebook.calendar()).day == last


@pytest.mark.parametrize(
    ("name", "size", "symbol", "columns", "rows"),
    [("60x40", (60, 40), 25, 3, 6), ("90x55", (90, 55), 35, 2, 5), ("100x70", (100, 70), 42, 2, 4)],
)
def test_labels_have_the_size_of_the_paper_that_plants_buy(
    name: str, size: tuple[int, int], symbol: int, columns: int, rows: int
) -> None:
    sheet = SHEETS[name]
    assert (sheet.size.width, sheet.size.height) == size
    assert sheet.size.symbol >= 25 and sheet.size.symbol == symbol
    assert (sheet.columns, sheet.rows) == (columns, rows)
    assert set(SHEETS) == {"60x40", "90x55", "100x70"}


@pytest.mark.parametrize(
    ("profile", "password", "is_fine"),
    [
        ("mlps3", "Abcdefgh-1", True),
        ("mlps3", "Abcdefg-1", False),
        ("mlps3", "abcdefghi1", False),
        ("asvs", "abcdefghijkl", True),
        ("asvs", "abcdefghijk", False),
        ("asvs", "a" * 128, True),
        ("asvs", "a" * 129, False),
    ],
)
def test_a_password_is_10_or_12_characters_and_at_most_128(
    profile: str, password: str, is_fine: bool
) -> None:
    assert (password_faults(password, profile) == []) is is_fine


@pytest.mark.parametrize(("pin", "is_fine"), [("80471", False), ("804713", True), ("8047135", False)])
def test_a_pin_is_six_digits(pin: str, is_fine: bool) -> None:
    assert (pin_faults(pin) == []) is is_fine


def test_the_fifth_wrong_guess_waits_two_seconds_and_none_longer_than_a_quarter_of_an_hour() -> None:
    waits = [int(delay_after(failures).total_seconds()) for failures in (4, 5, 6, 7, 13, 14, 99)]
    assert waits == [0, 2, 4, 8, 512, 900, 900]


FIGURES: dict[str, tuple[Any, Any]] = {
    "a letter": (identity.INVITATION_LASTS, timedelta(hours=24)),
    "a phone": (identity.DEVICE_LASTS, timedelta(days=90)),
    "a proof": (PROOF_LASTS, timedelta(minutes=5)),
    "sessions at once": (identity.SESSIONS_AT_ONCE, 3),
    "phones at once": (identity.DEVICES_AT_ONCE, 3),
    "letters": ({kind.value for kind in InvitationKind}, {"password", "enrolment", "further"}),
    "a code for a further phone": (identity.FURTHER_LASTS, timedelta(minutes=10)),
    "such codes a day": (identity.FURTHER_A_DAY, 5),
    "wrong PINs with one": (identity.FURTHER_FAILURES, 5),
    "wrong PINs of a plant": (identity.PLANT_FAILURES, 50),
    "browsers of an account": (identity.KNOWN_AT_ONCE, 10),
    "rows of a page": (paging.PAGE_ROWS, 50),
    "items of a list": (inspections.MAX_ITEMS, 12),
    "words of a failed item": (inspections.MAX_WORDS, 500),
    "checks made ahead": (inspections.AHEAD, timedelta(days=1)),
    "a late check": (inspections.LATE, timedelta(days=7)),
    "wrong codes": (limits.UNKNOWN_CODES, "60 per minute"),
    "anonymous reports": (limits.ANONYMOUS_WRITES, "30 per minute; 300 per hour"),
    "sign-ins": (limits.SIGN_INS, "30 per minute; 300 per hour"),
    "photos": (limits.OF_ONE_PERSON["uploads"], "60 per minute; 1000 per hour"),
    "workbooks in": (limits.OF_ONE_PERSON["imports"], "10 per minute; 60 per hour"),
    "files out": (limits.OF_ONE_PERSON["exports"], "60 per minute; 600 per hour"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_the_agreed_one(name: str) -> None:
    product, agreed = FIGURES[name]
    assert product == agreed


def test_a_day_of_the_site_ends_at_midnight_in_shanghai() -> None:
    assert clock.end_of(date(2026, 3, 2)) == datetime(2026, 3, 2, 16, tzinfo=UTC)


def test_the_last_day_belongs_to_whoever_has_to_act() -> None:
    day = date(2026, 3, 2)
    assert not awaits_reinspection(OrderState.SERVED, [day], day)
    assert awaits_reinspection(OrderState.SERVED, [day], day + DAY)
    due_to = clock.end_of(day)
    assert inspections.progress(due_to, due_to - SECOND, due_to) is inspections.Progress.DONE
    assert inspections.progress(due_to, due_to - timedelta(hours=15), due_to) is inspections.Progress.DONE
    assert inspections.progress(due_to, due_to, due_to) is inspections.Progress.LATE
    assert [is_overdue(State.RECTIFYING, NOON, NOON + one) for one in (-SECOND, 0 * DAY)] == [False, True]
