"""What a bureau keeps of its inspections of a plant, and what the plant answers.

Rows of the bureau carry the plant's tenancy and `shown_at`; visits, their items and officers are shown by
the notice of rights, findings by the sealed record, orders and opinions by their service.
"""

from service.enforcement.models.documents import Document, DocumentCounter, DocumentService, Verification
from service.enforcement.models.orders import (
    ItemAnswer,
    ItemResult,
    Order,
    OrderItem,
    Reinspection,
    ReinspectionOfficer,
)
from service.enforcement.models.parents import key_of
from service.enforcement.models.visits import Finding, Visit, VisitItem, VisitOfficer

__all__ = [
    "Document",
    "DocumentCounter",
    "DocumentService",
    "Finding",
    "ItemAnswer",
    "ItemResult",
    "Order",
    "OrderItem",
    "Reinspection",
    "ReinspectionOfficer",
    "Verification",
    "Visit",
    "VisitItem",
    "VisitOfficer",
    "key_of",
]
