"""What a visit, an order and a re-inspection may be."""

from enum import StrEnum


class VisitKind(StrEnum):
    PLANNED = "planned"
    RANDOM = "random"
    SPECIAL = "special"
    REPORT = "report"
    REINSPECTION = "reinspection"


class VisitState(StrEnum):
    APPLIED = "applied"
    APPROVED = "approved"
    REFUSED = "refused"
    NOTICED = "noticed"  # on site: the plant sees it from here
    RECORDED = "recorded"  # both officers confirmed
    SEALED = "sealed"  # the record has its number
    SIGNED = "signed"  # by the plant's person, or his refusal is recorded
    CLOSED = "closed"
    CANCELLED = "cancelled"  # before its notice: the plant never hears of it


class OrderState(StrEnum):
    DRAFT = "draft"
    SEALED = "sealed"
    SERVED = "served"  # the plant sees it from here; deadlines run
    ANSWERED = "answered"  # the plant asks for re-inspection
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # a draft, before it had a number
    VOID = "void"  # sealed, and taken back by the head: its number is never used again


class ItemState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    PASSED = "passed"


class ReinspectionState(StrEnum):
    DRAFT = "draft"
    SEALED = "sealed"
    SERVED = "served"
