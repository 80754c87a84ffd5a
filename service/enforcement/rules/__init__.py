"""The lives of a visit, an order and a re-inspection as tables, and their limits.

Only certified officers of a legal enforcement body inspect, every visit is approved first, and the visits of
one plant in a year are capped: 国办发〔2024〕54号. Two officers: 行政处罚法 art. 42.
"""

from service.enforcement.rules.lifecycle import (
    ORDER,
    REINSPECTION,
    VISIT,
)
from service.enforcement.rules.limits import (
    COUNTED,
    ENDED,
    LONGEST_DEADLINE_DAYS,
    OFFICERS,
    REINSPECTION_DAYS,
    REVIEW_DAYS,
    SUIT_MONTHS,
    UNCAPPED,
    Appeal,
    appeal,
    awaits_reinspection,
    by_deadline,
    counts,
    numbers_in_words,
    refuse_deadline,
    reinspection_due,
)
from service.enforcement.rules.states import (
    DocumentKind,
    ItemState,
    OrderState,
    ReinspectionState,
    ServiceMode,
    VisitKind,
    VisitState,
)
from service.enforcement.rules.titles import (
    ACTS,
    DOCUMENT_TITLES,
    ITEM_STATES,
    KIND_TITLES,
    MODE_TITLES,
    NOTICES,
    ORDER_STATES,
    REINSPECTION_STATES,
    VISIT_STATES,
)

__all__ = [
    "ACTS",
    "Appeal",
    "COUNTED",
    "ENDED",
    "DOCUMENT_TITLES",
    "DocumentKind",
    "ITEM_STATES",
    "ItemState",
    "KIND_TITLES",
    "LONGEST_DEADLINE_DAYS",
    "MODE_TITLES",
    "NOTICES",
    "OFFICERS",
    "ORDER",
    "ORDER_STATES",
    "OrderState",
    "REINSPECTION",
    "REINSPECTION_DAYS",
    "REINSPECTION_STATES",
    "REVIEW_DAYS",
    "ReinspectionState",
    "SUIT_MONTHS",
    "ServiceMode",
    "UNCAPPED",
    "VISIT",
    "VISIT_STATES",
    "VisitKind",
    "VisitState",
    "appeal",
    "awaits_reinspection",
    "by_deadline",
    "counts",
    "numbers_in_words",
    "refuse_deadline",
    "reinspection_due",
]
