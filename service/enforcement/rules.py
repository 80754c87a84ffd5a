"""The lives of a visit, an order and a re-inspection as tables, and their limits.

Only certified officers of a legal enforcement body inspect, every visit is approved first, and the visits of
one plant in a year are capped: 国办发〔2024〕54号. Two officers: 行政处罚法 art. 42.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from service.core.problems import Invalid, _
from service.core.workflow import LifeCycle, Step
from service.identity.rules import MANAGERS, Role
from service.reference.working_days import Reckoned, Unit, WorkCalendar, deadline

OFFICERS = 2
LONGEST_DEADLINE_DAYS = 30  # our default, as systems in use label the form; a longer one needs its reason
REINSPECTION_DAYS = 10  # our default, from the plant's request or the last deadline
REVIEW_DAYS = 60  # 行政复议法(2023) art. 20
SUIT_MONTHS = 6  # 行政诉讼法(2017) art. 46


class VisitKind(StrEnum):
    PLANNED = "planned"
    RANDOM = "random"
    SPECIAL = "special"
    REPORT = "report"
    REINSPECTION = "reinspection"


class VisitState(StrEnum):
    APPLIED = "applied"
    APPROVED = "approved"
    REFUSED = "refused"
    NOTICED = "noticed"  # on site: the plant sees it from here
    RECORDED = "recorded"  # both officers confirmed
    SEALED = "sealed"  # the record has its number
    SIGNED = "signed"  # by the plant's person, or his refusal is recorded
    CLOSED = "closed"


class OrderState(StrEnum):
    DRAFT = "draft"
    SEALED = "sealed"
    SERVED = "served"  # the plant sees it from here; deadlines run
    ANSWERED = "answered"  # the plant asks for re-inspection
    CLOSED = "closed"


class ItemState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    PASSED = "passed"


class ReinspectionState(StrEnum):
    DRAFT = "draft"
    SEALED = "sealed"
    SERVED = "served"


class DocumentKind(StrEnum):
    SITE_RECORD = "site_record"
    ORDER = "order"
    OPINION = "opinion"


class ServiceMode(StrEnum):
    """民事诉讼法 art. 87–91, by 行政处罚法 art. 61."""

    DIRECT = "direct"
    LEFT = "left"
    POST = "post"
    ELECTRONIC = "electronic"


KIND_TITLES = {
    VisitKind.PLANNED: _("计划检查"),
    VisitKind.RANDOM: _("双随机抽查"),
    VisitKind.SPECIAL: _("专项检查"),
    VisitKind.REPORT: _("举报核查"),
    VisitKind.REINSPECTION: _("复查"),
}
VISIT_STATES = {
    VisitState.APPLIED: _("待审批"),
    VisitState.APPROVED: _("已批准"),
    VisitState.REFUSED: _("未批准"),
    VisitState.NOTICED: _("现场检查中"),
    VisitState.RECORDED: _("记录已确认"),
    VisitState.SEALED: _("待企业签字"),
    VisitState.SIGNED: _("已签字"),
    VisitState.CLOSED: _("已办结"),
}
ORDER_STATES = {
    OrderState.DRAFT: _("草稿"),
    OrderState.SEALED: _("待送达"),
    OrderState.SERVED: _("整改中"),
    OrderState.ANSWERED: _("待复查"),
    OrderState.CLOSED: _("已销号"),
}
ITEM_STATES = {
    ItemState.OPEN: _("待整改"),
    ItemState.ANSWERED: _("已答复"),
    ItemState.PASSED: _("复查通过"),
}
REINSPECTION_STATES = {
    ReinspectionState.DRAFT: _("复查中"),
    ReinspectionState.SEALED: _("待送达"),
    ReinspectionState.SERVED: _("已送达"),
}
DOCUMENT_TITLES = {
    DocumentKind.SITE_RECORD: _("现场检查记录"),
    DocumentKind.ORDER: _("责令限期整改指令书"),
    DocumentKind.OPINION: _("整改复查意见书"),
}
MODE_TITLES = {
    ServiceMode.DIRECT: _("直接送达"),
    ServiceMode.LEFT: _("留置送达"),
    ServiceMode.POST: _("邮寄送达"),
    ServiceMode.ELECTRONIC: _("电子送达"),
}
UNCAPPED = frozenset({VisitKind.REPORT, VisitKind.REINSPECTION})
COUNTED = frozenset(VisitState) - {VisitState.APPLIED, VisitState.REFUSED}

_HEAD = frozenset({Role.HEAD})
_OFFICER = frozenset({Role.OFFICER})

VISIT = LifeCycle(
    Step(VisitState.APPLIED, "approve", VisitState.APPROVED, _HEAD),
    Step(VisitState.APPLIED, "refuse", VisitState.REFUSED, _HEAD, ("opinion",)),
    Step(VisitState.APPROVED, "notice", VisitState.NOTICED, _OFFICER, ("met_person", "met_post", "recusal")),
    Step(VisitState.NOTICED, "find", VisitState.NOTICED, _OFFICER, ("item", "place", "fact", "basis_code")),
    Step(VisitState.NOTICED, "describe", VisitState.NOTICED, _OFFICER, ("site", "began_at", "ended_at")),
    Step(VisitState.NOTICED, "confirm", VisitState.NOTICED, _OFFICER),
    Step(VisitState.NOTICED, "complete", VisitState.RECORDED, _OFFICER),
    Step(VisitState.RECORDED, "find", VisitState.NOTICED, _OFFICER, ("item", "place", "fact", "basis_code")),
    Step(VisitState.RECORDED, "describe", VisitState.NOTICED, _OFFICER, ("site", "began_at", "ended_at")),
    Step(VisitState.RECORDED, "seal_record", VisitState.SEALED, _OFFICER, ("password",)),
    Step(VisitState.SEALED, "sign", VisitState.SIGNED, _OFFICER, ("photos",)),
    Step(VisitState.SEALED, "draft_order", VisitState.SEALED, _OFFICER),
    Step(VisitState.SIGNED, "draft_order", VisitState.SIGNED, _OFFICER),
    Step(VisitState.SIGNED, "close", VisitState.CLOSED, _OFFICER),
)
ORDER = LifeCycle(
    Step(OrderState.DRAFT, "set_deadlines", OrderState.DRAFT, _OFFICER, ("due_on",)),
    Step(OrderState.DRAFT, "confirm", OrderState.DRAFT, _OFFICER),
    Step(OrderState.DRAFT, "seal", OrderState.SEALED, _OFFICER, ("password",)),
    Step(OrderState.SEALED, "serve", OrderState.SERVED, _OFFICER, ("mode", "receiver", "at")),
    Step(OrderState.SERVED, "answer", OrderState.SERVED, MANAGERS, ("measure", "completed_on", "photos")),
    Step(OrderState.SERVED, "ask", OrderState.ANSWERED, MANAGERS),
    Step(OrderState.SERVED, "decide_extension", OrderState.SERVED, _OFFICER, ("granted", "opinion")),
    Step(OrderState.SERVED, "reinspect", OrderState.SERVED, _OFFICER, ("officers",)),
    Step(OrderState.SERVED, "reopen", OrderState.SERVED, _OFFICER),
    Step(OrderState.SERVED, "close", OrderState.CLOSED, _OFFICER),
    Step(OrderState.ANSWERED, "reinspect", OrderState.ANSWERED, _OFFICER, ("officers",)),
    Step(OrderState.ANSWERED, "reopen", OrderState.SERVED, _OFFICER),
    Step(OrderState.ANSWERED, "close", OrderState.CLOSED, _OFFICER),
)
REINSPECTION = LifeCycle(
    Step(ReinspectionState.DRAFT, "judge", ReinspectionState.DRAFT, _OFFICER, ("passed", "fact")),
    Step(ReinspectionState.DRAFT, "confirm", ReinspectionState.DRAFT, _OFFICER),
    Step(ReinspectionState.DRAFT, "seal", ReinspectionState.SEALED, _OFFICER, ("password",)),
    Step(ReinspectionState.SEALED, "serve", ReinspectionState.SERVED, _OFFICER, ("mode", "receiver", "at")),
)

ACTS = {
    "visit.apply": _("申请行政检查"),
    "visit.approve": _("批准检查"),
    "visit.refuse": _("不批准检查"),
    "visit.notice": _("现场告知权利"),
    "visit.describe": _("填写检查场所和时间"),
    "visit.find": _("记录检查发现"),
    "visit.drop_finding": _("删去检查发现"),
    "visit.confirm": _("确认检查记录"),
    "visit.seal_record": _("签发现场检查记录"),
    "visit.sign": _("存回签字页"),
    "visit.refuse_signature": _("记录拒绝签字"),
    "visit.close": _("办结检查"),
    "order.draft": _("起草责令限期整改指令书"),
    "order.set_deadlines": _("修改整改期限"),
    "order.confirm": _("确认指令书"),
    "order.seal": _("签发指令书"),
    "order.serve": _("送达指令书"),
    "order.answer": _("逐项答复整改情况"),
    "order.ask": _("申请复查"),
    "order.request_extension": _("申请延期"),
    "order.answer_extension": _("主要负责人答复延期申请"),
    "order.decide_extension": _("决定延期申请"),
    "order.reopen": _("复查未通过，继续整改"),
    "order.close": _("指令销号"),
    "reinspection.open": _("开始复查"),
    "reinspection.judge": _("记录复查结论"),
    "reinspection.confirm": _("确认复查意见"),
    "reinspection.seal": _("签发整改复查意见书"),
    "reinspection.serve": _("送达整改复查意见书"),
}
NOTICES = {
    "visit.approve": _("您申请的检查已批准：%(plant)s，%(reason)s"),
    "visit.refuse": _("您申请的检查未获批准：%(plant)s，%(reason)s。意见：%(opinion)s"),
    "order.serve": _("收到责令限期整改指令书 %(number)s，共 %(items)s 项，最近期限 %(due_on)s"),
    "order.answer": _("%(plant)s 答复了 %(number)s 第 %(item)s 项"),
    "order.ask": _("%(plant)s 已逐项答复 %(number)s，申请复查"),
    "extension.asked": _("%(number)s 第 %(item)s 项申请延期到 %(until)s，请您答复。原因：%(reason)s"),
    "extension.agreed": _("主要负责人同意 %(number)s 第 %(item)s 项延期到 %(until)s，等待监管部门决定"),
    "extension.declined": _(
        "主要负责人不同意 %(number)s 第 %(item)s 项延期到 %(until)s，期限不变。意见：%(opinion)s"
    ),
    "extension.sent": _("%(plant)s 申请将 %(number)s 第 %(item)s 项延期到 %(until)s，请您决定"),
    "extension.allowed": _("监管部门准予 %(number)s 第 %(item)s 项延期到 %(until)s。意见：%(opinion)s"),
    "extension.denied": _("监管部门不予 %(number)s 第 %(item)s 项延期，期限不变。意见：%(opinion)s"),
    "order.close": _("%(plant)s 的 %(number)s 各项均已通过复查，指令销号"),
    "reinspection.passed": _("收到整改复查意见书 %(number)s：复查的各项均已整改"),
    "reinspection.failed": _("收到整改复查意见书 %(number)s：第 %(failed)s 项未通过，最近期限 %(due_on)s"),
    "hazard.major": _("%(plant)s 拟判重大隐患，待第二人确认：%(place)s，%(description)s"),
    "hazard.endorse": _("%(plant)s 确认重大隐患：%(place)s，%(description)s"),
    "hazard.downgrade": _("%(plant)s 把拟判或已判的重大隐患改为一般隐患：%(place)s，%(description)s"),
}


class Appeal(NamedTuple):
    """The last days on which a plant may ask for review (行政复议) and go to court (行政诉讼)."""

    review: Reckoned
    suit: Reckoned


def appeal(served_on: date, calendar: WorkCalendar) -> Appeal:
    return Appeal(
        deadline(served_on, REVIEW_DAYS, Unit.DAY, calendar),
        deadline(served_on, SUIT_MONTHS, Unit.MONTH, calendar),
    )


def counts(kind: VisitKind) -> bool:
    """Tell whether a visit of this kind counts against the yearly cap."""
    return kind not in UNCAPPED


def refuse_deadline(due_on: date, today: date, reason: str, field: str = "due_on") -> None:
    """Raise Invalid for a day that has passed, and for one far away that nobody gives a reason for."""
    if due_on < today:
        raise Invalid.at(field, _("整改期限不能早于今天（%(today)s）"), today=today.isoformat())
    if due_on > today + timedelta(days=LONGEST_DEADLINE_DAYS) and not reason:
        sentence = _("整改期限超过 %(days)d 天，请在“期限理由”中写明原因，或改为较近的日期")
        raise Invalid.at(field, sentence, days=LONGEST_DEADLINE_DAYS)


def by_deadline(items: Sequence[tuple[int, date]]) -> list[tuple[date, list[int]]]:
    """Return the numbers of items by their deadline, the earliest first."""
    groups: dict[date, list[int]] = {}
    for number, due_on in sorted(items):
        groups.setdefault(due_on, []).append(number)
    return sorted(groups.items())


def numbers_in_words(numbers: Sequence[int]) -> str:
    """Return 1至3、5 for [1, 2, 3, 5]; the numbers rise."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(
        f"{run[0]}至{run[-1]}" if len(run) > 2 else "、".join(str(one) for one in run) for run in runs
    )
