"""Until when a plant may appeal against what was served."""

from datetime import date

import pytest

from service.enforcement.rules import appeal
from service.reference.working_days import DayKind, Reckoned, WorkCalendar

pytestmark = pytest.mark.days

KNOWN = WorkCalendar({date(2026, 10, day): DayKind.HOLIDAY for day in range(1, 8)}, frozenset({2026}))


def test_review_is_asked_for_within_60_days_and_a_court_within_6_months_from_the_day_after_service() -> None:
    assert appeal(date(2026, 3, 2), KNOWN) == (Reckoned(date(2026, 5, 1)), Reckoned(date(2026, 9, 2)))


def test_a_last_day_in_the_holidays_moves_to_the_first_worked_day() -> None:
    assert appeal(date(2026, 4, 3), KNOWN).suit == Reckoned(date(2026, 10, 8))


def test_a_last_day_in_a_year_without_an_official_list_is_provisional() -> None:
    days = appeal(date(2026, 11, 22), KNOWN)
    assert days.review == Reckoned(date(2027, 1, 21), provisional=True)
    assert days.suit == Reckoned(date(2027, 5, 24), provisional=True)
