"""What a person is told."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from service.core.db.tables import Base, BureauRow, TenantRow, parent_key, partial_index


class Told:
    """One thing told to one person about one row; its sentence is found by `kind`, its values filled in."""

    person_id: Mapped[UUID]
    kind: Mapped[str]  # the act that is told: hazard.close
    object_kind: Mapped[str]
    object_id: Mapped[UUID]
    values: Mapped[dict[str, Any]]
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    deadline: Mapped[date | None]  # the last day that is told of, once; none where an act is told


def once(table: str, teller: str) -> Index:
    """Of one deadline one person is told one thing once."""
    columns = (teller, "person_id", "object_id", "kind", "deadline")
    return partial_index(f"uq_{table}_deadline", "deadline is not null", *columns, unique=True)


def unread(table: str, teller: str) -> Index:
    return partial_index(f"ix_{table}_unread", "read_at is null", teller, "person_id", "id")


class Notice(Told, TenantRow, Base):
    """What a plant tells one of its people."""

    __tablename__ = "notice"
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("person"),
        once("notice", "enterprise_id"),
        Index(None, "enterprise_id", "person_id", "id"),
        unread("notice", "enterprise_id"),
    )


class BureauNotice(Told, BureauRow, Base):
    """What one of a bureau's people is told about a plant: never shown to the plant."""

    __tablename__ = "bureau_notice"
    __issued__: ClassVar[str] = ""
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "person_id"], ["person.enterprise_id", "person.id"]),
        once("bureau_notice", "organisation_id"),
        Index(None, "organisation_id", "person_id", "id"),
        unread("bureau_notice", "organisation_id"),
    )
