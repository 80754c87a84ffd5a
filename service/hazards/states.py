"""What a hazard can be: its states, grades, sources, types and causes."""

from enum import StrEnum

from service.core.acts.problems import _
from service.core.worded import Worded


class State(Worded):
    REPORTED = "reported", _("待确认")
    CONFIRMED = "confirmed", _("待分派")
    PLANNING = "planning", _("编制治理方案")  # of a major one alone
    RECTIFYING = "rectifying", _("整改中")
    AWAITING_ACCEPTANCE = "awaiting_acceptance", _("待验收")
    ACCEPTED = "accepted", _("已验收")
    CLOSED = "closed", _("已销号")
    DISMISSED = "dismissed", _("非隐患")


class Grade(StrEnum):
    GENERAL = "general"  # 一般隐患
    MAJOR = "major"  # 重大隐患


class Source(StrEnum):
    WORKER = "worker"  # 职工上报
    MANAGER = "manager"  # 管理人员登记
    ITEM = "item"  # 检查项不合格
    REGULATOR = "regulator"  # 监管检查
    ANONYMOUS = "anonymous"  # 匿名上报


class InspectionKind(Worded):
    """Kinds of inspection, in the order of the exchange code list 1–12."""

    ROUTINE = "routine", _("日常排查")
    COMPREHENSIVE = "comprehensive", _("综合性排查")
    SPECIALIZED = "specialized", _("专业性排查")
    SEASONAL = "seasonal", _("季节性排查")
    KEY_PERIOD = "key_period", _("重点时段及节假日前排查")
    ACCIDENT_ANALOGY = "accident_analogy", _("事故类比排查")
    RESUME = "resume", _("复产复工前排查")
    EXPERT = "expert", _("外聘专家诊断式排查")
    MEASURE_FAILURE = "measure_failure", _("管控措施失效")
    OTHER = "other", _("其他")
    REGULATOR = "regulator", _("监管检查")
    STAFF_REPORT = "staff_report", _("随手拍、职工举报")


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


KIND_OF_SOURCE = {
    Source.WORKER: InspectionKind.STAFF_REPORT,
    Source.MANAGER: InspectionKind.ROUTINE,
    Source.ITEM: InspectionKind.ROUTINE,
    Source.REGULATOR: InspectionKind.REGULATOR,
    Source.ANONYMOUS: InspectionKind.STAFF_REPORT,
}
OPEN = frozenset(State) - {State.CLOSED, State.DISMISSED}
RUNNING = frozenset(
    {State.CONFIRMED, State.PLANNING, State.RECTIFYING}
)  # the deadline runs against the plant


def awaits_second_person(state: State, grade: Grade | None) -> bool:
    """Tell whether a hazard was proposed as major, and waits for another person to confirm it."""
    return state is State.CONFIRMED and grade is Grade.MAJOR
