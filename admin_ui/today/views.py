"""今日: the queues of a plant's day, the first that holds anything opened below."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from service.core import clock
from service.core.acts.problems import Message, _
from service.core.tenancy.viewer import Viewer
from service.enforcement.queries import orders as order_queries
from service.enforcement.states import ItemState, OrderState
from service.hazards.queries import lists as list_queries
from service.hazards.queries.lists import Queue, Wanted
from service.hazards.states import State
from service.identity.queries import people
from service.identity.rules import MANAGERS, PLANT_READERS, PLANT_ROLES
from service.inspections.queries import checks
from service.risks import queries as risks
from service.web.access import plant
from service.web.language import translate

A_DAY = timedelta(days=1)
blueprint = Blueprint("today", __name__)


@dataclass(frozen=True)
class Waiting:
    """One queue of the strip, as it is drawn; `key` opens it below, or `href` leads to its own page."""

    key: str
    word: str
    icon: str
    n: int | str
    remark: str = ""
    href: str = ""
    current: bool = False

    @property
    def hot(self) -> bool:
        return self.key == "overdue"


Provider = Callable[[Viewer], list[Waiting]]


class Listed(NamedTuple):
    """A queue as it opens below: its hazards, the word of the button beside each, and what stands where none is."""

    wanted: Wanted
    does: str
    empty: str


LISTS = {
    "overdue": Listed(Wanted(overdue=True), _("打开"), _("没有逾期的隐患")),
    "confirm": Listed(Wanted(frozenset({State.REPORTED})), _("确认"), _("没有等待确认的隐患")),
    "assign": Listed(
        Wanted(frozenset({State.CONFIRMED, State.PLANNING}), second=False),
        _("分派"),
        _("没有等待分派的隐患"),
    ),
    "endorse": Listed(Wanted(second=True), _("核对"), _("没有等待第二人确认的重大隐患")),
    "accept": Listed(Wanted(frozenset({State.AWAITING_ACCEPTANCE})), _("验收"), _("没有等待验收的隐患")),
    "mine": Listed(Wanted(frozenset({State.RECTIFYING})), _("整改"), _("没有等您整改的隐患")),
}


def of_hazards(viewer: Viewer) -> list[Waiting]:
    queues = list_queries.queues(viewer)
    strip = [
        Waiting("overdue", _("逾期"), "alarm-clock", queues.overdue.count, _latest(queues.overdue)),
        Waiting("confirm", _("待确认"), "inbox", queues.to_confirm.count, _oldest(queues.to_confirm)),
        Waiting("assign", _("待分派"), "user", queues.to_assign.count, _oldest(queues.to_assign)),
        Waiting("accept", _("待验收"), "scan-eye", queues.to_accept.count, _oldest(queues.to_accept)),
    ]
    if queues.to_endorse.count:  # few plants ever see it, and it comes before all but the overdue
        n, since = queues.to_endorse.count, _oldest(queues.to_endorse)
        strip.insert(1, Waiting("endorse", _("待第二人确认"), "triangle-alert", n, since))
    if queues.mine.count:
        strip.append(Waiting("mine", _("我的整改"), "wrench", queues.mine.count))
    return strip


def _oldest(queue: Queue) -> str:
    """Say how long the oldest has waited: hours on the first day, then days."""
    if queue.since is None:
        return ""
    return translate(_age(queue.since, clock.now()))


def _latest(queue: Queue) -> str:
    """Say how late the latest is, in the days its own badge counts: one that began counts whole."""
    if queue.since is None:
        return ""
    return translate(Message(_("最久 %(n)s 天"), n=-((queue.since - clock.now()) // A_DAY)))


def _age(since: datetime, now: datetime) -> str:
    hours = max(int((now - since).total_seconds() // 3600), 0)
    if hours == 0:
        return _("不到 1 小时")
    if hours < 24:
        return Message(_("最久 %(n)s 小时"), n=hours)
    return Message(_("最久 %(n)s 天"), n=hours // 24)


def of_checks(viewer: Viewer) -> list[Waiting]:
    tally = checks.today(viewer)
    done, total = tally.done, tally.total
    undone = translate(Message(_("还有 %(n)s 项未做"), n=total - done)) if total > done else ""
    href = f"/e/{viewer.organisation_id}/checks"
    return [Waiting("checks", _("今日检查"), "list-checks", f"{done}/{total}", undone, href)]


def of_orders(viewer: Viewer) -> list[Waiting]:
    if not viewer.has(*PLANT_READERS):
        return []
    orders = order_queries.orders(viewer, (OrderState.SERVED, OrderState.ANSWERED)).rows
    items = order_queries.items_of_orders(orders).values()
    due = min((item.due_on for rows in items for item in rows if item.state is ItemState.OPEN), default=None)
    nearest = translate(Message(_("最近期限 %(day)s"), day=due.isoformat())) if due else ""
    href = f"/e/{viewer.organisation_id}/orders"
    return [Waiting("orders", _("政府指令"), "file-text", len(orders), nearest, href)]


def of_levels(viewer: Viewer) -> list[Waiting]:
    """What waits for a second person is there only when it waits: few plants ever see it."""
    if not viewer.has(*MANAGERS) or viewer.organisation_id is None:
        return []
    n = risks.waiting_for(viewer, viewer.organisation_id)
    href = f"/e/{viewer.organisation_id}/risks?held=1"
    remark = translate(_("重大风险降级，由您核对"))
    return [Waiting("levels", _("等级待确认"), "scan-eye", n, remark, href)] if n else []


# The rooms that have something waiting today, in the order of the strip.
PROVIDERS: list[Provider] = [of_hazards, of_checks, of_orders, of_levels]


@blueprint.get("/e/<uuid:enterprise>/today")
@plant(*PLANT_ROLES)
def today(viewer: Viewer, enterprise: UUID) -> str:
    strip = [tab for provider in PROVIDERS for tab in provider(viewer)]
    keys = [tab.key for tab in strip if tab.key in LISTS]
    asked = request.args.get("queue", "")
    first = next((tab.key for tab in strip if tab.n and tab.key in keys), keys[0])
    current = asked if asked in keys else first
    listed = LISTS[current]
    wanted = replace(listed.wanted, assigned_to=viewer.person_id) if current == "mine" else listed.wanted
    page = list_queries.list_page(viewer, wanted, request.args.get("after"))
    concerned = [person for row in page.rows for person in (row.reported_by, row.assigned_to)]
    return render_template(
        "hazards/today.html",
        strip=[_drawn(tab, enterprise, current) for tab in strip],
        title=next(tab.word for tab in strip if tab.key == current),
        current=current,
        page=page,
        does=listed.does,
        empty=listed.empty,
        people=people.names(enterprise, concerned),
    )


def _drawn(tab: Waiting, enterprise: UUID, current: str) -> Waiting:
    href = tab.href or url_for("today.today", enterprise=enterprise, queue=tab.key)
    return replace(tab, word=translate(tab.word), href=href, current=tab.key == current)
