"""What a hazard can be: its states, grades, sources, types and causes."""

from enum import StrEnum


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
