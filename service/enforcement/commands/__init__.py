"""Verbs of enforcement. Those of an order and of a re-inspection are called by module: `orders.seal`."""

from service.enforcement.commands import (
    answers,
    extensions,
    on_site,
    orders,
    reinspections,
    replacing,
    sealing,
    visits,
    voiding,
)

__all__ = [
    "answers",
    "extensions",
    "on_site",
    "orders",
    "reinspections",
    "replacing",
    "sealing",
    "visits",
    "voiding",
]
