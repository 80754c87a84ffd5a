"""The plant answers an order item by item, each with its hazard, and asks for re-inspection."""

from uuid import UUID

from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Invalid, WrongState, _
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands.officers import Facts, refuse_stale
from service.enforcement.lifecycle import ORDER
from service.enforcement.models.orders import ItemAnswer, Order, OrderItem
from service.enforcement.queries import orders, rows
from service.enforcement.states import ItemState
from service.hazards.commands import accepting, rectifying
from service.hazards.queries import cases
from service.hazards.queries.cases import hazard
from service.hazards.schemas import AcceptForm, AssignForm, RectifyForm
from service.hazards.states import State

DONE = frozenset({State.AWAITING_ACCEPTANCE, State.ACCEPTED})


def answer(viewer: Viewer, order_id: UUID, item_id: UUID, facts: Facts, act: Act) -> ItemAnswer:
    """Answer an open item, `facts` as AnswerForm; a hazard not yet rectified is rectified by it.

    A hazard that went its own way in the plant is rectified already: then no photo is asked for again.
    """
    order = rows.one(viewer, Order, order_id, locked=True)
    item = orders.item(order, item_id)
    known = _answer_of(item)
    if repeated(order.enterprise_id, act, "order.answer", order.id) and known:
        return known
    refuse(viewer, order, item, facts)
    _refuse_day(order, facts)
    _rectify(viewer, item, facts)
    item_answer = ItemAnswer.child_of(
        item,
        id=new_id(),
        item_id=item.id,
        round=item.round,
        measure=facts["measure"],
        completed_on=facts["completed_on"],
        answered_by=viewer.person_id,
        answered_at=clock.now(),
    )
    db.session.add(item_answer)
    item.state = ItemState.ANSWERED
    order.version += 1
    details = {"item": item.number, "round": item.round, "completed_on": item_answer.completed_on}
    record(viewer, "order.answer", order, act, after=details)
    db.session.flush()
    return item_answer


def refuse(viewer: Viewer, order: Order, item: OrderItem, facts: Facts) -> None:
    """Raise WrongState, NotAllowed or Conflict where the item cannot be answered by this viewer now."""
    ORDER.after(order.state, "answer", viewer.roles)
    refuse_stale(order, facts)
    if item.state is not ItemState.OPEN:
        raise WrongState(_("这一项已经答复过，这次没有生效；请看已有的答复"))
    if hazard(viewer, item.finding_id).state is State.PLANNING:
        raise WrongState(_("重大隐患要先有批准的治理方案，才能答复整改情况"))


def _refuse_day(order: Order, facts: Facts) -> None:
    if facts["completed_on"] > clock.today():
        raise Invalid.at("completed_on", _("完成日期不能晚于今天"))
    if order.served_at and facts["completed_on"] < clock.local(order.served_at).date():
        raise Invalid.at("completed_on", _("完成日期不能早于指令书送达日"))


def _rectify(viewer: Viewer, item: OrderItem, facts: Facts) -> None:
    locked_hazard = cases.locked(viewer, item.finding_id).hazard
    if locked_hazard.state is State.CONFIRMED and viewer.person_id:
        rectifying.assign(viewer, locked_hazard.id, AssignForm(assigned_to=viewer.person_id), Act.new())
    if locked_hazard.state not in DONE:
        done = RectifyForm(
            rectification=facts["measure"],
            cost=facts["cost"],
            hazard_type=facts.get("hazard_type"),
            cause=facts.get("cause"),
            photos=tuple(facts.get("photos") or ()),
        )
        rectifying.rectify(viewer, locked_hazard.id, done, Act.new())


def ask(viewer: Viewer, order_id: UUID, facts: Facts, act: Act) -> Order:
    """Ask for re-inspection once every open item is answered: whoever asks accepts what others rectified."""
    order = rows.one(viewer, Order, order_id, locked=True)
    if repeated(order.enterprise_id, act, "order.ask", order.id):
        return order
    after = ORDER.after(order.state, "ask", viewer.roles)
    refuse_stale(order, facts)
    items = orders.order_items(order)
    waiting = [item.number for item in items if item.state is ItemState.OPEN]
    if waiting:
        raise WrongState(_("第 %(items)s 项还没有答复"), items=waiting)
    for item in items:
        locked_hazard = cases.locked(viewer, item.finding_id).hazard
        if item.state is ItemState.ANSWERED and locked_hazard.state is State.AWAITING_ACCEPTANCE:
            accepting.accept(viewer, locked_hazard.id, AcceptForm(), Act.new())
    order.state, order.asked_at = after, clock.now()
    order.version += 1
    record(viewer, "order.ask", order, act, after={"state": after})
    db.session.flush()
    return order


def _answer_of(item: OrderItem) -> ItemAnswer | None:
    known = orders.answers([item]).get(item.id, [])
    return known[-1] if known else None
