"""The operator's look at reference data: what nobody has verified yet, and the calendar of working days."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request

from service.core import clock
from service.core.models import LedgerEntry
from service.core.problems import COMMA, _
from service.core.viewer import Viewer
from service.identity import queries as identity
from service.reference import queries
from service.reference.models import CalendarDay
from service.reference.working_days import DayKind
from service.web.access import operator
from service.web.language import say

blueprint = Blueprint("reference", __name__)
KINDS = {
    "criterion": _("重大事故隐患判定标准"),
    "rule_profile": _("规则参数"),
    "document_template": _("执法文书模板"),
    "law": _("法规条文"),
    "industry": _("行业与监管类别"),
    "basis": _("执法依据"),
}
DAY_KINDS = {DayKind.HOLIDAY: _("放假"), DayKind.MAKEUP: _("调休上班")}
LOADS = {"reference.load": _("随版本更新基础数据"), "reference.import_laws": _("导入法规库")}
FATES = {"created": _("新增"), "updated": _("更新"), "unchanged": _("不变"), "removed": _("移除")}
WEEKDAYS = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]


@dataclass(frozen=True)
class Year:
    number: int
    days: list[CalendarDay]

    @property
    def is_official(self) -> bool:
        return bool(self.days)

    def count(self, kind: DayKind) -> int:
        return sum(day.kind is kind for day in self.days)


@blueprint.get("/ops/reference")
@operator()
def unverified(viewer: Viewer) -> str:
    return render_template(
        "ops/reference.html",
        found=queries.unverified(),
        kinds=KINDS,
        loads=[_told(entry) for entry in identity.loads(viewer)],
    )


def _told(entry: LedgerEntry) -> dict[str, Any]:
    rows = (entry.after or {}).items()
    return {
        "title": say(LOADS[entry.act]),
        "at": entry.at,
        "by": entry.actor_name,
        "text": say(COMMA).join(f"{say(FATES.get(name, name))} {n}" for name, n in rows),
    }


@blueprint.get("/ops/reference/calendar")
@operator()
def calendar(viewer: Viewer) -> str:
    years, asked = _years(), request.args.get("year", "")
    chosen = [one for one in years if str(one.number) == asked]
    return render_template(
        "ops/calendar.html",
        years=years,
        chosen=chosen[0] if chosen else None,
        warning=queries.calendar_warning(clock.today(), queries.calendar()),
        holiday=DayKind.HOLIDAY,
        makeup=DayKind.MAKEUP,
        kinds=DAY_KINDS,
        weekdays=WEEKDAYS,
    )


def _years() -> list[Year]:
    """Return every year there is data of, this one and the next, the latest first."""
    days = queries.calendar_days()
    now = clock.today().year
    numbers = {day.day.year for day in days} | {now, now + 1}
    return [Year(one, [day for day in days if day.day.year == one]) for one in sorted(numbers, reverse=True)]
