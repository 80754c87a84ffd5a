"""The codes that were ever printed."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Mapped

from service.core.db.tables import Base, OpenedRow, partial_index


class CodeKind(StrEnum):
    UNIT = "unit"  # 风险点


class PrintedCode(OpenedRow, Base):
    """One code on one label: `opened_by` is the code itself. It resolves for ever."""

    __tablename__ = "printed_code"
    __public__: ClassVar[str] = "code"
    __table_args__ = (
        partial_index(
            "uq_printed_code_live", "revoked_at IS NULL", "enterprise_id", "kind", "target_id", unique=True
        ),
    )

    kind: Mapped[CodeKind]
    target_id: Mapped[UUID]
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    replaced_by: Mapped[str | None]
