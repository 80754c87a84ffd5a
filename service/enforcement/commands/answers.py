"""The plant answers an order item by item, each with its hazard, and asks for re-inspection."""

from service.core.acts.changes import Acting, Details
from service.core.acts.ledger import Act
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.enforcement.case import OrderCase
from service.enforcement.commands.changing import of_order
from service.enforcement.guards.orders import DONE
from service.enforcement.models.orders import ItemAnswer, OrderItem
from service.enforcement.schemas import AnswerForm, PlainForm
from service.enforcement.states import ItemState
from service.hazards.commands import accepting, rectifying
from service.hazards.queries import cases
from service.hazards.schemas import AcceptForm, AssignForm, RectifyForm
from service.hazards.states import State


@of_order("answer")
def answer(acting: Acting[OrderCase], data: AnswerForm) -> Details:
    """Answer an open item; a hazard not yet rectified is rectified by it.

    A hazard that went its own way in the plant is rectified already: then no photo is asked for again.
    """
    item = acting.case.item(data.item_id)
    _rectify(acting.viewer, item, data)
    item_answer = ItemAnswer.child_of(
        item,
        id=new_id(),
        item_id=item.id,
        round=item.round,
        measure=data.measure,
        completed_on=data.completed_on,
        answered_by=acting.viewer.person_id,
        answered_at=acting.now,
    )
    db.session.add(item_answer)
    item.state = ItemState.ANSWERED
    return {"item": item.number, "round": item.round, "completed_on": item_answer.completed_on}


def _rectify(viewer: Viewer, item: OrderItem, data: AnswerForm) -> None:
    locked_hazard = cases.locked(viewer, item.finding_id).hazard
    if locked_hazard.state is State.CONFIRMED and viewer.person_id:
        rectifying.assign(viewer, locked_hazard.id, AssignForm(assigned_to=viewer.person_id), Act.new())
    if locked_hazard.state not in DONE:
        done = RectifyForm(
            rectification=data.measure,
            cost=data.cost,
            hazard_type=data.hazard_type,
            cause=data.cause,
            photos=data.photos,
        )
        rectifying.rectify(viewer, locked_hazard.id, done, Act.new())


@of_order("ask")
def ask(acting: Acting[OrderCase], _data: PlainForm) -> Details:
    """Ask for re-inspection once every open item is answered: whoever asks accepts what others rectified."""
    for item in acting.case.items:
        locked_hazard = cases.locked(acting.viewer, item.finding_id).hazard
        if item.state is ItemState.ANSWERED and locked_hazard.state is State.AWAITING_ACCEPTANCE:
            accepting.accept(acting.viewer, locked_hazard.id, AcceptForm(), Act.new())
    acting.case.order.asked_at = acting.now
    return {}
