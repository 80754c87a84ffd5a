"""Verbs of enforcement. Those of an order and of a re-inspection are called by module: `orders.seal`."""

from service.enforcement.commands import (
    answers,
    extensions,
    officer_changes,
    orders,
    reinspections,
    sealing,
    site_inspection,
    visits,
    voiding,
)

__all__ = [
    "answers",
    "extensions",
    "site_inspection",
    "orders",
    "reinspections",
    "officer_changes",
    "sealing",
    "visits",
    "voiding",
]
