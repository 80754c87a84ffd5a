"""One visit, order or re-inspection with all that belongs to it; locked, as it is now until the act is over."""

from collections.abc import Sequence
from uuid import UUID

from service.core import clock
from service.core.tenancy.scope import Kind
from service.core.tenancy.viewer import Viewer
from service.enforcement.case import Officer, OrderCase, ReinspectionCase, VisitCase
from service.enforcement.models.orders import Order, OrderItem, Reinspection
from service.enforcement.models.visits import Visit
from service.enforcement.queries import orders, rows, visits
from service.hazards.case import Case as HazardCase
from service.hazards.queries import cases
from service.hazards.queries.lists import of_order_items
from service.identity.queries import people


def visit(viewer: Viewer, visit_id: UUID, *, locked: bool = False) -> VisitCase:
    row = rows.one(viewer, Visit, visit_id, locked=locked)
    order = orders.order_of(viewer, row)
    if order and locked:  # whoever confirms it waits, and so does who replaces them
        order = rows.one(viewer, Order, order.id, locked=True)
    officers = visits.officers(row)
    return VisitCase(
        visit=row,
        officers=officers,
        certified=_certified(viewer, officers),
        findings=visits.findings(row),
        order=order,
        ended=orders.ended_orders(viewer, row),
    )


def order(viewer: Viewer, order_id: UUID, *, locked: bool = False) -> OrderCase:
    row = rows.one(viewer, Order, order_id, locked=locked)
    inspected = visits.visit(viewer, row.visit_id)
    officers, items = visits.officers(inspected), orders.order_items(row)
    return OrderCase(
        order=row,
        visit=inspected,
        officers=officers,
        certified=_certified(viewer, officers),
        items=items,
        hazards=_hazards(viewer, row.enterprise_id, items),
        reinspections=orders.reinspections(row),
    )


def reinspection(viewer: Viewer, reinspection_id: UUID, *, locked: bool = False) -> ReinspectionCase:
    row = rows.one(viewer, Reinspection, reinspection_id, locked=locked)
    ordered = rows.one(viewer, Order, row.order_id, locked=locked)
    officers = orders.reinspectors(row)
    judged = orders.judged(ordered, row)
    return ReinspectionCase(
        reinspection=row,
        order=ordered,
        officers=officers,
        certified=_certified(viewer, officers),
        judged=judged,
        hazards=of_order_items(viewer, row.enterprise_id, [item.id for item, _result in judged]),
    )


def _hazards(viewer: Viewer, plant: UUID, items: Sequence[OrderItem]) -> dict[UUID, HazardCase]:
    by_item = of_order_items(viewer, plant, [item.id for item in items])
    by_id = cases.of(list(by_item.values()))
    return {item_id: by_id[hazard.id] for item_id, hazard in by_item.items()}


def _certified(viewer: Viewer, officers: Sequence[Officer]) -> frozenset[UUID]:
    """Return who may inspect today, of these officers and who looks; a plant does not ask."""
    if viewer.scope.kind is not Kind.REGULATOR:
        return frozenset()
    asked = {officer.person_id for officer in officers} | ({viewer.person_id} - {None})
    return frozenset(people.valid_certificates(viewer, [each for each in asked if each], clock.today()))
