"""Sealed documents, their numbers, how anybody checks them, and how they were handed over."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.core.db.tables import Base, BureauRow, OfTenant, OpenedRow, parent_key
from service.documents.states import DocumentKind, NumberedKind, ServiceMode


class Document(BureauRow, Base):
    """A sealed document: the canonical bytes are the document, a PDF is a rendering of them."""

    __tablename__ = "document"
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "year", "serial"),
        Index(
            "uq_document_standing",
            "enterprise_id",
            "subject_id",
            "kind",
            unique=True,
            sqlite_where=text("voided_at is null"),
            postgresql_where=text("voided_at is null"),
        ),
        Index(None, "enterprise_id", "subject_id"),
        CheckConstraint("serial > 0", name="serial_from_one"),
        CheckConstraint("(voided_at is null) = (void_reason is null)", name="void_has_reason"),
        Index(None, "number"),
    )

    kind: Mapped[DocumentKind]
    subject_id: Mapped[UUID]  # the visit, order or re-inspection
    prefix: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str]  # （殷）应急责改〔2026〕1号
    code: Mapped[str]  # what its QR opens
    template_version: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)  # canonical JSON
    sha256: Mapped[str]
    sealed_by: Mapped[UUID]
    sealed_at: Mapped[datetime]
    voided_by: Mapped[UUID | None]  # its number stays taken
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]
    signed_at: Mapped[datetime | None]  # how a void site record had been signed: its visit is signed anew
    objection: Mapped[str | None]
    refusal: Mapped[str | None]
    witness: Mapped[str | None]


class DocumentCounter(OfTenant, Base):
    """The last serial of a bureau's kind in a year; `enterprise_id` is the bureau."""

    __tablename__ = "document_counter"
    __own__: ClassVar[bool] = True
    __table_args__ = (ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),)

    kind: Mapped[NumberedKind] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Verification(OpenedRow, Base):
    """What anybody may learn of a document by its code, and once it is served by its number: no name in it."""

    __tablename__ = "verification"
    __issued__: ClassVar[str] = "document_id"
    __table_args__ = (
        parent_key("document"),
        Index(None, "opened_by"),
        Index(None, "enterprise_id", "document_id"),
    )

    opened_by: Mapped[str] = mapped_column()  # a number may be that of two bureaus with one prefix
    document_id: Mapped[UUID]
    kind: Mapped[DocumentKind]
    number: Mapped[str]
    issuer: Mapped[str]
    sealed_on: Mapped[date]
    served_on: Mapped[date | None]
    voided_on: Mapped[date | None]
    sha256: Mapped[str]


class DocumentService(BureauRow, Base):
    """送达: to whom, how, at which minute; or that it was refused, and who saw it."""

    __tablename__ = "document_service"
    __table_args__ = (
        parent_key("document"),
        UniqueConstraint("enterprise_id", "document_id"),
        CheckConstraint("mode <> 'left' or (refusal <> '' and witness <> '')", name="left_before_witness"),
    )

    document_id: Mapped[UUID]
    mode: Mapped[ServiceMode]
    at: Mapped[datetime]
    receiver: Mapped[str]
    receiver_post: Mapped[str]
    refusal: Mapped[str]
    witness: Mapped[str]
    consent: Mapped[str]  # the reference of the signed 电子送达确认书, of electronic service alone
    served_by: Mapped[UUID]
