"""Who reads a visit before its notice and an order before its service: nobody who could announce them.

Its bureau's head, its two officers and who applied for it do; to all others it does not exist yet.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, not_, select, true

from service.core import clock
from service.core.db.tables import BureauRow
from service.core.tenancy.scope import Kind
from service.core.tenancy.viewer import Viewer
from service.enforcement.models.orders import Order
from service.enforcement.models.visits import Visit, VisitOfficer
from service.identity.rules import Role


def open_to(viewer: Viewer, model: type[Visit] | type[Order]) -> ColumnElement[bool]:
    """Return what a row fulfils that a viewer of a bureau may read; plants have a wall of their own."""
    if viewer.scope.kind is not Kind.REGULATOR:
        return true()
    leads = model.organisation_id == viewer.organisation_id
    if viewer.has(Role.HEAD):
        return model.shown_at.is_not(None) | leads
    return model.shown_at.is_not(None) | (leads & (_named(viewer, model) | _applied(viewer, model)))


def hidden(viewer: Viewer, enterprise_id: UUID) -> list[Select[Any]]:
    """Return the ids of a plant's visits and orders that the viewer may not read, as parts of a query."""
    if viewer.scope.kind is not Kind.REGULATOR:
        return []
    return [
        select(model.id).where(model.enterprise_id == enterprise_id, not_(open_to(viewer, model)))
        for model in (Visit, Order)
    ]


def _visit_id(model: type[Visit] | type[Order]) -> ColumnElement[UUID]:
    column: ColumnElement[UUID] = getattr(model, "id" if model is Visit else "visit_id")
    return column


def _named(viewer: Viewer, model: type[Visit] | type[Order]) -> ColumnElement[bool]:
    return (
        select(VisitOfficer.id)
        .where(
            VisitOfficer.enterprise_id == model.enterprise_id,
            VisitOfficer.visit_id == _visit_id(model),
            VisitOfficer.person_id == viewer.person_id,
        )
        .exists()
    )


def _applied(viewer: Viewer, model: type[Visit] | type[Order]) -> ColumnElement[bool]:
    if model is Visit:
        return Visit.applied_by == viewer.person_id
    return (
        select(Visit.id)
        .where(
            Visit.enterprise_id == model.enterprise_id,
            Visit.id == _visit_id(model),
            Visit.applied_by == viewer.person_id,
        )
        .exists()
    )


def show(rows: Iterable[BureauRow]) -> None:
    """Let the plant see rows of the bureau from now on."""
    for row in rows:
        row.shown_at = row.shown_at or clock.now()
