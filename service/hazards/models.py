"""A hazard, and what is told of it on its way: claims, criteria, plans, extensions, rounds."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.core import clock
from service.core.db.tables import Base, OpenedRow, TenantRow, parent_key, partial_index
from service.hazards.states import (
    Cause,
    Grade,
    HazardType,
    InspectionKind,
    Source,
    State,
    Verdict,
    awaits_second_person,
)
from service.hazards.titles import AWAITS_SECOND


class Hazard(TenantRow, Base):
    """A defect found, from its report to its close. Overdue is reckoned from `due_at`, never stored."""

    __tablename__ = "hazard"
    __machine__: ClassVar[bool] = True
    __public__: ClassVar[str] = "plant"
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),
        parent_key("person", "reported_by"),
        parent_key("person", "assigned_to"),
        parent_key("risk_unit", "unit_id"),
        parent_key("control_measure", "measure_id"),
        parent_key("record"),
        parent_key("order_item"),
        CheckConstraint(
            "(state = 'dismissed') = (dismissed_reason is not null)", name="dismissed_has_reason"
        ),
        CheckConstraint("order_item_id is null or state <> 'dismissed'", name="ordered_is_not_dismissed"),
        CheckConstraint("state <> 'rectifying' or assigned_to is not null", name="rectifying_has_person"),
        CheckConstraint("state <> 'rectifying' or due_at is not null", name="rectifying_has_deadline"),
        CheckConstraint(
            "state in ('reported', 'dismissed') or grade is not null", name="confirmed_has_grade"
        ),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed_has_moment"),
        Index(None, "enterprise_id", "state", "due_at"),
        Index(None, "enterprise_id", "assigned_to", "state"),
        Index(None, "enterprise_id", "unit_id"),
        Index(None, "enterprise_id", "order_item_id"),
        Index(None, "area_code", "grade", "state"),
        partial_index(
            "ix_hazard_running_due_at", "state in ('confirmed', 'planning', 'rectifying')", "due_at"
        ),
    )

    place: Mapped[str]
    description: Mapped[str]
    inspection_kind: Mapped[InspectionKind]
    source: Mapped[Source]
    state: Mapped[State]
    grade: Mapped[Grade | None]
    hazard_type: Mapped[HazardType | None]
    cause: Mapped[Cause | None]
    found_at: Mapped[datetime]
    reported_by: Mapped[UUID | None]  # nobody: anonymous, or a bureau
    claim: Mapped[str | None]  # hash of the claim code that opens it to its reporter
    unit_id: Mapped[UUID | None]
    measure_id: Mapped[UUID | None]  # the measure that failed
    record_id: Mapped[UUID | None]  # the check that found it
    order_item_id: Mapped[UUID | None]  # the regulator's order it belongs to
    interim_control: Mapped[str]
    assigned_to: Mapped[UUID | None]
    due_at: Mapped[datetime | None]  # exclusive: the moment from which it is overdue
    original_due_at: Mapped[datetime | None]  # before any extension of this round
    round: Mapped[int]  # attempts to rectify, from 1; 0 before the first
    dismissed_reason: Mapped[str | None]
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int]

    @property
    def awaits_second_person(self) -> bool:
        return awaits_second_person(self.state, self.grade)

    @property
    def title_of_state(self) -> str:
        """How it stands, in words to be translated."""
        return AWAITS_SECOND if self.awaits_second_person else self.state.word

    @property
    def due_on(self) -> date | None:
        return _last_day(self.due_at)

    @property
    def originally_due_on(self) -> date | None:
        return _last_day(self.original_due_at)


def _last_day(end: datetime | None) -> date | None:
    """Return the last day before an exclusive end."""
    return clock.local(end - timedelta(microseconds=1)).date() if end else None


class HazardClaim(OpenedRow, Base):
    """Which hazard of which plant a claim code opens; `opened_by` is its hash."""

    __tablename__ = "hazard_claim"
    __table_args__ = (parent_key("hazard"), Index(None, "enterprise_id", "hazard_id"))

    hazard_id: Mapped[UUID]
    given_at: Mapped[datetime]


class CriterionMatch(TenantRow, Base):
    """Why a hazard is major: the criterion in its version, the evidence, and the two who say so.

    Its withdrawal is the downgrade: asked for with a reason by one, done by another.
    """

    __tablename__ = "criterion_match"
    __table_args__ = (
        parent_key("hazard"),
        ForeignKeyConstraint(
            ["criterion_code", "criterion_version"], ["criterion.code", "criterion.version"]
        ),
        CheckConstraint("confirmed_by <> proposed_by", name="confirmed_by_another"),
        CheckConstraint("withdrawn_by <> withdrawal_asked_by", name="withdrawn_by_another"),
        CheckConstraint("(confirmed_by is null) = (confirmed_at is null)", name="confirmation_is_whole"),
        CheckConstraint(
            "(withdrawal_asked_by is null) = (withdrawal_reason is null)", name="asked_with_reason"
        ),
        Index(None, "enterprise_id", "hazard_id"),
    )

    hazard_id: Mapped[UUID]
    criterion_code: Mapped[str]
    criterion_version: Mapped[str]
    evidence: Mapped[str]
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    withdrawal_asked_by: Mapped[UUID | None]
    withdrawal_reason: Mapped[str | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]


class RectificationPlan(TenantRow, Base):
    """治理方案 of a major hazard: 五落实, and what 安监总局令第16号 art. 14 and 15 ask for besides."""

    __tablename__ = "rectification_plan"
    __table_args__ = (
        parent_key("hazard"),
        parent_key("person", "responsible_id"),
        UniqueConstraint("enterprise_id", "hazard_id", "number"),
        CheckConstraint("funds >= 0", name="funds_are_not_negative"),
        CheckConstraint("approved_at is null or returned_reason is null", name="approved_or_returned"),
    )

    hazard_id: Mapped[UUID]
    number: Mapped[int]  # of this hazard, from 1: a plan is not changed, a new one is written
    state_and_cause: Mapped[str]  # 现状及产生原因
    harm_and_difficulty: Mapped[str]  # 危害程度和整改难易程度
    goals: Mapped[str]  # 目标和任务
    measures: Mapped[str]  # 措施
    funds: Mapped[Decimal] = mapped_column(Numeric(14, 2))  # 资金, yuan
    materials: Mapped[str]  # 物资
    responsible_unit: Mapped[str]  # 责任部门
    responsible_id: Mapped[UUID]  # 责任人
    due_on: Mapped[date]  # 时限
    safety_measures: Mapped[str]  # 安全措施
    emergency_plan: Mapped[str]  # 预案
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    returned_reason: Mapped[str | None]


class HazardExtension(TenantRow, Base):
    """A request for more time and its answers; the first deadline stays in `original_due_at`.

    The plant answers first; where a bureau ordered the hazard, the bureau decides what the plant granted.
    """

    __tablename__ = "hazard_extension"
    __table_args__ = (
        parent_key("hazard"),
        CheckConstraint("answered_by <> asked_by", name="answered_by_another"),
        CheckConstraint("(answered_by is null) = (granted is null)", name="answer_is_whole"),
        CheckConstraint("(decided_by is null) = (allowed is null)", name="decision_is_whole"),
        CheckConstraint("allowed is null or granted", name="decided_when_granted"),
        Index(None, "enterprise_id", "hazard_id"),
    )

    hazard_id: Mapped[UUID]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    until: Mapped[date]
    reason: Mapped[str]
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
    opinion: Mapped[str | None]
    decided_by: Mapped[UUID | None]  # an officer of the bureau that ordered it
    decided_at: Mapped[datetime | None]
    allowed: Mapped[bool | None]
    grounds: Mapped[str | None]

    def waits_for_plant(self) -> bool:
        return self.answered_at is None

    def waits_for_bureau(self, hazard: Hazard) -> bool:
        return hazard.order_item_id is not None and bool(self.granted) and self.decided_at is None

    def is_open(self, hazard: Hazard) -> bool:
        return self.waits_for_plant() or self.waits_for_bureau(hazard)


class HazardRound(TenantRow, Base):
    """One attempt to rectify: what was done, then once the verdict. Its after photos name it."""

    __tablename__ = "hazard_round"
    __public__: ClassVar[str] = "plant"
    __table_args__ = (
        parent_key("hazard"),
        UniqueConstraint("enterprise_id", "hazard_id", "number"),
        CheckConstraint("judged_by <> rectified_by", name="judged_by_another"),
        CheckConstraint("(judged_by is null) = (verdict is null)", name="verdict_is_whole"),
        CheckConstraint("cost >= 0", name="cost_is_not_negative"),
    )

    hazard_id: Mapped[UUID]
    number: Mapped[int]
    claim: Mapped[str | None]  # as the hazard's
    rectified_by: Mapped[UUID]
    rectified_at: Mapped[datetime]
    rectification: Mapped[str]  # what was done
    cost: Mapped[Decimal] = mapped_column(Numeric(12, 2))  # yuan
    verdict: Mapped[Verdict | None]
    judged_by: Mapped[UUID | None]
    judged_at: Mapped[datetime | None]
    opinion: Mapped[str | None]
    review: Mapped[str | None]  # of a major hazard, before it closes
