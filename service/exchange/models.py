"""The runs of an import, and what each had to say about its rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.core.db.columns import JSON_VALUE
from service.core.db.tables import Base, TenantRow, parent_key
from service.exchange.findings import Severity
from service.exchange.rules import ImportKind, RunState, StoredSentence


class ImportRun(TenantRow, Base):
    """One uploaded file on its way into the tables of whom it belongs to: a plant, or the operator.

    `settled` rows are done with, good or bad; a run that was cut off goes on from there.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),
        Index(None, "enterprise_id", "kind", "id"),
        CheckConstraint("settled >= 0 AND settled <= rows", name="settles_no_more_than_its_rows"),
    )

    kind: Mapped[ImportKind]
    state: Mapped[RunState] = mapped_column(default=RunState.WAITING)
    file_name: Mapped[str]
    file_hash: Mapped[str]  # SHA-256: where the storage keeps the upload
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    settled: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[int] = mapped_column(default=0)  # rows with a warning
    header_rows: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the last one by sheet
    notes: Mapped[list[StoredSentence]] = mapped_column(
        JSON_VALUE, default=list
    )  # said about the file as a whole
    titles: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # what each column title was taken for
    confirmed_at: Mapped[datetime | None]  # that it shall land although there is something to ask
    confirmed_by: Mapped[UUID | None]
    refusal: Mapped[StoredSentence | None] = mapped_column(
        JSON_VALUE
    )  # said of a file that cannot be imported


class ImportFinding(TenantRow, Base):
    """A finding about a row of an upload, in the order of the file.

    `cause` is the position of the first finding of the first row of which the same is to be said, and `nth` counts
    those rows from 0: what is said of many rows is shown once.
    """

    __tablename__ = "import_finding"
    __table_args__ = (
        parent_key("import_run", "run_id"),
        UniqueConstraint("enterprise_id", "run_id", "position"),
    )

    run_id: Mapped[UUID]
    position: Mapped[int]
    sheet: Mapped[str]
    row: Mapped[int]  # as Excel counts
    code: Mapped[str]
    severity: Mapped[Severity]
    field: Mapped[str]
    said: Mapped[StoredSentence] = mapped_column(JSON_VALUE)
    about: Mapped[str]  # what the row is of, in its own words
    cause: Mapped[int]
    nth: Mapped[int]
