"""Who may not do a verb now, and why: each guard is pure, and stands in the table of `lifecycle.py` alone.

Grades and acceptance: 安监总局令第16号 (2007) art. 14, 15; who may not do what twice over is our rule.
"""

from datetime import datetime

from service.core import clock
from service.core.acts.problems import Conflict, Invalid, NotAllowed, Problem, WrongState, _
from service.core.acts.verbs import Guard
from service.core.tenancy.viewer import Viewer
from service.hazards import schemas
from service.hazards.case import Case
from service.hazards.limits import REOPEN_DAYS, closes_by_itself, is_overdue, may_reopen
from service.hazards.states import Grade, State
from service.identity.rules import BUREAU_ROLES, MANAGERS, Role

SYSTEM = "system"  # who closes a general hazard once it is accepted
OTHER_GRADE = _("这一步只用于另一等级的隐患，这次没有生效；请看过现在的等级再操作")
OWN_REPORT = _("自己发现的隐患不能自己判定为重大隐患，请由其他管理人员定级")
NO_MATCH = _("这条重大隐患没有判定标准，请先升级并选择判定标准")


def general_only(_viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    return WrongState(OTHER_GRADE) if case.is_major else None


def major_only(_viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    return None if case.is_major else WrongState(OTHER_GRADE)


def not_ordered(sentence: str) -> Guard:
    """Refuse what a plant may not do with what a bureau found."""
    return lambda _viewer, case, _now: NotAllowed(sentence) if case.is_ordered else None


def ordered_only(sentence: str) -> Guard:
    return lambda _viewer, case, _now: None if case.is_ordered else NotAllowed(sentence)


def not_own_report(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    own = viewer.person_id is None or viewer.person_id == case.hazard.reported_by
    return NotAllowed(OWN_REPORT) if own else None


def not_who_proposed(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    if case.match is None:
        return WrongState(NO_MATCH)
    if viewer.person_id == case.match.proposed_by:
        return NotAllowed(_("重大隐患要由另一人确认，不能由提出的人自己确认"))
    return None


def lowering_not_asked(_viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    if case.match is None:
        return WrongState(NO_MATCH)
    return Conflict(_("已有人申请降级，等待另一人确认")) if case.match.withdrawal_asked_by else None


def not_who_asked_lowering(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    if case.match is None:
        return WrongState(NO_MATCH)
    if not case.match.withdrawal_asked_by:
        return WrongState(_("降级要先由一人写明理由申请，再由另一人确认"))
    if viewer.person_id == case.match.withdrawal_asked_by:
        return NotAllowed(_("降级要由另一人确认，不能由申请的人自己确认"))
    return None


def plan_waits(_viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    return None if case.plan else WrongState(_("还没有可以批准的治理方案，请先编制"))


def plan_in_time(_viewer: Viewer, case: Case, now: datetime) -> Problem | None:
    late = case.plan is not None and case.plan.due_on < clock.day_of(now)
    return WrongState(_("治理方案的期限已过，请退回重新编制")) if late else None


def in_charge(sentence: str) -> Guard:
    """Refuse who neither rectifies the hazard nor leads the plant's safety."""

    def guard(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
        is_his = viewer.person_id == case.hazard.assigned_to or viewer.has(*MANAGERS)
        return None if is_his else NotAllowed(sentence)

    return guard


def none_asked(_viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    return Conflict(_("已有一份延期申请等待答复")) if case.asked else None


def may_ask_bureau(viewer: Viewer, case: Case, now: datetime) -> Problem | None:
    """Refuse to ask a bureau for time once it is over, and who has to agree to it first."""
    if not case.is_ordered:
        return None
    if viewer.has(Role.PRINCIPAL):
        return NotAllowed(_("延期先要主要负责人同意，请由整改责任人或安全管理员申请"))
    if is_overdue(case.hazard.state, case.hazard.due_at, now):
        return WrongState(_("指令的期限已过，不能再申请延期；请尽快整改，答复后申请复查"))
    return None


def answers_extension(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    if case.asked is None or not case.asked.waits_for_plant():
        return WrongState(_("没有等待答复的延期申请"))
    if viewer.person_id == case.asked.asked_by:
        return NotAllowed(_("延期要由另一人批准，不能由申请的人自己批准"))
    if case.is_ordered and not viewer.has(Role.PRINCIPAL):
        return NotAllowed(_("政府指令的延期先由主要负责人同意，再由监管部门决定"))
    if case.is_major and not viewer.has(Role.PRINCIPAL):
        return NotAllowed(_("重大隐患的延期由主要负责人批准"))
    return None


def extension_waits_for_bureau(_viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    return None if case.waits_for_bureau else WrongState(_("没有等待监管部门决定的延期申请"))


def accepts_major(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    if case.is_major and not viewer.has(*MANAGERS):
        return NotAllowed(_("重大隐患由主要负责人或安全管理员验收"))
    return None


def not_who_rectified(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    if case.last_round is None:
        return WrongState(_("这条隐患还没有整改记录"))
    if viewer.person_id in (case.last_round.rectified_by, case.hazard.assigned_to):
        return NotAllowed(_("整改的人不能验收自己的整改，请由另一人验收"))
    return None


def sends_back(viewer: Viewer, case: Case, now: datetime) -> Problem | None:
    """Refuse who judges his own work, and after the acceptance who is not on the side that closes it."""
    if case.hazard.state is State.ACCEPTED:
        return on_its_side(viewer, case, now)
    return not_who_rectified(viewer, case, now)


def on_its_side(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    """An order's hazard is the bureau's to close, any other the plant's; the system closes what closes by itself."""
    if viewer.has(SYSTEM) and closes_by_itself(case.hazard.grade, ordered=case.is_ordered):
        return None
    if case.is_ordered != viewer.has(*BUREAU_ROLES):
        return NotAllowed(_("政府指令的隐患由监管部门复查销号，其他隐患由企业销号"))
    return None


def is_classed(_viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    sentence = _("还没有填写隐患类型和原因，请退回整改，由整改人补填")
    return WrongState(sentence) if case.is_unclassed else None


def closed_lately(_viewer: Viewer, case: Case, now: datetime) -> Problem | None:
    if case.hazard.closed_at is None or not may_reopen(case.hazard.closed_at, now):
        return WrongState(_("销号已超过 %(days)d 天，请登记为新的隐患"), days=REOPEN_DAYS)
    return None


def reopens_order(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    if case.is_ordered and not viewer.has(*BUREAU_ROLES):
        return NotAllowed(_("政府指令的隐患由监管部门重新打开"))
    return None


# What the form sends: each after the guards, under the lock.


def graded(viewer: Viewer, case: Case, data: schemas.ConfirmForm, now: datetime) -> Problem | None:
    """A major grade names its criterion and its evidence, and is not given by who reported it."""
    if data.grade is not Grade.MAJOR:
        return None
    problem = not_own_report(viewer, case, now)
    if problem is None and not data.criterion_code:
        problem = Invalid.at("criterion_code", _("判定为重大隐患要选择一条判定标准"))
    if problem is None and not data.evidence:
        problem = Invalid.at("evidence", _("请写明判定为重大隐患的事实依据"))
    return problem


def has_deadline(_viewer: Viewer, case: Case, data: schemas.AssignForm, _now: datetime) -> Problem | None:
    missing = not case.is_ordered and data.due_on is None
    return Invalid.at("due_on", _("请填写整改期限")) if missing else None


def within_order(_viewer: Viewer, case: Case, data: schemas.PlanForm, _now: datetime) -> Problem | None:
    due_at = case.hazard.due_at
    if case.is_ordered and due_at and clock.end_of(data.due_on) > due_at:
        return Invalid.at("due_on", _("不能晚于指令规定的期限"))
    return None


def later_than_now(
    _viewer: Viewer, case: Case, data: schemas.ExtensionForm, _now: datetime
) -> Problem | None:
    if case.hazard.due_at and clock.end_of(data.until) <= case.hazard.due_at:
        return Invalid.at("until", _("延期后的日期要晚于现在的期限"))
    return None


def has_grounds(_viewer: Viewer, case: Case, data: schemas.AnswerForm, now: datetime) -> Problem | None:
    """A decision has its grounds; granted, the day still gives time: it has not passed, nor was a later one set."""
    if not data.opinion.strip():
        return Invalid.at("opinion", _("请填写准予或不予延期的意见"))
    until, due_at = case.asked.until if case.asked else None, case.hazard.due_at
    if data.granted and until and (until < clock.day_of(now) or due_at and clock.end_of(until) <= due_at):
        return Invalid.at("granted", _("申请的日期已过，或者不晚于现在的期限，只能不予延期"))
    return None


def deadline_stays(_viewer: Viewer, case: Case, data: schemas.SendBackForm, _now: datetime) -> Problem | None:
    if data.due_on and case.hazard.due_at is not None:
        return Invalid.at("due_on", _("期限不能在退回时改，需要更多时间请申请延期"))
    if not data.due_on and case.hazard.due_at is None:
        return Invalid.at("due_on", _("即查即改没有期限，退回时请定一个整改期限"))
    return None
