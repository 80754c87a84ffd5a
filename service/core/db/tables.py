"""What every table is: whose rows it holds, and who reaches them."""

from datetime import datetime
from typing import Any, ClassVar, Protocol, Self
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, MetaData, inspect, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from service.core.db.columns import AREA_CODE, TYPES

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table says who reaches it.

    tenant   rows of an organisation: the open scope decides
    shared   reference data: everybody reads, the platform writes
    machine  reactions and beats: every scope may insert, only the machine and its jobs read
    """

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=TYPES)
    __reach__: ClassVar[str] = "shared"
    __auth__: ClassVar[bool] = False  # also reached at sign-in, before anybody is known
    __secret__: ClassVar[bool] = False  # reached at sign-in alone
    __machine__: ClassVar[bool] = False  # also the scheduler's, across tenants: what of it, its policies say
    __own__: ClassVar[bool] = False  # a bureau reaches its own whatever region it looks through
    # of a plant that left the region: read on where the bureau issued it, or where what this column names is so
    __issued__: ClassVar[str] = ""
    __public__: ClassVar[str] = (
        ""  # code: one row, by its `opened_by` · plant: of the plant whose code was shown
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if table is not None:
            flags = ("reach", "auth", "secret", "machine", "public")
            table.info.update({flag: getattr(cls, f"__{flag}__") for flag in flags})


def columns_of(row: Base) -> dict[str, object]:
    """Return the value of each column of a row, as an INSERT takes them."""
    return {member.columns[0].name: getattr(row, member.key) for member in inspect(type(row)).column_attrs}


class OfTenant:
    """What belongs to an organisation, and is seen by a regulator by area and sector."""

    __reach__: ClassVar[str] = "tenant"

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)
    area_code: Mapped[str] = mapped_column(AREA_CODE)
    sector: Mapped[str] = mapped_column()


class Parent(Protocol):
    """What has a tenancy to copy: a row, or what is known of one."""

    @property
    def enterprise_id(self) -> UUID: ...
    @property
    def area_code(self) -> str: ...
    @property
    def sector(self) -> str: ...


def tenancy_of(parent: Parent) -> dict[str, UUID | str]:
    """Return what each row copies from its parent."""
    return {"enterprise_id": parent.enterprise_id, "area_code": parent.area_code, "sector": parent.sector}


def parent_key(table: str, column: str = "") -> ForeignKeyConstraint:
    """Return what ties a row to its parent of the same tenant, by `<table>_id` unless another column is named."""
    return ForeignKeyConstraint(
        ["enterprise_id", column or f"{table}_id"], [f"{table}.enterprise_id", f"{table}.id"]
    )


def partial_index(name: str, where: str, *columns: str, unique: bool = False) -> Index:
    """Return an index of the rows that meet a condition, the same on both databases."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class TenantRow(OfTenant):
    """A row of an organisation, found by (enterprise_id, id)."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)

    @classmethod
    def child_of(cls, parent: Parent, **columns: Any) -> Self:
        """Make a row of its parent's tenancy."""
        return cls(**tenancy_of(parent), **columns)


class BureauRow(TenantRow):
    """A row that a bureau keeps about a plant: to the plant it exists from `shown_at` on."""

    __issued__: ClassVar[str] = "organisation_id"

    organisation_id: Mapped[UUID] = mapped_column()
    shown_at: Mapped[datetime | None] = mapped_column()

    @classmethod
    def child_of(cls, parent: Parent, **columns: Any) -> Self:
        """Make a row of its parent's tenancy and bureau; of a plant's row, the bureau is named."""
        if isinstance(parent, BureauRow):
            columns.setdefault("organisation_id", parent.organisation_id)
        return super().child_of(parent, **columns)


class OpenedRow(TenantRow):
    """A row that whoever shows its code may read: a printed code, a claim, a document."""

    __public__: ClassVar[str] = "code"

    opened_by: Mapped[str] = mapped_column(unique=True)
