from datetime import date

import pytest

from service.reference.working_days import (
    DayKind,
    Reckoned,
    Unit,
    WorkCalendar,
    add_working_days,
    deadline,
    next_working_day,
)

pytestmark = pytest.mark.days

# National Day of 2026: off 1-7 October; Sunday 20 September and Saturday 10 October are worked.
CALENDAR = WorkCalendar(
    {date(2026, 10, day): DayKind.HOLIDAY for day in range(1, 8)}
    | {date(2026, 9, 20): DayKind.MAKEUP, date(2026, 10, 10): DayKind.MAKEUP},
    years=frozenset({2026}),
)


def test_the_day_of_the_event_is_not_counted():
    assert add_working_days(date(2026, 9, 29), 1, CALENDAR) == Reckoned(date(2026, 9, 30))


def test_a_public_holiday_is_not_a_working_day():
    assert add_working_days(date(2026, 9, 30), 1, CALENDAR).day == date(2026, 10, 8)


def test_a_makeup_saturday_is_a_working_day():
    assert add_working_days(date(2026, 9, 30), 3, CALENDAR).day == date(2026, 10, 10)


def test_an_ordinary_weekend_is_not_worked():
    assert add_working_days(date(2026, 9, 11), 1, CALENDAR).day == date(2026, 9, 14)


@pytest.mark.parametrize("n", [0, -1])
def test_fewer_than_one_working_day_is_refused(n):
    with pytest.raises(ValueError):
        add_working_days(date(2026, 9, 11), n, CALENDAR)


def test_the_next_working_day_of_a_worked_day_is_itself():
    assert next_working_day(date(2026, 9, 20), CALENDAR) == Reckoned(date(2026, 9, 20))


def test_a_last_day_on_a_holiday_moves_to_the_next_working_day():
    assert deadline(date(2026, 9, 24), 7, Unit.DAY, CALENDAR).day == date(2026, 10, 8)


def test_a_last_day_that_is_worked_stays():
    assert deadline(date(2026, 9, 13), 7, Unit.DAY, CALENDAR).day == date(2026, 9, 20)


@pytest.mark.parametrize(
    ("start", "n", "unit", "end"),
    [
        (date(2026, 3, 16), 6, Unit.MONTH, date(2026, 9, 16)),
        (date(2026, 8, 31), 1, Unit.MONTH, date(2026, 9, 30)),
        (date(2026, 2, 26), 7, Unit.MONTH, date(2026, 9, 28)),
        (date(2025, 9, 18), 1, Unit.YEAR, date(2026, 9, 18)),
        (date(2026, 9, 29), 2, Unit.WORKING_DAY, date(2026, 10, 8)),
    ],
)
def test_months_years_and_working_days_are_reckoned_from_the_event(start, n, unit, end):
    assert deadline(start, n, unit, CALENDAR).day == end


def test_a_deadline_in_a_year_without_an_official_list_is_provisional():
    found = add_working_days(date(2026, 12, 30), 2, CALENDAR)
    assert found == Reckoned(date(2027, 1, 4), provisional=True)


def test_a_deadline_pushed_over_the_year_end_is_provisional():
    assert next_working_day(date(2026, 12, 31), CALENDAR) == Reckoned(date(2026, 12, 31))
    assert deadline(date(2026, 12, 25), 7, Unit.DAY, CALENDAR) == Reckoned(date(2027, 1, 4), provisional=True)


def test_national_day_is_off_even_where_the_list_is_not_known():
    assert not WorkCalendar({}, frozenset()).is_worked(date(2027, 10, 1))
