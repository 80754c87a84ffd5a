"""The life of a hazard as a table, its words, and its limits.

Grades, acceptance and the contents of a major hazard's plan: 安监总局令第16号 (2007) art. 14, 15;
who may not do what twice over is our rule, as are all figures where no source is named.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service.core.acts.lifecycle import LifeCycle, Step
from service.core.acts.problems import Invalid, _
from service.core.ids import named_after
from service.identity.rules import MANAGERS, PLANT_ROLES, Role


class State(StrEnum):
    REPORTED = "reported"  # 待确认
    CONFIRMED = "confirmed"  # 待分派
    PLANNING = "planning"  # 治理方案编制, major only
    RECTIFYING = "rectifying"  # 整改中
    AWAITING_ACCEPTANCE = "awaiting_acceptance"  # 待验收
    ACCEPTED = "accepted"  # 已验收
    CLOSED = "closed"  # 已销号
    DISMISSED = "dismissed"  # 非隐患


class Grade(StrEnum):
    GENERAL = "general"  # 一般隐患
    MAJOR = "major"  # 重大隐患


class Source(StrEnum):
    WORKER = "worker"  # 职工上报
    MANAGER = "manager"  # 管理人员登记
    ITEM = "item"  # 检查项不合格
    REGULATOR = "regulator"  # 监管检查
    ANONYMOUS = "anonymous"  # 匿名上报


class InspectionKind(StrEnum):
    """Kinds of inspection, in the order of the exchange code list 1–12."""

    ROUTINE = "routine"
    COMPREHENSIVE = "comprehensive"
    SPECIALIZED = "specialized"
    SEASONAL = "seasonal"
    KEY_PERIOD = "key_period"
    ACCIDENT_ANALOGY = "accident_analogy"
    RESUME = "resume"
    EXPERT = "expert"
    MEASURE_FAILURE = "measure_failure"
    OTHER = "other"
    REGULATOR = "regulator"
    STAFF_REPORT = "staff_report"


class HazardType(StrEnum):
    """隐患类型, in the order of the exchange code list 1–8."""

    SAFETY = "safety"
    PROCESS = "process"
    ELECTRICAL = "electrical"
    INSTRUMENT = "instrument"
    FIRE = "fire"
    LAYOUT = "layout"
    EQUIPMENT = "equipment"
    OTHER = "other"


class Cause(StrEnum):
    """The four classes of GB/T 13861."""

    PEOPLE = "people"
    THINGS = "things"
    SURROUNDINGS = "surroundings"
    MANAGEMENT = "management"


class Verdict(StrEnum):
    PASSED = "passed"
    SENT_BACK = "sent_back"


STATE_TITLES = {
    State.REPORTED: _("待确认"),
    State.CONFIRMED: _("待分派"),
    State.PLANNING: _("编制治理方案"),
    State.RECTIFYING: _("整改中"),
    State.AWAITING_ACCEPTANCE: _("待验收"),
    State.ACCEPTED: _("已验收"),
    State.CLOSED: _("已销号"),
    State.DISMISSED: _("非隐患"),
}
AWAITS_SECOND = _("待第二人确认")  # a major hazard until somebody else confirms it
GRADE_TITLES = {Grade.GENERAL: _("一般隐患"), Grade.MAJOR: _("重大隐患")}
INSPECTION_TITLES = {
    InspectionKind.ROUTINE: _("日常排查"),
    InspectionKind.COMPREHENSIVE: _("综合性排查"),
    InspectionKind.SPECIALIZED: _("专业性排查"),
    InspectionKind.SEASONAL: _("季节性排查"),
    InspectionKind.KEY_PERIOD: _("重点时段及节假日前排查"),
    InspectionKind.ACCIDENT_ANALOGY: _("事故类比排查"),
    InspectionKind.RESUME: _("复产复工前排查"),
    InspectionKind.EXPERT: _("外聘专家诊断式排查"),
    InspectionKind.MEASURE_FAILURE: _("管控措施失效"),
    InspectionKind.OTHER: _("其他"),
    InspectionKind.REGULATOR: _("监管检查"),
    InspectionKind.STAFF_REPORT: _("随手拍、职工举报"),
}
TYPE_TITLES = {  # as forms offer them, the common ones first
    HazardType.EQUIPMENT: _("设备"),
    HazardType.ELECTRICAL: _("电气"),
    HazardType.FIRE: _("消防"),
    HazardType.SAFETY: _("安全"),
    HazardType.PROCESS: _("工艺"),
    HazardType.INSTRUMENT: _("仪表"),
    HazardType.LAYOUT: _("总图"),
    HazardType.OTHER: _("其他"),
}
CAUSE_TITLES = {
    Cause.THINGS: _("物的因素"),
    Cause.PEOPLE: _("人的因素"),
    Cause.SURROUNDINGS: _("环境因素"),
    Cause.MANAGEMENT: _("管理因素"),
}
KIND_OF_SOURCE = {
    Source.WORKER: InspectionKind.STAFF_REPORT,
    Source.MANAGER: InspectionKind.ROUTINE,
    Source.ITEM: InspectionKind.ROUTINE,
    Source.REGULATOR: InspectionKind.REGULATOR,
    Source.ANONYMOUS: InspectionKind.STAFF_REPORT,
}

SYSTEM = "system"  # who closes a general hazard once it is accepted
_PRINCIPAL = frozenset({Role.PRINCIPAL})
_HEADS = MANAGERS | {Role.DEPARTMENT_HEAD}
_LEADERS = _HEADS | {Role.TEAM_LEADER}
_OFFICER = frozenset({Role.OFFICER})
_BUREAU_HEAD = frozenset({Role.HEAD})
_OFFICERS = _OFFICER | _BUREAU_HEAD
_REVIEWERS = _PRINCIPAL | _OFFICERS
_CLOSERS = _REVIEWERS | {SYSTEM}
_REOPENERS = MANAGERS | _OFFICERS
_FIVE = ("measures", "funds", "responsible_id", "due_on", "emergency_plan")  # 五落实

REPORTED, CONFIRMED, PLANNING, RECTIFYING, AWAITING, ACCEPTED, CLOSED, DISMISSED = State
LIFE = LifeCycle(
    #    from        verb                 to          who          needs
    Step(REPORTED,   "confirm",           CONFIRMED,  MANAGERS,    ("grade", "hazard_type", "cause")),
    Step(REPORTED,   "dismiss",           DISMISSED,  MANAGERS,    ("reason",)),
    Step(REPORTED,   "fix_on_the_spot",   AWAITING,   PLANT_ROLES, ("hazard_type", "cause", "photos")),
    Step(REPORTED,   "control",           REPORTED,   _LEADERS,    ("interim_control",)),
    Step(REPORTED,   "escalate",          REPORTED,   _LEADERS,    ("reason",)),
    Step(CONFIRMED,  "assign",            RECTIFYING, _HEADS,      ("assigned_to", "due_on")),
    Step(CONFIRMED,  "endorse",           PLANNING,   _HEADS),
    Step(CONFIRMED,  "upgrade",           CONFIRMED,  MANAGERS,    ("criterion_code", "evidence")),
    Step(CONFIRMED,  "ask_downgrade",     CONFIRMED,  MANAGERS,    ("reason",)),
    Step(CONFIRMED,  "downgrade",         CONFIRMED,  MANAGERS),
    Step(CONFIRMED,  "control",           CONFIRMED,  _LEADERS,    ("interim_control",)),
    Step(CONFIRMED,  "escalate",          CONFIRMED,  _LEADERS,    ("reason",)),
    Step(PLANNING,   "plan",              PLANNING,   _HEADS,      _FIVE),
    Step(PLANNING,   "return_plan",       PLANNING,   _PRINCIPAL,  ("reason",)),
    Step(PLANNING,   "approve_plan",      RECTIFYING, _PRINCIPAL),
    Step(PLANNING,   "ask_downgrade",     PLANNING,   MANAGERS,    ("reason",)),
    Step(PLANNING,   "downgrade",         CONFIRMED,  MANAGERS),
    Step(PLANNING,   "control",           PLANNING,   _LEADERS,    ("interim_control",)),
    Step(PLANNING,   "escalate",          PLANNING,   _LEADERS,    ("reason",)),
    Step(RECTIFYING, "rectify",           AWAITING,   PLANT_ROLES, ("rectification", "photos", "cost")),
    Step(RECTIFYING, "reassign",          RECTIFYING, _HEADS,      ("assigned_to", "reason")),
    Step(RECTIFYING, "request_extension", RECTIFYING, PLANT_ROLES, ("until", "reason")),
    Step(RECTIFYING, "answer_extension",  RECTIFYING, MANAGERS,    ("granted",)),
    Step(RECTIFYING, "decide_extension",  RECTIFYING, _OFFICER,    ("granted", "opinion")),
    Step(RECTIFYING, "upgrade",           CONFIRMED,  MANAGERS,    ("criterion_code", "evidence")),
    Step(RECTIFYING, "ask_downgrade",     RECTIFYING, MANAGERS,    ("reason",)),
    Step(RECTIFYING, "downgrade",         CONFIRMED,  MANAGERS),
    Step(RECTIFYING, "control",           RECTIFYING, _LEADERS,    ("interim_control",)),
    Step(RECTIFYING, "escalate",          RECTIFYING, PLANT_ROLES, ("reason",)),
    Step(AWAITING,   "accept",            ACCEPTED,   _LEADERS,    ("opinion",)),
    Step(AWAITING,   "send_back",         RECTIFYING, _LEADERS,    ("opinion",)),
    Step(AWAITING,   "upgrade",           CONFIRMED,  MANAGERS,    ("criterion_code", "evidence")),
    Step(ACCEPTED,   "close",             CLOSED,     _CLOSERS,    ("review",)),
    Step(ACCEPTED,   "send_back",         RECTIFYING, _REVIEWERS,  ("opinion",)),
    Step(CONFIRMED,  "order_again",       CONFIRMED,  _OFFICERS,   ("opinion", "due_on")),
    Step(PLANNING,   "order_again",       PLANNING,   _OFFICERS,   ("opinion", "due_on")),
    Step(RECTIFYING, "order_again",       RECTIFYING, _OFFICERS,   ("opinion", "due_on")),
    Step(AWAITING,   "order_again",       RECTIFYING, _OFFICERS,   ("opinion", "due_on")),
    Step(ACCEPTED,   "order_again",       RECTIFYING, _OFFICERS,   ("opinion", "due_on")),
    Step(CONFIRMED,  "release",           CONFIRMED,  _BUREAU_HEAD),
    Step(PLANNING,   "release",           PLANNING,   _BUREAU_HEAD),
    Step(RECTIFYING, "release",           RECTIFYING, _BUREAU_HEAD),
    Step(AWAITING,   "release",           AWAITING,   _BUREAU_HEAD),
    Step(ACCEPTED,   "release",           ACCEPTED,   _BUREAU_HEAD),
    Step(CLOSED,     "reopen",            RECTIFYING, _REOPENERS,  ("reason", "due_on")),
)  # fmt: skip

OPEN = frozenset(State) - {State.CLOSED, State.DISMISSED}
RUNNING = frozenset(
    {State.CONFIRMED, State.PLANNING, State.RECTIFYING}
)  # the deadline runs against the plant
GENERAL_ONLY = frozenset({"assign", "upgrade"})
MAJOR_ONLY = frozenset({"endorse", "ask_downgrade", "downgrade"})
REOPEN_DAYS = 30  # our default

ACTS = {
    "hazard.report": _("上报"),
    "hazard.confirm": _("确认并定级"),
    "hazard.dismiss": _("判定为非隐患"),
    "hazard.fix_on_the_spot": _("即查即改"),
    "hazard.control": _("落实临时管控"),
    "hazard.escalate": _("提级"),
    "hazard.assign": _("分派整改"),
    "hazard.reassign": _("改派整改人"),
    "hazard.endorse": _("第二人确认重大隐患"),
    "hazard.upgrade": _("升为重大隐患"),
    "hazard.ask_downgrade": _("申请降为一般隐患"),
    "hazard.downgrade": _("降为一般隐患"),
    "hazard.plan": _("编制治理方案"),
    "hazard.return_plan": _("退回治理方案"),
    "hazard.approve_plan": _("批准治理方案"),
    "hazard.rectify": _("整改完成"),
    "hazard.request_extension": _("申请延期"),
    "hazard.answer_extension": _("答复延期申请"),
    "hazard.decide_extension": _("监管部门决定延期申请"),
    "hazard.accept": _("验收通过"),
    "hazard.send_back": _("退回整改"),
    "hazard.order_again": _("复查未通过，重新限期整改"),
    "hazard.release": _("指令已撤销，转为企业自行治理"),
    "hazard.close": _("销号"),
    "hazard.reopen": _("重新打开"),
}
NOTICES = {
    "hazard.confirm": _("您上报的隐患已受理：%(place)s，%(description)s"),
    "hazard.dismiss": _("您上报的情况经核实不属于隐患：%(place)s，%(description)s。理由：%(reason)s"),
    "hazard.close": _("您上报的隐患已整改：%(place)s，%(description)s"),
    "hazard.assign": _("有一条隐患分派给您整改：%(place)s，%(description)s"),
    "hazard.send_back": _("您整改的隐患被退回：%(place)s，%(description)s。意见：%(opinion)s"),
    "hazard.escalate": _("隐患提级，请您处理：%(place)s，%(description)s。原因：%(reason)s"),
    "hazard.major": _("发现重大隐患：%(place)s，%(description)s"),
    "hazard.report": _("新上报的隐患等待确认：%(place)s，%(description)s"),
    "hazard.to_endorse": _("拟判重大隐患等第二人确认：%(place)s，%(description)s"),
    "hazard.rectify": _("整改完成，等待验收：%(place)s，%(description)s"),
    "hazard.due": _("您负责整改的隐患 %(due_on)s 到期：%(place)s，%(description)s"),
    "hazard.late": _("隐患过了期限 %(due_on)s 还没有整改完：%(place)s，%(description)s"),
}


@dataclass(frozen=True)
class Deadline:
    """How many days a grade is given, counted from today; no most: as the plan says."""

    default_days: int
    most_days: int | None


def report_id(form_id: UUID) -> UUID:
    """Name the hazard of a form of the phone after it: sent again it is the same hazard.

    The form's id is the sender's alone, since a claim code is drawn from it; the hazard's stands on every page.
    """
    return named_after(form_id)


def is_overdue(state: State, due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and state in RUNNING and now >= due_at


def refuse_day(day: date, today: date, deadline: Deadline, field: str = "due_on") -> None:
    """Raise Invalid for a day that has passed, or lies further away than the grade allows."""
    if day < today:
        raise Invalid.at(field, _("期限不能早于今天（%(today)s）"), today=today.isoformat())
    if deadline.most_days is not None and day > today + timedelta(days=deadline.most_days):
        last = (today + timedelta(days=deadline.most_days)).isoformat()
        raise Invalid.at(
            field, _("一般隐患的期限最长 %(days)d 天，最晚 %(last)s"), days=deadline.most_days, last=last
        )


def awaits_second_person(state: State, grade: Grade | None) -> bool:
    """Tell whether a hazard was proposed as major, and waits for another person to confirm it."""
    return state is State.CONFIRMED and grade is Grade.MAJOR


def may_reopen(closed_at: datetime, now: datetime) -> bool:
    return now - closed_at <= timedelta(days=REOPEN_DAYS)


def closes_by_itself(grade: Grade | None, *, ordered: bool) -> bool:
    """A major hazard closes on its review, a regulator's on the re-inspection, any other on acceptance."""
    return grade is not Grade.MAJOR and not ordered


def fits(verb: str, grade: Grade | None) -> bool:
    """Tell whether a verb is one for a hazard of this grade."""
    return not (
        verb in GENERAL_ONLY and grade is Grade.MAJOR or verb in MAJOR_ONLY and grade is not Grade.MAJOR
    )
