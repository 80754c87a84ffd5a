"""What a visit, an order, a re-inspection and a document may be."""

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


class DocumentKind(StrEnum):
    SITE_RECORD = "site_record"
    ORDER = "order"
    OPINION = "opinion"


class FormKind(StrEnum):
    """What is printed and signed by pen, never sealed."""

    APPROVAL = "visit_approval"
    NOTICE = "visit_notice"
    RECEIPT = "receipt"


class NumberedKind(StrEnum):
    """What has a number (文号) of its own."""

    SITE_RECORD = "site_record"
    ORDER = "order"
    OPINION = "opinion"
    APPROVAL = "visit_approval"
    NOTICE = "visit_notice"


class ServiceMode(StrEnum):
    """民事诉讼法 art. 87–91, by 行政处罚法 art. 61."""

    DIRECT = "direct"
    LEFT = "left"
    POST = "post"
    ELECTRONIC = "electronic"
