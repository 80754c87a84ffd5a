"""Working days with 调休, and the deadlines reckoned in them.

The calendar comes in as an argument. A year it does not know is reckoned Monday to Friday
without the fixed solar holidays, and whatever touches such a year is provisional.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# 全国年节及纪念日放假办法 (2024 revision): those holidays whose day is the same each solar year.
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
SATURDAY = 5


class DayKind(StrEnum):
    HOLIDAY = "holiday"  # 放假
    MAKEUP = "makeup"  # 调休上班: a weekend day that is worked
    ORDINARY = "ordinary"  # 平常日: as its weekday says, whatever was published


class Unit(StrEnum):
    DAY = "D"
    WORKING_DAY = "W"
    MONTH = "M"
    YEAR = "Y"


@dataclass(frozen=True)
class WorkCalendar:
    """The exceptions to Monday-to-Friday, and the years whose official list of them is known."""

    days: Mapping[date, DayKind]
    years: frozenset[int]

    def knows(self, day: date) -> bool:
        return day.year in self.years

    def is_worked(self, day: date) -> bool:
        kind = self.days.get(day)
        if kind in {DayKind.HOLIDAY, DayKind.MAKEUP}:
            return kind is DayKind.MAKEUP
        if kind is None and not self.knows(day) and (day.month, day.day) in FIXED_HOLIDAYS:
            return False
        return not is_weekend(day)


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


@dataclass(frozen=True)
class Reckoned:
    """A day, and whether it rests on a year whose official list is not known."""

    day: date
    provisional: bool = False


def next_working_day(day: date, calendar: WorkCalendar) -> Reckoned:
    """Return the day itself where it is worked, else the first worked day after it."""
    candidate = day
    while not calendar.is_worked(candidate):
        candidate += timedelta(days=1)
    return Reckoned(candidate, not (calendar.knows(day) and calendar.knows(candidate)))


def add_working_days(day: date, n: int, calendar: WorkCalendar) -> Reckoned:
    """Return the n-th working day after a day; that day itself is not counted. n >= 1."""
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}")
    current, left, provisional = day, n, False
    while left:
        current += timedelta(days=1)
        provisional = provisional or not calendar.knows(current)
        left -= calendar.is_worked(current)
    return Reckoned(current, provisional)


def deadline(start: date, n: int, unit: Unit, calendar: WorkCalendar) -> Reckoned:
    """Return the last day of a period that starts with an event.

    The day of the event is not counted; a last day that is a holiday moves on to the next working
    day (民事诉讼法 art. 85). A period in months ends on the day of the same number, or on the last
    of the month where it has none.
    """
    if unit == Unit.WORKING_DAY:
        return add_working_days(start, n, calendar)
    if unit == Unit.DAY:
        return next_working_day(start + timedelta(days=n), calendar)
    return next_working_day(_months_after(start, n * 12 if unit == Unit.YEAR else n), calendar)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
