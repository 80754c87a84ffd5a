"""Rows in sight of a viewer: what is not yet announced does not exist for others."""

from collections.abc import Collection
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from service.core.acts.problems import NotFound, _
from service.core.db.paging import Page, page
from service.core.db.tables import BureauRow
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.enforcement import visibility
from service.enforcement.models.orders import Order
from service.enforcement.models.visits import Visit

Row = TypeVar("Row", bound=BureauRow)
Stated = TypeVar("Stated", Visit, Order)


def one(
    viewer: Viewer, model: type[Row], row_id: UUID, plant: UUID | None = None, *, locked: bool = False
) -> Row:
    """Return a row in sight; `locked` holds it until the act is over.

    Visits, orders and re-inspections are found by their id alone, others with their plant.
    """
    query = select(model).where(model.id == row_id)
    if issubclass(model, Visit | Order):
        query = query.where(visibility.open_to(viewer, model))
    if plant:
        query = query.where(model.enterprise_id == plant)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    row: Row | None = db.session.scalars(query).first()
    if row is None:
        raise NotFound(_("没有这条记录"))
    return row


def plants_of(rows: Collection[BureauRow]) -> set[UUID]:
    """Return the plants that some rows are about: the key of every index begins with them."""
    return {row.enterprise_id for row in rows}


def listed(
    viewer: Viewer,
    model: type[Stated],
    states: Collection[str],
    after: str | None,
    enterprise_id: UUID | None,
) -> Page[Stated]:
    query = select(model).where(visibility.open_to(viewer, model))
    if states:
        query = query.where(model.state.in_(states))
    if enterprise_id:
        query = query.where(model.enterprise_id == enterprise_id)
    return page(query, [model.id], after, newest_first=True)
