"""The register: risk objects hold units, units hold events, events are kept from happening by measures."""

from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.core.db.columns import BY_CHARACTER
from service.core.db.tables import Base, OfTenant, TenantRow, parent_key
from service.risks.rules import Level, MeasureKind, Method, Tier, UnitKind


class RiskObject(TenantRow, Base):
    """An area or workshop; as bad as its worst unit."""

    __tablename__ = "risk_object"
    __public__: ClassVar[str] = "plant"
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["enterprise.enterprise_id"]),
        UniqueConstraint("enterprise_id", "name"),
    )

    name: Mapped[str]
    level: Mapped[Level | None]


class RiskUnit(TenantRow, Base):
    """A place, equipment or activity that carries risk; as bad as its worst event, ungraded without one."""

    __tablename__ = "risk_unit"
    __public__: ClassVar[str] = "plant"
    __table_args__ = (
        parent_key("risk_object", "object_id"),
        UniqueConstraint("enterprise_id", "sheet", "number", "name"),
        Index(None, "enterprise_id", "object_id", "id"),
        Index(None, "enterprise_id", "level"),
    )

    object_id: Mapped[UUID]
    sheet: Mapped[str]  # of the ledger it came from: a ledger's next edition finds it by this
    number: Mapped[str]
    name: Mapped[str]
    kind: Mapped[UnitKind | None]
    level: Mapped[Level | None]
    proposed: Mapped[Level | None]  # of a major unit: what its events make it, until a second person confirms
    proposed_by: Mapped[UUID | None]  # none: the operator's command line


class RiskEvent(TenantRow, Base):
    """What could happen, and how bad that is: the level is computed, and names the figures it comes from."""

    __tablename__ = "risk_event"
    __public__: ClassVar[str] = "plant"
    __table_args__ = (
        parent_key("risk_unit", "unit_id"),
        UniqueConstraint("enterprise_id", "unit_id", "key"),
    )

    unit_id: Mapped[UUID]
    key: Mapped[str]  # digest of step, hazard source and accident text: they outgrow what an index takes
    step: Mapped[str]
    hazard_source: Mapped[str]
    accident_text: Mapped[str]  # as the plant writes it
    accident_types: Mapped[list[str]]  # as GB 6441-2025 names them
    consequence: Mapped[str]
    method: Mapped[Method]
    factors: Mapped[dict[str, Any]]  # decimals as text
    score: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    level: Mapped[Level]
    inner_grade: Mapped[str | None]
    profile: Mapped[str]
    profile_version: Mapped[str]
    tier: Mapped[Tier | None]
    responsible_unit: Mapped[str]
    responsible_person: Mapped[str]
    note: Mapped[str]


class ControlMeasure(TenantRow, Base):
    """What keeps an event from happening: one of each kind, as the ledger has one column for each."""

    __tablename__ = "control_measure"
    __public__: ClassVar[str] = "plant"
    __table_args__ = (
        parent_key("risk_event", "event_id"),
        UniqueConstraint("enterprise_id", "event_id", "kind"),
    )

    event_id: Mapped[UUID]
    kind: Mapped[MeasureKind]
    text: Mapped[str]


class RiskUnitBigram(OfTenant, Base):
    """Two neighbouring characters of a unit's number or name, or the last one: search without LIKE."""

    __tablename__ = "risk_unit_bigram"
    __table_args__ = (parent_key("risk_unit", "unit_id"),)

    bigram: Mapped[str] = mapped_column(BY_CHARACTER, primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(primary_key=True)
