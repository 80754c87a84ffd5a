"""The tables of the machine room: the ledger, what follows an act, and who is alive."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.core.db.columns import AREA_CODE
from service.core.db.tables import Base, TenantRow, parent_key


class LedgerEntry(TenantRow, Base):
    """One act: who, for whom, what, before and after, when. Never changed, never deleted."""

    __tablename__ = "ledger_entry"
    __auth__: ClassVar[bool] = True
    __machine__: ClassVar[bool] = True
    __own__: ClassVar[bool] = True
    __issued__: ClassVar[str] = "object_id"
    __table_args__ = (
        # With the object: one submission shares its id with what it does besides, as a check does that reports hazards.
        UniqueConstraint("enterprise_id", "act_id", "object_id"),
        Index(None, "enterprise_id", "object_id", "id"),
        Index(None, "enterprise_id", "at", "id"),
        Index(None, "enterprise_id", "act", "id"),
    )

    act_id: Mapped[UUID]  # the client's name for the act: a repeated one is the same act
    act: Mapped[str]  # room.verb
    object_kind: Mapped[str]
    object_id: Mapped[UUID]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]  # of the first release, which wrote the name of the day; empty since
    organisation_id: Mapped[UUID | None]  # whose person acted
    on_behalf_of: Mapped[UUID | None]
    audience: Mapped[str]  # plant: both read it · bureau: not before it is shown to the plant
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]
    device_at: Mapped[datetime | None]
    canonical: Mapped[bytes] = mapped_column(LargeBinary)
    by = ""  # the name of who acted, which `actors.named` sets for who reads


class Departure(TenantRow, Base):
    """Where a plant was before it moved: who issued something there reads it on through that region.

    Its area and sector are those of then, which no later move changes; its name and address as they stood.
    """

    __tablename__ = "departure"
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),
        Index(None, "area_code"),
    )

    name: Mapped[str]
    address: Mapped[str]
    town: Mapped[str]
    left_at: Mapped[datetime]


class OutboxJob(Base):
    """What follows an act: a job that must run once at least, driven from here and not from Redis."""

    __tablename__ = "reaction"
    __reach__: ClassVar[str] = "machine"
    __table_args__ = (
        UniqueConstraint("entry_id", "name"),
        Index("ix_reaction_open", "settled_at", "parked_at", "not_before"),
        parent_key("ledger_entry", "entry_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enterprise_id: Mapped[UUID]
    area_code: Mapped[str] = mapped_column(AREA_CODE)
    entry_id: Mapped[UUID]
    name: Mapped[str]
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class PeriodicRun(Base):
    """A periodic act that some scheduler took: the key lets only one have it."""

    __tablename__ = "periodic_run"
    __reach__: ClassVar[str] = "machine"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class Heartbeat(Base):
    __tablename__ = "heartbeat"
    __reach__: ClassVar[str] = "machine"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
