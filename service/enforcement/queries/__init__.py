"""Visits, orders and documents in sight of a viewer: a bureau names the plant by finding the row in its region."""

from service.enforcement.queries.documents import (
    document_of,
    numbers,
    service_of,
    verified,
)
from service.enforcement.queries.orders import (
    answers,
    awaiting_reinspection,
    ended_orders,
    item,
    items_of_orders,
    open_days,
    order,
    order_items,
    order_of,
    orders,
    reinspections,
    reinspectors,
    results,
)
from service.enforcement.queries.rows import (
    one,
    plants_of,
)
from service.enforcement.queries.visits import (
    YearCount,
    certified,
    findings,
    items,
    last_noticed,
    officers,
    visit,
    visits,
    visits_this_year,
)

__all__ = [
    "YearCount",
    "answers",
    "awaiting_reinspection",
    "certified",
    "document_of",
    "ended_orders",
    "findings",
    "item",
    "items",
    "items_of_orders",
    "last_noticed",
    "numbers",
    "officers",
    "open_days",
    "one",
    "order",
    "order_items",
    "order_of",
    "orders",
    "plants_of",
    "reinspections",
    "reinspectors",
    "results",
    "service_of",
    "verified",
    "visit",
    "visits",
    "visits_this_year",
]
