"""Checklists of a unit, who checks them each day, the checks due, and the answers given."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.core.db.columns import JSON_VALUE
from service.core.db.tables import Base, OfTenant, TenantRow, parent_key, partial_index
from service.inspections.rules import StoredAnswer


class Checklist(TenantRow, Base):
    """What is looked at in one unit. It never changes: another list is another row."""

    __tablename__ = "checklist"
    __table_args__ = (
        parent_key("risk_unit", "unit_id"),
        parent_key("person", "made_by"),
        Index(None, "enterprise_id", "unit_id"),
    )

    unit_id: Mapped[UUID]
    name: Mapped[str]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]


class ChecklistItem(TenantRow, Base):
    """One thing to look at: it descends from a control measure, or cites a clause."""

    __tablename__ = "checklist_item"
    __table_args__ = (
        parent_key("checklist"),
        parent_key("control_measure", "measure_id"),
        CheckConstraint("(measure_id is null) <> (clause is null)", name="measure_or_clause"),
        UniqueConstraint("enterprise_id", "checklist_id", "number"),
        Index(None, "enterprise_id", "measure_id"),
    )

    checklist_id: Mapped[UUID]
    number: Mapped[int]  # from 1
    text: Mapped[str]  # the measure's words when the list was made
    measure_id: Mapped[UUID | None]
    clause: Mapped[str | None]


class Plan(TenantRow, Base):
    """A checklist answered each day by anybody of one team or post."""

    __tablename__ = "plan"
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("checklist"),
        parent_key("risk_unit", "unit_id"),
        parent_key("person", "made_by"),
        CheckConstraint("(team = '') <> (post = '')", name="team_or_post"),
        Index(None, "enterprise_id", "unit_id"),
        Index("uq_plan_whole", "enterprise_id", "id", "checklist_id", "unit_id", unique=True),
    )

    checklist_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    team: Mapped[str]
    post: Mapped[str]
    starts_on: Mapped[date]
    stopped_at: Mapped[datetime | None]
    made_to: Mapped[date]  # up to this day its checks were made with it; the later ones by the scheduler
    made_by: Mapped[UUID]


class Horizon(OfTenant, Base):
    """Up to which day the checks of all plans of a plant stand, without a gap."""

    __tablename__ = "horizon"
    __machine__: ClassVar[bool] = True
    __table_args__ = (Index(None, "made_to"),)

    made_to: Mapped[date]


class Occurrence(TenantRow, Base):
    """One check due. Whether it was missed is reckoned from `due_to`, never stored."""

    __tablename__ = "occurrence"
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        ForeignKeyConstraint(
            ["enterprise_id", "plan_id", "checklist_id", "unit_id"],
            ["plan.enterprise_id", "plan.id", "plan.checklist_id", "plan.unit_id"],
        ),
        UniqueConstraint("enterprise_id", "plan_id", "period"),
        Index(None, "enterprise_id", "period", "unit_id"),
        Index(None, "period", postgresql_using="brin"),
    )

    plan_id: Mapped[UUID]
    checklist_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    team: Mapped[str]
    post: Mapped[str]
    period: Mapped[date]
    due_from: Mapped[datetime]
    due_to: Mapped[datetime]  # exclusive
    cancelled_at: Mapped[datetime | None]  # the plan was stopped before its day


class Record(TenantRow, Base):
    """The answers one person gave to a check. The first stands; a later one is kept beside it.

    `answers` stand in the order of the list; what is asked of many records has columns of its own.
    """

    __tablename__ = "record"
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("occurrence"),
        parent_key("risk_unit", "unit_id"),
        parent_key("person", "answered_by"),
        CheckConstraint("failed >= 0", name="failed_is_not_negative"),
        partial_index("uq_record_stands", "stands", "enterprise_id", "occurrence_id", unique=True),
        Index(None, "enterprise_id", "unit_id", "id"),
        Index(None, "enterprise_id", "answered_at"),
    )

    occurrence_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    stands: Mapped[bool]
    answers: Mapped[list[StoredAnswer]] = mapped_column(JSON_VALUE)
    failed: Mapped[int]  # items
    digest: Mapped[str]  # of what was sent: the same id with other content is refused
    answered_by: Mapped[UUID]
    answered_at: Mapped[datetime]
    device_at: Mapped[datetime | None]
