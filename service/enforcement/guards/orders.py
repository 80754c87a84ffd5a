"""Who may not do what to an order now, and why."""

from datetime import datetime
from typing import Any

from service.core import clock
from service.core.acts.problems import Conflict, Invalid, NotAllowed, NotFound, Problem, WrongState, _
from service.core.tenancy.viewer import Viewer
from service.documents.schemas import ServeForm
from service.enforcement import schemas
from service.enforcement.case import OrderCase
from service.enforcement.guards.officers import CONFIRMED_ALREADY
from service.enforcement.limits import awaits_reinspection, deadline_problem, numbers_in_words
from service.enforcement.models.orders import Order
from service.enforcement.states import ItemState, OrderState, ReinspectionState
from service.hazards.states import State

DONE = frozenset({State.AWAITING_ACCEPTANCE, State.ACCEPTED})  # rectified, in the plant's own way


def deadline_in_time(
    _viewer: Viewer, _case: OrderCase, data: schemas.DeadlineForm, now: datetime
) -> Problem | None:
    return deadline_problem(data.due_on, clock.day_of(now), data.deadline_reason)


def of_order(_viewer: Viewer, case: OrderCase, data: Any, _now: datetime) -> Problem | None:
    known = any(item.id == data.item_id for item in case.items)
    return None if known else NotFound(_("指令书里没有这一项"))


def order_not_confirmed(viewer: Viewer, case: OrderCase, _now: datetime) -> Problem | None:
    me = case.me(viewer)
    return WrongState(CONFIRMED_ALREADY) if me and me.order_confirmed_at else None


def order_confirmed(_viewer: Viewer, case: OrderCase, _now: datetime) -> Problem | None:
    return None if case.is_confirmed else WrongState(_("两名执法人员都确认指令书后才能签发"))


def deadlines_ahead(_viewer: Viewer, case: OrderCase, now: datetime) -> Problem | None:
    today = clock.day_of(now)
    problems = (deadline_problem(item.due_on, today, item.deadline_reason) for item in case.items)
    problem = next(filter(None, problems), None)
    return WrongState(problem.errors["due_on"][0]) if problem else None


def served_in_time(_viewer: Viewer, case: OrderCase, data: ServeForm, now: datetime) -> Problem | None:
    """An order cannot demand what is over on the day it is handed over; sealed, it cannot be changed either."""
    late = [item.number for item in case.items if item.due_on < clock.day_of(data.at)]
    if late and data.at <= now:  # a moment to come is a slip of its own
        sentence = _(
            "第 %(items)s 项的整改期限早于送达日，不能送达。签发后不能改动：请局领导撤销指令书，再重新起草并定新的期限"
        )
        return Invalid.at("at", sentence, items=numbers_in_words(late))
    return None


def item_open(_viewer: Viewer, case: OrderCase, data: Any, _now: datetime) -> Problem | None:
    item = case.item(data.item_id)
    if item.state is not ItemState.OPEN:
        return WrongState(_("这一项已经答复过，这次没有生效；请看已有的答复"))
    if case.hazards[item.id].hazard.state is State.PLANNING:
        return WrongState(_("重大隐患要先有批准的治理方案，才能答复整改情况"))
    return None


def done_in_time(_viewer: Viewer, case: OrderCase, data: schemas.AnswerForm, now: datetime) -> Problem | None:
    if data.completed_on > clock.day_of(now):
        return Invalid.at("completed_on", _("完成日期不能晚于今天"))
    if case.order.served_at and data.completed_on < clock.day_of(case.order.served_at):
        return Invalid.at("completed_on", _("完成日期不能早于指令书送达日"))
    return None


def shows_work(_viewer: Viewer, case: OrderCase, data: schemas.AnswerForm, _now: datetime) -> Problem | None:
    """What is not yet rectified is shown as it is now; what went its own way in the plant has its photos."""
    done = case.hazards[data.item_id].hazard.state in DONE
    return None if done or data.photos else Invalid.at("photos", _("请拍一张整改后的照片"))


def all_answered(_viewer: Viewer, case: OrderCase, _now: datetime) -> Problem | None:
    waiting = any(item.state is ItemState.OPEN for item in case.items)
    return WrongState(_("每一项都答复后才能申请复查。")) if waiting else None


def not_own_work(viewer: Viewer, case: OrderCase, _now: datetime) -> Problem | None:
    """Whoever asks for re-inspection accepts what others rectified: none of it may be their own."""
    waiting = [each for each in case.hazards.values() if each.hazard.state is State.AWAITING_ACCEPTANCE]
    hands = [(each.hazard.assigned_to, each.last_round and each.last_round.rectified_by) for each in waiting]
    if any(viewer.person_id in those for those in hands):
        return NotAllowed(
            _(
                "其中有您自己提交的整改，不能由您自己验收：请另一位安全管理员或主要负责人打开本页，自查验收并申请复查。"
            )
        )
    return None


def takes_extensions(order: Order) -> Problem | None:
    """Refuse more time for what an order no longer demands."""
    served = order.state is OrderState.SERVED
    return None if served else WrongState(_("指令已申请复查或者已销号，不能再办理延期"))


def extension_waits(_viewer: Viewer, case: OrderCase, data: Any, _now: datetime) -> Problem | None:
    hazard = case.hazards.get(data.item_id)
    waits = hazard is not None and hazard.waits_for_bureau
    return None if waits else WrongState(_("没有等待监管部门决定的延期申请"))


def reinspection_due(_viewer: Viewer, case: OrderCase, now: datetime) -> Problem | None:
    open_until = [item.due_on for item in case.unpassed]
    if awaits_reinspection(case.order.state, open_until, clock.day_of(now)):
        return None
    return WrongState(_("企业还没有申请复查，期限也没有到；到期或收到申请后再复查"))


def none_reinspected(_viewer: Viewer, case: OrderCase, _now: datetime) -> Problem | None:
    begun = any(row.state is not ReinspectionState.SERVED for row in case.reinspections)
    return Conflict(_("这份指令书已有一次复查没有办完")) if begun else None


def takes_part(
    viewer: Viewer, _case: OrderCase, data: schemas.ReinspectForm, _now: datetime
) -> Problem | None:
    takes = viewer.person_id in data.officers
    return None if takes else Invalid.at("officers", _("由参加复查的执法人员开始复查"))


def all_passed(_viewer: Viewer, case: OrderCase, _now: datetime) -> Problem | None:
    return WrongState(_("还有没有通过复查的项")) if case.unpassed else None
