"""More time for what an order demands: the plant asks, its principal agrees, the bureau that ordered it decides.

The order's entry stands beside the hazard's.
"""

from collections.abc import Callable
from uuid import UUID

from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import NotAllowed, WrongState, _
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands.officers import Facts, refuse_stale, refuse_strange_bureau
from service.enforcement.lifecycle import ORDER
from service.enforcement.models.orders import Order, OrderItem
from service.enforcement.queries import orders, rows
from service.enforcement.states import OrderState
from service.hazards.commands import rectifying
from service.hazards.commands.registry import COMMANDS as COMMANDS_OF_HAZARD
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.hazards.schemas import AnswerForm, ExtensionForm
from service.identity.queries import people


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
    if order.state is not OrderState.SERVED:
        raise WrongState(_("指令已申请复查或者已销号，不能再办理延期"))
    hazard = change(viewer, hazard_id, data, Act.new())
    _tell(viewer, name, (order, item), act)
    return hazard


def decide(viewer: Viewer, order_id: UUID, facts: Facts, act: Act) -> Order:
    """Grant or refuse as a certified officer of the bureau; granted, hazard and item have the new day.

    `facts` as ExtensionForm, with the `item_id`.
    """
    order = rows.one(viewer, Order, order_id, locked=True)
    if repeated(order.enterprise_id, act, "order.decide_extension", order.id):
        return order
    item = orders.item(order, facts["item_id"])
    ORDER.after(order.state, "decide_extension", viewer.roles)
    _refuse_uncertified(viewer, order)
    refuse_stale(order, facts)
    decided = AnswerForm(granted=facts["granted"], opinion=facts["opinion"])
    hazard = rectifying.decide_extension(viewer, item.finding_id, decided, Act.new(), order.enterprise_id)
    before = {"item": item.number, "due_on": item.due_on}
    if facts["granted"]:
        item.due_on = cases.last_extensions(order.enterprise_id, [hazard.id])[hazard.id].until
        item.deadline_reason = facts["opinion"]
    _tell(viewer, "order.decide_extension", (order, item), act, before)
    return order


def _refuse_uncertified(viewer: Viewer, order: Order) -> None:
    refuse_strange_bureau(viewer, order)
    me = viewer.person_id
    if me is None or people.valid_certificate(viewer, me, clock.today()) is None:
        raise NotAllowed(_("您没有在有效期内的执法证，不能决定延期；请由本单位持证的执法人员办理"))


def _tell(
    viewer: Viewer, name: str, about: tuple[Order, OrderItem], act: Act, before: Facts | None = None
) -> None:
    order, item = about
    asked = cases.last_extensions(order.enterprise_id, [item.finding_id])[item.finding_id]
    details = {
        "item": item.number,
        "hazard_id": item.finding_id,
        "due_on": item.due_on,
        "until": asked.until,
        "reason": asked.reason,
        "granted": asked.granted if asked.allowed is None else asked.allowed,
        "opinion": asked.opinion if asked.grounds is None else asked.grounds,
        "asked_by": asked.asked_by,
    }
    order.version += 1
    record(viewer, name, order, act, before=before, after=details)
    db.session.flush()
