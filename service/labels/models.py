"""The prints of many labels."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.core.db.tables import Base, TenantRow
from service.labels.rules import RunState


class LabelRun(TenantRow, Base):
    """A print on its way: `drawn` labels are in `parts`; one that was cut off goes on from there.

    The file and its parts are in the storage by their hashes. They hold the run's id, so no other run has the same.
    """

    __tablename__ = "label_run"
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),
        Index(None, "expires_at"),
        CheckConstraint("drawn >= 0 AND drawn <= total", name="draws_no_more_than_its_labels"),
    )

    state: Mapped[RunState] = mapped_column(default=RunState.WAITING)
    sheet: Mapped[str]
    right: Mapped[float] = mapped_column("offset_right")  # mm by which the printer misses the sheet
    down: Mapped[float] = mapped_column("offset_down")
    unit_ids: Mapped[list[str]] = mapped_column(deferred=True)  # in the order of the ledger
    total: Mapped[int]
    drawn: Mapped[int] = mapped_column(default=0)
    parts: Mapped[list[str]] = mapped_column(default=list)
    sha256: Mapped[str | None]  # of the whole
    missing: Mapped[str] = mapped_column(default="")  # characters that no font has
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]

    @property
    def units(self) -> list[UUID]:
        return [UUID(unit_id) for unit_id in self.unit_ids]
