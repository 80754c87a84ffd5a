"""Orders with their items, what the plant answered, and what was looked at again."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.acts.problems import NotFound, _
from service.core.db.paging import Page
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.enforcement import visibility
from service.enforcement.limits import ENDED, awaits_reinspection
from service.enforcement.models.orders import (
    ItemAnswer,
    ItemResult,
    Order,
    OrderItem,
    Reinspection,
    ReinspectionOfficer,
)
from service.enforcement.models.visits import Visit
from service.enforcement.queries.rows import listed, one, plants_of
from service.enforcement.states import ItemState, OrderState


def order(viewer: Viewer, order_id: UUID) -> Order:
    return one(viewer, Order, order_id)


def orders(
    viewer: Viewer,
    states: Collection[OrderState] = (),
    after: str | None = None,
    enterprise_id: UUID | None = None,
) -> Page[Order]:
    return listed(viewer, Order, states, after, enterprise_id)


def order_of(viewer: Viewer, visit: Visit) -> Order | None:
    """Return the order of a visit that stands; what was withdrawn or made void does not."""
    query = select(Order).where(
        Order.enterprise_id == visit.enterprise_id,
        Order.visit_id == visit.id,
        Order.state.not_in(ENDED),
        visibility.open_to(viewer, Order),
    )
    return db.session.scalars(query).first()


def ended_orders(viewer: Viewer, visit: Visit) -> list[Order]:
    """Return the orders of a visit that were withdrawn or made void."""
    query = select(Order).where(
        Order.enterprise_id == visit.enterprise_id,
        Order.visit_id == visit.id,
        Order.state.in_(ENDED),
        visibility.open_to(viewer, Order),
    )
    return list(db.session.scalars(query.order_by(Order.id)))


def awaiting_reinspection(viewer: Viewer, enterprise_id: UUID) -> list[Order]:
    """Return the orders of the viewer's own bureau on a plant that are to be looked at again."""
    query = select(Order).where(
        Order.enterprise_id == enterprise_id,
        Order.organisation_id == viewer.organisation_id,
        Order.state.in_((OrderState.SERVED, OrderState.ANSWERED)),
    )
    in_force = list(db.session.scalars(query))
    items = items_of_orders(in_force)
    today = clock.today()
    return [row for row in in_force if awaits_reinspection(row.state, open_days(items[row.id]), today)]


def open_days(items: Collection[OrderItem]) -> list[date]:
    """Return the deadlines of the items that have not passed."""
    return [row.due_on for row in items if row.state is not ItemState.PASSED]


def order_items(order: Order) -> list[OrderItem]:
    query = select(OrderItem).where(
        OrderItem.enterprise_id == order.enterprise_id, OrderItem.order_id == order.id
    )
    return list(db.session.scalars(query.order_by(OrderItem.number)))


def item(order: Order, item_id: UUID) -> OrderItem:
    row = next((row for row in order_items(order) if row.id == item_id), None)
    if row is None:
        raise NotFound(_("指令书里没有这一项"))
    return row


def items_of_orders(orders: Collection[Order]) -> dict[UUID, list[OrderItem]]:
    by_order: defaultdict[UUID, list[OrderItem]] = defaultdict(list)
    if not orders:
        return by_order
    query = select(OrderItem).where(
        OrderItem.enterprise_id.in_(plants_of(orders)), OrderItem.order_id.in_([row.id for row in orders])
    )
    for item in db.session.scalars(query.order_by(OrderItem.number)):
        by_order[item.order_id].append(item)
    return by_order


def answers(items: Collection[OrderItem]) -> dict[UUID, list[ItemAnswer]]:
    """Return what the plant answered, by item, the first round first."""
    by_item: defaultdict[UUID, list[ItemAnswer]] = defaultdict(list)
    query = select(ItemAnswer).where(
        ItemAnswer.enterprise_id.in_(plants_of(items)), ItemAnswer.item_id.in_([item.id for item in items])
    )
    for answer in db.session.scalars(query.order_by(ItemAnswer.round)):
        by_item[answer.item_id].append(answer)
    return by_item


def reinspections(order: Order) -> list[Reinspection]:
    query = select(Reinspection).where(
        Reinspection.enterprise_id == order.enterprise_id, Reinspection.order_id == order.id
    )
    return list(db.session.scalars(query.order_by(Reinspection.number)))


def reinspectors(reinspection: Reinspection) -> list[ReinspectionOfficer]:
    query = select(ReinspectionOfficer).where(
        ReinspectionOfficer.enterprise_id == reinspection.enterprise_id,
        ReinspectionOfficer.reinspection_id == reinspection.id,
    )
    return list(db.session.scalars(query.order_by(ReinspectionOfficer.position)))


def results(reinspection: Reinspection) -> list[ItemResult]:
    same_plant = OrderItem.enterprise_id == ItemResult.enterprise_id
    query = (
        select(ItemResult)
        .join(OrderItem, same_plant & (OrderItem.id == ItemResult.item_id))
        .where(
            ItemResult.enterprise_id == reinspection.enterprise_id,
            ItemResult.reinspection_id == reinspection.id,
        )
    )
    return list(db.session.scalars(query.order_by(OrderItem.number)))


def judged(order: Order, reinspection: Reinspection) -> list[tuple[OrderItem, ItemResult]]:
    """Return the items that are looked at again, each with its result."""
    items = {item.id: item for item in order_items(order)}
    return [(items[result.item_id], result) for result in results(reinspection)]
