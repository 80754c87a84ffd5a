"""Checks: what is due today and how it stands, the lists, the plans, the records."""

from service.inspections.queries.checks import (
    Check,
    Due,
    Tally,
    after_day,
    check,
    checks,
    checks_of_person,
    checks_of_unit,
    checks_page,
    days_ago,
    due,
    missed,
    today,
)
from service.inspections.queries.lists import (
    Item,
    checklist,
    checklist_of,
    checklists,
    has_plans,
    items,
    plans,
)
from service.inspections.queries.records import (
    last_answered,
    last_records,
    record,
    records,
)
from service.inspections.queries.scans import Scanned, UnitCheck, scanned, scanned_at_once

__all__ = [
    "Check",
    "Due",
    "Item",
    "Scanned",
    "Tally",
    "UnitCheck",
    "after_day",
    "check",
    "checklist",
    "checklist_of",
    "checklists",
    "checks",
    "checks_of_person",
    "checks_of_unit",
    "checks_page",
    "days_ago",
    "due",
    "has_plans",
    "items",
    "last_answered",
    "last_records",
    "missed",
    "plans",
    "record",
    "records",
    "scanned",
    "scanned_at_once",
    "today",
]
