"""A year's days as they are pasted or uploaded: a day, what it is and its holiday, one a line.

The cells of a line are parted by commas, tabs or blanks, as a spreadsheet copies or saves them.
"""

import re
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from service.core.acts.ledger import dumps
from service.core.acts.problems import Invalid, Message, _
from service.reference.models import CalendarDay
from service.reference.working_days import DayKind, is_weekend

KINDS = {
    "放假": DayKind.HOLIDAY,
    "调休上班": DayKind.MAKEUP,
    "holiday": DayKind.HOLIDAY,
    "makeup": DayKind.MAKEUP,
}
WORDS = {DayKind.HOLIDAY: "放假", DayKind.MAKEUP: "调休上班"}
HEADS = {"日期", "day", "date"}
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
CELLS = re.compile(r"\s*[,，]\s*|\s+")
LONGEST_NAME, MOST_FAULTS = 30, 10
LONGEST_MARK = 64


class ListedDay(NamedTuple):
    day: date
    kind: DayKind
    name: str


class BadLine(Exception):
    def __init__(self, why: str) -> None:
        self.why = why


def read(text: str, year: int) -> list[ListedDay]:
    """Return the day of each line; raise Invalid with every bad line under its number."""
    rows: list[ListedDay] = []
    faults: list[str] = []
    lines: dict[date, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        cells = CELLS.split(line.strip(), maxsplit=2)
        if cells[0].lower() in HEADS | {""}:
            continue
        try:
            row = _row(cells, year)
            first = lines.setdefault(row.day, number)
            if first != number:
                raise BadLine(Message(_("与第 %(first)s 行重复"), first=first))
            rows.append(row)
        except BadLine as bad:
            faults.append(Message(_("第 %(line)s 行：%(why)s"), line=number, why=bad.why))
    if faults:
        raise Invalid(errors={"days": _first(faults)})
    if not any(row.kind is DayKind.HOLIDAY for row in rows):
        raise Invalid.at("days", _("请至少列出一个放假的日子"))
    return rows


def written(days: Iterable[CalendarDay]) -> str:
    """Return the list of a year's exceptions as `read` takes it."""
    return "\n".join(
        " ".join([day.day.isoformat(), WORDS[day.kind], day.name]).rstrip()
        for day in days
        if day.kind in WORDS
    )


def mark(days: Iterable[CalendarDay]) -> str:
    """Return what these days are known again by: another mark once one of them was set."""
    facts = [[day.day, day.kind, day.name, day.source, day.version] for day in days]
    return sha256(dumps(facts)).hexdigest()


def mark_of_list(text: str) -> str:
    """Return the mark of a list, whatever blanks and line ends a browser sends it back with."""
    return sha256(" ".join(text.split()).encode()).hexdigest()


def _row(cells: list[str], year: int) -> ListedDay:
    words = [*cells, "", ""]
    day, kind, name = _day(cells[0]), KINDS.get(words[1].lower()), words[2].strip()
    if day.year != year:
        raise BadLine(Message(_("%(day)s 不在 %(year)s 年"), day=day.isoformat(), year=year))
    if kind is None:
        raise BadLine(Message(_("安排应为“放假”或“调休上班”")))
    if kind is DayKind.MAKEUP and not is_weekend(day):
        raise BadLine(Message(_("%(day)s 是周一至周五，本来上班"), day=day.isoformat()))
    if len(name) > LONGEST_NAME:
        raise BadLine(Message(_("节日名称最多 %(most)s 个字"), most=LONGEST_NAME))
    return ListedDay(day, kind, name)


def _day(text: str) -> date:
    match = DAY.fullmatch(text)
    if match is None:
        raise BadLine(Message(_("看不懂日期，应如 2027-01-01")))
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError as unknown:
        raise BadLine(Message(_("没有这一天"))) from unknown


def _first(faults: list[str]) -> list[str]:
    more = len(faults) - MOST_FAULTS
    return faults[:MOST_FAULTS] + ([Message(_("另有 %(n)s 行有错"), n=more)] if more > 0 else [])
