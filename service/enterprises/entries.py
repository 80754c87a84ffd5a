"""A plant as a roster's row or a registration names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from service.core.ids import new_id
from service.enterprises.models import Enterprise


@dataclass(frozen=True, kw_only=True)
class PlantEntry:
    """None is not stated: what is known of a plant stays. A plant that is new gets the `id`."""

    __tablename__: ClassVar[str] = Enterprise.__tablename__

    id: UUID = field(default_factory=new_id)
    area_code: str
    sector: str
    name: str
    credit_code: str
    town: str | None = None
    industry_code: str | None = None
    legal_representative: str | None = None
    size: str | None = None
    employees: int | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    founded_on: date | None = None
    stated_level: str | None = None
    standardisation: str | None = None
    has_installation: bool | None = None

    @property
    def enterprise_id(self) -> UUID:
        return self.id

    @property
    def stated(self) -> Mapping[str, Any]:
        """Return the columns that it states."""
        return {name: value for name in FACTS if (value := getattr(self, name)) is not None}


ROUTED = {"id", "area_code", "sector"}
FACTS = tuple(member.name for member in fields(PlantEntry) if member.name not in ROUTED)  # what it states
