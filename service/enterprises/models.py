"""A plant, and the index that finds it by part of its name."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.core.db.columns import BY_CHARACTER
from service.core.db.tables import Base, OfTenant, TenantRow


class Enterprise(TenantRow, Base):
    """A plant; its id is the id of its organisation."""

    __tablename__ = "enterprise"
    __machine__: ClassVar[bool] = True
    __public__: ClassVar[str] = "plant"
    __auth__: ClassVar[bool] = True  # a phone signs in at a plant named by its credit code
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),
        UniqueConstraint("enterprise_id"),
        UniqueConstraint("credit_code"),
        CheckConstraint("enterprise_id = id", name="is_its_own_tenant"),
        Index(None, "area_code", "name", "id"),
        Index(None, "name", "id"),
    )

    name: Mapped[str]
    credit_code: Mapped[str]
    town: Mapped[str]  # as the roster says it: the tables end at counties
    industry_code: Mapped[str]
    legal_representative: Mapped[str]
    size: Mapped[str]
    employees: Mapped[int | None]
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    founded_on: Mapped[date | None]
    stated_level: Mapped[str]  # what the roster states; the register computes its own
    standardisation: Mapped[str]
    has_installation: Mapped[bool | None]  # a major hazard installation 重大危险源
    address: Mapped[str]
    duty_phone: Mapped[str]


class EnterpriseBigram(OfTenant, Base):
    """Two neighbouring characters of a plant's name: search without LIKE, the same on both databases."""

    __tablename__ = "enterprise_bigram"
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["enterprise.enterprise_id"]),
        Index(None, "bigram", "area_code", "enterprise_id"),
    )

    bigram: Mapped[str] = mapped_column(BY_CHARACTER, primary_key=True)
