"""Who is told that an item of a served order falls due, or is past its day: the plant, and then its officers."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, literal, select

from service.core.db.row_json import row_json
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.enforcement.models.orders import Order, OrderItem
from service.enforcement.models.visits import VisitOfficer
from service.enforcement.states import ItemState
from service.enterprises.models import Enterprise
from service.identity.queries import people as people_queries
from service.identity.rules import MANAGERS
from service.notifications.deadlines import DeadlineRule


def _about(last_day: date, *people: Any, **more: Any) -> Select[Any]:
    """Select how many items of an order are open on their last day: of orders that were served alone."""
    order = (OrderItem.enterprise_id, OrderItem.area_code, OrderItem.sector, OrderItem.order_id)
    values = row_json(
        number=Document.number, n=func.count(OrderItem.id), due_on=literal(last_day.isoformat()), **more
    )
    return (
        select(*order[:3], OrderItem.order_id.label("object_id"), values.label("values"), *people)
        .join(Order, (Order.enterprise_id == OrderItem.enterprise_id) & (Order.id == OrderItem.order_id))
        .join(
            Document,
            (Document.enterprise_id == Order.enterprise_id)
            & (Document.subject_id == Order.id)
            & (Document.kind == DocumentKind.ORDER)
            & Document.voided_at.is_(None),
        )
        .where(OrderItem.due_on == last_day, OrderItem.state == ItemState.OPEN, Order.shown_at.is_not(None))
        .group_by(*order, Document.number, *people, *more.values())
    )


def plant(last_day: date) -> Select[Any]:
    """Select who leads the safety of a plant that has to answer."""
    managers = people_queries.holders(MANAGERS).subquery("managers")
    return _about(last_day, managers.c.person_id).join(
        managers, managers.c.enterprise_id == OrderItem.enterprise_id
    )


def officers(last_day: date) -> Select[Any]:
    """Select the officers of the visit from which an order came."""
    return (
        _about(last_day, VisitOfficer.person_id, VisitOfficer.organisation_id, plant=Enterprise.name)
        .join(
            VisitOfficer,
            (VisitOfficer.enterprise_id == Order.enterprise_id) & (VisitOfficer.visit_id == Order.visit_id),
        )
        .join(Enterprise, Enterprise.enterprise_id == OrderItem.enterprise_id)
    )


DEADLINES = [
    DeadlineRule("order.due", "rectification_order", plant),
    DeadlineRule("order.late", "rectification_order", plant, days_after=1),
    DeadlineRule("order.late_at_plant", "rectification_order", officers, days_after=1, to_bureau=True),
]
