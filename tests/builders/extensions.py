"""More time for the first item of an order, at any point of its way, made by the commands."""

from typing import Any

from service.core.acts.ledger import Act
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands import extensions
from service.enforcement.models.orders import Order
from service.enforcement.queries import orders
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.hazards.schemas import AnswerForm, ExtensionForm
from tests.builders import enforcement, hazards
from tests.builders.enforcement import Bureau, Plant, act, do, in_days, items_of, see


def assigned(bureau: Bureau, plant: Plant) -> Order:
    """A served order whose first item is being rectified by the worker."""
    order = enforcement.served(bureau, plant)
    hazard = hazard_of(plant.manager, order)
    hazards.act(plant.manager, hazard, "assign", assigned_to=plant.worker.person_id)
    return see(bureau.first, lambda: orders.order(bureau.first, order.id))


def hazard_of(viewer: Viewer, order: Order) -> Hazard:
    item = items_of(viewer, order)[0]
    return see(viewer, lambda: cases.hazard(viewer, item.finding_id, item.enterprise_id))


def requested(viewer: Viewer, order: Order, **more: Any) -> Hazard:
    hazard = hazard_of(viewer, order)
    facts: dict[str, Any] = {"until": in_days(40), "reason": "等材料", "version": hazard.version} | more
    return do(viewer, lambda: extensions.request(viewer, hazard.id, ExtensionForm(**facts), Act.new()))


def agreed(plant: Plant, order: Order, **more: Any) -> Hazard:
    hazard = hazard_of(plant.principal, order)
    facts: dict[str, Any] = {"granted": True, "opinion": "", "version": hazard.version} | more
    data = AnswerForm(**facts)
    return do(plant.principal, lambda: extensions.answer(plant.principal, hazard.id, data, Act.new()))


def decided(viewer: Viewer, order: Order, **more: Any) -> Order:
    items = items_of(viewer, order)
    item_id = items[0].id if items else new_id()  # who does not see it has nothing to name
    return act(viewer, extensions.decide, order, **{"item_id": item_id, "opinion": "情况属实"} | more)
