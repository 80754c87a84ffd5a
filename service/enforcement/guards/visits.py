"""Who may not do what to a visit now, and why.

The head approves it, and never of one who takes part: 国办发〔2024〕54号.
"""

from datetime import datetime

from service.core import clock
from service.core.acts.problems import Conflict, Invalid, NotAllowed, Problem, WrongState, _
from service.core.tenancy.viewer import Viewer
from service.enforcement import schemas
from service.enforcement.case import VisitCase
from service.enforcement.guards.officers import CONFIRMED_ALREADY
from service.enforcement.limits import deadline_problem
from service.enforcement.states import OrderState
from service.identity.rules import Role


def not_own_visit(viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    if case.me(viewer) or viewer.person_id == case.visit.applied_by:
        return NotAllowed(_("申请人和本次检查的执法人员不能自己审批，请由另一位局领导审批"))
    return None


def says_why_not(
    _viewer: Viewer, _case: VisitCase, data: schemas.DecideForm, _now: datetime
) -> Problem | None:
    return None if data.opinion else Invalid.at("opinion", _("不批准时，请写明理由"))


def applied_or_leads(viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    is_his = viewer.has(Role.HEAD) or viewer.person_id == case.visit.applied_by
    return None if is_his else NotAllowed(_("只有申请人和局领导可以取消检查"))


def noticed_in_time(
    _viewer: Viewer, case: VisitCase, data: schemas.NoticeForm, now: datetime
) -> Problem | None:
    return _minute_problem(data.noticed_at, case, "noticed_at", now)


def inspected_in_time(
    _viewer: Viewer, case: VisitCase, data: schemas.SceneForm, now: datetime
) -> Problem | None:
    problem = _minute_problem(data.began_at, case, "began_at", now)
    problem = problem or _minute_problem(data.ended_at, case, "ended_at", now)
    if problem is None and data.ended_at < data.began_at:
        return Invalid.at("ended_at", _("结束时间不能早于开始时间"))
    return problem


def _minute_problem(moment: datetime, case: VisitCase, field: str, now: datetime) -> Problem | None:
    if case.visit.decided_at is None:
        return WrongState(_("检查未经批准，不能开始"))
    if moment > now:
        return Invalid.at(field, _("时间不能晚于现在"))
    if moment < case.visit.decided_at.replace(second=0, microsecond=0):
        return Invalid.at(field, _("时间不能早于检查获批的时间"))
    return None


def finding_in_time(
    _viewer: Viewer, _case: VisitCase, data: schemas.FindingForm, now: datetime
) -> Problem | None:
    if data.due_on is None:
        return None
    return deadline_problem(data.due_on, clock.day_of(now), data.deadline_reason)


def finding_stands(
    _viewer: Viewer, case: VisitCase, data: schemas.DropForm, _now: datetime
) -> Problem | None:
    stands = any(finding.id == data.finding_id for finding in case.findings)
    return None if stands else Conflict(_("这条检查发现已被删去，请重新打开页面"))


def scene_described(_viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    missing = case.visit.ended_at is None
    return WrongState(_("先填写检查场所和起止时间，再确认记录。")) if missing else None


def record_not_confirmed(viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    me = case.me(viewer)
    return WrongState(CONFIRMED_ALREADY) if me and me.record_confirmed_at else None


def record_confirmed(_viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    return None if case.is_confirmed else WrongState(_("两名执法人员都确认记录后才能签发"))


def signed_or_refused(
    _viewer: Viewer, _case: VisitCase, data: schemas.SignForm, _now: datetime
) -> Problem | None:
    if data.refusal and not data.witness:
        return Invalid.at("witness", _("企业拒绝签字时，请填写见证人"))
    if not data.refusal and not data.photos:
        return Invalid.at("photos", _("请拍下签过字的每一页；企业拒绝签字的，写明原因和见证人"))
    return None


def none_ordered(_viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    """Refuse a second order beside one that stands, and one for what became the plant's own."""
    if case.order:
        return Conflict(_("这次检查已经有一份责令限期整改指令书"))
    if case.was_served:
        return WrongState(
            _("这次检查的指令书送达后被撤销，其中的问题已由企业自行治理；需要再作出指令的，请另行申请检查")
        )
    return None


def something_to_order(_viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    return None if case.ordered else WrongState(_("检查记录里没有要求限期整改的问题"))


def record_not_rested_upon(_viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    if case.order:
        return WrongState(_("有指令书依据这份记录，请先撤回或撤销指令书，再撤销记录"))
    if case.was_served:
        return WrongState(_("依据这份记录的指令书送达过，其中的问题已是企业的隐患，记录不能再撤销"))
    return None


def order_not_served(_viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    served = case.order is not None and case.order.served_at is not None
    sentence = _("指令书已经送达，不再需要更换执法人员；复查时另选两名执法人员")
    return WrongState(sentence) if served else None


def ordered_is_served(_viewer: Viewer, case: VisitCase, _now: datetime) -> Problem | None:
    """What is to be put right by a day has its order served, or one that was made void."""
    voided = any(order.state is OrderState.VOID for order in case.ended)
    unserved = case.order.served_at is None if case.order else not voided
    if case.ordered and unserved:
        return WrongState(_("有要求限期整改的问题，请先签发并送达责令限期整改指令书"))
    return None
