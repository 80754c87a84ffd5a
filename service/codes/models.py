"""The codes that were ever printed."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from service.core.db.tables import Base, OpenedRow


class CodeKind(StrEnum):
    UNIT = "unit"  # 风险点


class PrintedCode(OpenedRow, Base):
    """One code on one label: `opened_by` is the code itself. It resolves for ever."""

    __tablename__ = "printed_code"
    __public__: ClassVar[str] = "code"
    __table_args__ = (
        Index(
            "uq_printed_code_live",
            "enterprise_id",
            "kind",
            "target_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    kind: Mapped[CodeKind]
    target_id: Mapped[UUID]
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    replaced_by: Mapped[str | None]
