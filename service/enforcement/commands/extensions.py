"""More time for what an order demands: the plant asks, its principal agrees, the bureau that ordered it decides.

The order's entry stands beside the hazard's.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from service.core.acts.changes import Acting, Entry
from service.core.acts.ledger import Act, record, repeated
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.enforcement import schemas
from service.enforcement.case import OrderCase
from service.enforcement.commands.changing import of_order
from service.enforcement.guards.orders import takes_extensions
from service.enforcement.models.orders import Order, OrderItem
from service.enforcement.queries import rows
from service.hazards.commands import rectifying
from service.hazards.commands.registry import COMMANDS as COMMANDS_OF_HAZARD
from service.hazards.models import Hazard, HazardExtension
from service.hazards.queries import cases
from service.hazards.schemas import AnswerForm, ExtensionForm


def request(viewer: Viewer, hazard_id: UUID, data: ExtensionForm, act: Act) -> Hazard:
    """Ask for more time; for a hazard of an order its order tells so too."""
    return _of_plant(viewer, "request_extension", hazard_id, data, act)


def answer(viewer: Viewer, hazard_id: UUID, data: AnswerForm, act: Act) -> Hazard:
    """Agree or refuse; for a hazard of an order as the principal, and its deadline stays for now."""
    return _of_plant(viewer, "answer_extension", hazard_id, data, act)


COMMANDS: dict[str, Callable[..., Hazard]] = {"request_extension": request, "answer_extension": answer}


def _of_plant(
    viewer: Viewer, verb: str, hazard_id: UUID, data: ExtensionForm | AnswerForm, act: Act
) -> Hazard:
    hazard: Hazard = cases.hazard(viewer, hazard_id)
    change: Callable[..., Hazard] = COMMANDS_OF_HAZARD[verb]
    if hazard.order_item_id is None:
        return change(viewer, hazard_id, data, act)
    item = rows.one(viewer, OrderItem, hazard.order_item_id, hazard.enterprise_id)
    order = rows.one(viewer, Order, item.order_id, locked=True)
    name = f"order.{verb}"
    if repeated(order.enterprise_id, act, name, order.id):
        return hazard
    problem = takes_extensions(order)
    if problem:
        raise problem
    hazard = change(viewer, hazard_id, data, Act.new())
    order.version += 1
    record(viewer, name, order, act, after=_details(item, _asked(item)))
    db.session.flush()
    return hazard


@of_order("decide_extension")
def decide(acting: Acting[OrderCase], data: schemas.ExtensionForm) -> Entry:
    """Grant or refuse as a certified officer of the bureau; granted, hazard and item have the new day."""
    order, item = acting.case.order, acting.case.item(data.item_id)
    decided = AnswerForm(granted=data.granted, opinion=data.opinion)
    rectifying.decide_extension(acting.viewer, item.finding_id, decided, Act.new(), order.enterprise_id)
    before, asked = {"item": item.number, "due_on": item.due_on}, _asked(item)
    if data.granted:
        item.due_on, item.deadline_reason = asked.until, data.opinion
    return Entry(_details(item, asked), before)


def _asked(item: OrderItem) -> HazardExtension:
    return cases.last_extensions(item.enterprise_id, [item.finding_id])[item.finding_id]


def _details(item: OrderItem, asked: HazardExtension) -> dict[str, Any]:
    return {
        "item": item.number,
        "hazard_id": item.finding_id,
        "due_on": item.due_on,
        "until": asked.until,
        "reason": asked.reason,
        "granted": asked.granted if asked.allowed is None else asked.allowed,
        "opinion": asked.opinion if asked.grounds is None else asked.grounds,
        "asked_by": asked.asked_by,
    }
