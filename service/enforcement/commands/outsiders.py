"""Who may not act on a row as it stands, asked before the photos that came with his form are kept."""

from collections.abc import Sequence
from typing import Any

from service.core.acts.lifecycle import LifeCycle
from service.core.db.tables import BureauRow
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands.officers import Facts, acting, refuse_stale
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT
from service.enforcement.models.orders import Order, Reinspection
from service.enforcement.models.visits import Visit
from service.enforcement.queries import orders, visits

LIVES: dict[type[Any], LifeCycle[Any]] = {Visit: VISIT, Order: ORDER, Reinspection: REINSPECTION}


def refuse_outsider(viewer: Viewer, row: BureauRow, verb: str, facts: Facts) -> None:
    """Raise what the command of the verb would raise for a strange officer, a wrong state or a stale page."""
    subject: Any = row
    acting(viewer, row, _officers(viewer, subject))
    LIVES[type(subject)].after(subject.state, verb, viewer.roles)
    refuse_stale(row, facts)


def _officers(viewer: Viewer, row: Any) -> Sequence[Any]:
    if isinstance(row, Reinspection):
        return orders.reinspectors(row)
    return visits.officers(visits.visit(viewer, row.visit_id) if isinstance(row, Order) else row)
