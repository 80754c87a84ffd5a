"""A visit: its officers, what is to be looked at, and what was found."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from service.core.db.tables import Base, BureauRow, parent_key
from service.enforcement.states import VisitKind, VisitState
from service.hazards.states import Grade


def officer_key() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organisation_id", "person_id"], ["person.enterprise_id", "person.id"])


class Visit(BureauRow, Base):
    """An inspection: applied for, approved, noticed on site, recorded."""

    __tablename__ = "visit"
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["enterprise.enterprise_id"]),
        CheckConstraint(
            "state in ('applied', 'approved', 'refused', 'cancelled') or noticed_at is not null",
            name="noticed",
        ),
        CheckConstraint("decided_by <> applied_by", name="decided_by_another"),
        Index(None, "id"),
        Index(None, "organisation_id", "state", "id"),
        Index(None, "enterprise_id", "organisation_id", "decided_at"),
    )

    kind: Mapped[VisitKind]
    reason: Mapped[str]
    report: Mapped[str]  # the number or words of the report (举报) it follows; never shown to the plant
    state: Mapped[VisitState]
    version: Mapped[int]
    applied_by: Mapped[UUID]
    applied_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    opinion: Mapped[str]
    approval_number: Mapped[str | None]  # 文号 of 行政检查审批表, from the decision on; none of former days
    notice_number: Mapped[str | None]  # 文号 of 行政检查通知书, of what was approved and is announced
    legal_reason: Mapped[str]  # why one more than the cap
    counted: Mapped[int | None]  # visits of the year before it, when it was decided
    cancel_reason: Mapped[str]
    noticed_at: Mapped[datetime | None]
    met_person: Mapped[str]
    met_post: Mapped[str]
    recusal: Mapped[bool | None]  # the plant asked that an officer stand back
    site: Mapped[str]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    objection: Mapped[str]
    refusal: Mapped[str]  # why the plant's person did not sign
    witness: Mapped[str]


class VisitOfficer(BureauRow, Base):
    """One of the two, with the certificate he held; his confirmations fall when the text changes."""

    __tablename__ = "visit_officer"
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("visit"),
        officer_key(),
        UniqueConstraint("enterprise_id", "visit_id", "position"),
        UniqueConstraint("enterprise_id", "visit_id", "person_id"),
        CheckConstraint("position in (1, 2)", name="position_is_one_of_two"),
    )

    visit_id: Mapped[UUID]
    position: Mapped[int]
    person_id: Mapped[UUID]
    name: Mapped[str]
    certificate_number: Mapped[str]
    record_confirmed_at: Mapped[datetime | None]
    order_confirmed_at: Mapped[datetime | None]


class VisitItem(BureauRow, Base):
    """What is to be looked at: in words, or by a basis."""

    __tablename__ = "visit_item"
    __table_args__ = (parent_key("visit"), UniqueConstraint("enterprise_id", "visit_id", "number"))

    visit_id: Mapped[UUID]
    number: Mapped[int]
    text: Mapped[str]
    basis_code: Mapped[str | None]


class Finding(BureauRow, Base):
    """检查发现: item – place – fact – clause. A dropped one keeps its row, and loses its number.

    Ordered and served it is a hazard of the plant under the same id, and its photos are that hazard's.
    """

    __tablename__ = "finding"
    __table_args__ = (
        parent_key("visit"),
        UniqueConstraint("enterprise_id", "visit_id", "number"),
        CheckConstraint("(dropped_at is null) = (number is not null)", name="numbered_or_dropped"),
        CheckConstraint("grade <> 'major' or criterion_code is not null", name="major_has_criterion"),
    )

    visit_id: Mapped[UUID]
    number: Mapped[int | None]
    item: Mapped[str]
    place: Mapped[str]
    fact: Mapped[str]
    basis_code: Mapped[str]
    citations: Mapped[list[dict[str, Any]]]  # each a reference.Clause of the day it was found
    found_on: Mapped[date]
    grade: Mapped[Grade]
    criterion_code: Mapped[str | None]
    due_on: Mapped[date | None]  # none: put right on the spot, or not to be ordered
    deadline_reason: Mapped[str]
    dropped_at: Mapped[datetime | None]

    @property
    def labels(self) -> list[str]:
        """How its clauses are named where they are printed."""
        return [citation["label"] for citation in self.citations]
