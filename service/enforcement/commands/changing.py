"""How a visit, an order and a re-inspection change: loaded with all that guards look at, compared by their states."""

from typing import Any

from service.core.acts.changes import Changes
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT
from service.enforcement.models.orders import Order, Reinspection
from service.enforcement.models.visits import Visit
from service.enforcement.queries import cases


def _state(row: Visit | Order | Reinspection) -> dict[str, Any]:
    return {"state": row.state}


of_visit = Changes(VISIT, lambda viewer, visit_id, _plant: cases.visit(viewer, visit_id, locked=True), _state)
of_order = Changes(ORDER, lambda viewer, order_id, _plant: cases.order(viewer, order_id, locked=True), _state)
of_reinspection = Changes(
    REINSPECTION, lambda viewer, row_id, _plant: cases.reinspection(viewer, row_id, locked=True), _state
)
