"""The kinds of what is sealed, numbered and printed, and how a document is handed over."""

from enum import StrEnum


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
