"""The operator's calendar of working days: which years are official, and his word on a day or a whole year."""

from contextlib import closing
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from service.core import clock
from service.core.acts.problems import Invalid, _
from service.core.db.transactions import retrying
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.identity.commands import platform
from service.identity.queries import people
from service.reference import commands, year_list
from service.reference.models import CalendarDay, CalendarYear
from service.reference.queries import rulebook
from service.reference.schemas import FIRST_YEAR, LAST_YEAR, LONGEST_LIST, DayForm, YearForm
from service.reference.working_days import DayKind
from service.web import limits
from service.web.access import operator
from service.web.addresses import see_other
from service.web.forms import sent, sent_act, shown
from service.web.language import options, translate
from service.web.timeline_items import items

blueprint = Blueprint("calendar", __name__)
DAY_KINDS = {
    DayKind.HOLIDAY: _("放假"),
    DayKind.MAKEUP: _("调休上班"),
    DayKind.ORDINARY: _("平常日（按星期）"),
}
WEEKDAYS = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
ACTS = {"calendar.set_day": _("设置一天"), "calendar.set_year": _("录入全年安排")}
LONGEST_FILE = 4 * LONGEST_LIST  # bytes
ENCODINGS = ("utf-8-sig", "gb18030")  # as spreadsheets here save a list


@dataclass(frozen=True)
class Year:
    number: int
    days: list[CalendarDay]
    official: CalendarYear | None

    def count(self, kind: DayKind) -> int:
        return sum(day.kind is kind for day in self.days)


@blueprint.get("/ops/reference/calendar")
@operator()
def show(viewer: Viewer) -> str:
    years, asked = _years(), request.args.get("year", "")
    chosen = [row for row in years if str(row.number) == asked]
    return render_template(
        "ops/calendar/years.html",
        years=years,
        chosen=chosen[0] if chosen else None,
        warning=rulebook.calendar_warning(clock.today(), rulebook.calendar()),
        holiday=DayKind.HOLIDAY,
        makeup=DayKind.MAKEUP,
        kinds=DAY_KINDS,
        weekdays=WEEKDAYS,
        changes=items(people.loads(tuple(ACTS)), ACTS, _details),
    )


def _years() -> list[Year]:
    """Return every year there is data of, this one and the next, the latest first."""
    days = rulebook.calendar_days()
    official = {row.year: row for row in rulebook.calendar_years()}
    now = clock.today().year
    numbers = {day.day.year for day in days} | official.keys() | {now, now + 1}
    return [
        Year(number, [day for day in days if day.day.year == number], official.get(number))
        for number in sorted(numbers, reverse=True)
    ]


def _details(entry: LedgerEntry) -> str:
    after = entry.after or {}
    if "day" in after:
        what = [after["day"], translate(DAY_KINDS[DayKind(after["kind"])]), after["name"]]
    else:
        what = [str(after["year"])]
    return " · ".join(word for word in (*what, after["source"]) if word)


@blueprint.get("/ops/reference/calendar/day")
@operator()
def day(viewer: Viewer) -> str:
    """Show what a day is, to be set to something else; without a day, ask for one."""
    asked = clock.day(request.values.get("day", ""))
    known = rulebook.calendar_day(asked) if asked else None
    first = {"kind": known.kind, "name": known.name} if known else {"kind": DayKind.ORDINARY}
    return render_template(
        "ops/calendar/day.html",
        day=asked,
        known=known,
        weekday=WEEKDAYS[asked.weekday()] if asked else "",
        kinds=options(DAY_KINDS),
        words=DAY_KINDS,
        form=shown(version=known.version if known else 0, **first),
    )


@blueprint.post("/ops/reference/calendar/day")
@operator(form=day)
def set_day(viewer: Viewer) -> Response:
    data, act = sent(DayForm), sent_act()
    retrying(lambda: commands.set_day(viewer, platform.platform_organisation(), data, act))
    return see_other("calendar.show", year=data.day.year, _anchor="days")


@blueprint.get("/ops/reference/calendar/year")
@operator()
def year(viewer: Viewer) -> str:
    """Ask for the list of a year; one that is known is offered as it stands."""
    asked = request.values.get("year", type=int) or 0
    days = rulebook.calendar_days(asked) if FIRST_YEAR <= asked <= LAST_YEAR else []
    text = year_list.written(days)
    marks = {"seen": year_list.mark(days), "offered": year_list.mark_of_list(text)}
    return render_template("ops/calendar/year.html", form=shown(year=asked or "", days=text, **marks))


@blueprint.post("/ops/reference/calendar/year")
@operator(form=year)
@limits.imports
def set_year(viewer: Viewer) -> Response:
    data, act = sent(YearForm), sent_act()
    days = year_list.read(_sent_list(data.days, data.offered), data.year)
    retrying(lambda: commands.set_year(viewer, platform.platform_organisation(), data, days, act))
    return see_other("calendar.show", year=data.year, _anchor="days")


def _sent_list(pasted: str, offered: str) -> str:
    """Return the list that was pasted or uploaded; beside a file, one left as it was offered does not count.

    Raises Invalid for both, and for a file that is no text.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        return pasted
    if pasted and year_list.mark_of_list(pasted) != offered:
        raise Invalid.at("file", _("粘贴或上传，请选一种"))
    with closing(file):
        content = file.stream.read(LONGEST_FILE + 1)
    text = _decoded(content) if len(content) <= LONGEST_FILE else None
    if text is None or "\0" in text:
        raise Invalid.at("file", _("请上传 CSV 或文本文件，一行一天"))
    return text


def _decoded(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
