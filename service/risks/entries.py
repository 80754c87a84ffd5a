"""A register as it is handed in: one row an event, each with the unit it stands under."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from service.risks.rules import Level, MeasureKind, Method, Tier, UnitKind

GRADED = (
    "accident_types",
    "method",
    "factors",
    "score",
    "level",
    "inner_grade",
    "profile",
    "profile_version",
)
OPTIONAL = ("consequence", "tier", "responsible_unit", "responsible_person", "note")
PERSONAL = "responsible_person"  # the ledger says that it changed, never to whom


@dataclass(frozen=True)
class UnitEntry:
    """A unit is known by sheet, number and name; `moves` tells whether the ledger itself names its object."""

    sheet: str
    number: str
    name: str
    object_name: str
    kind: UnitKind | None = None
    moves: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.sheet, self.number, self.name


@dataclass(frozen=True, kw_only=True)
class EventEntry:
    """An event is known by its unit, step, hazard source and accident text.

    What a row does not state is empty here, and stays as it is; so does a measure whose kind is left out.
    """

    unit: UnitEntry
    step: str
    hazard_source: str
    accident_text: str
    measures: dict[MeasureKind, str]
    accident_types: list[str]
    method: Method
    factors: dict[str, str]
    score: Decimal
    level: Level
    inner_grade: str | None
    profile: str
    profile_version: str
    consequence: str = ""
    tier: Tier | None = None
    responsible_unit: str = ""
    responsible_person: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        words = "\x1f".join((self.step, self.hazard_source, self.accident_text))
        return hashlib.sha256(words.encode()).hexdigest()

    @property
    def columns(self) -> dict[str, object]:
        """Return the columns of RiskEvent that the row states."""
        stated = {name: value for name in OPTIONAL if (value := getattr(self, name))}
        return {name: getattr(self, name) for name in GRADED} | stated
