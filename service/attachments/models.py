"""Photos as rows of the plant they were taken in, whoever took them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from service.attachments.rules import Source
from service.core.db.tables import Base, BureauRow


class Attachment(BureauRow, Base):
    """A photo: what is shown of it, what is kept as evidence, and what it belongs to.

    `organisation_id` is the plant or the bureau whose person sent it; a bureau's photo is hidden from the
    plant until `shown_at`, like the visit it belongs to.
    """

    __tablename__ = "attachment"
    __machine__: ClassVar[bool] = True
    __public__: ClassVar[str] = "plant"
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),
        CheckConstraint("(target_kind is null) = (target_id is null)", name="target_is_whole"),
        CheckConstraint("(target_id is null) = (expires_at is not null)", name="waits_or_belongs"),
        Index(None, "enterprise_id", "form_id"),
        Index(None, "enterprise_id", "target_id"),
        Index(None, "expires_at"),
        Index(None, "clean_sha256"),
        Index(None, "original_sha256"),
    )

    form_id: Mapped[UUID]  # the form it was received under
    source: Mapped[Source]
    sender_id: Mapped[UUID | None]  # nobody: anonymous, or not known before he signs in
    received_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]  # as the camera claims
    media_type: Mapped[str]  # of the clean copy
    width: Mapped[int]  # px, of the clean copy
    height: Mapped[int]
    clean_sha256: Mapped[str]
    clean_size: Mapped[int]  # bytes
    original_sha256: Mapped[str | None]  # none is kept of an anonymous report
    original_size: Mapped[int | None]
    target_kind: Mapped[str | None]  # the table of what it belongs to
    target_id: Mapped[UUID | None]
    expires_at: Mapped[datetime | None]  # while it belongs to nothing
    claim: Mapped[str | None]  # hash of the claim code that opens it to a reporter without account
