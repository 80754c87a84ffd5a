"""A register as it is handed in: one row an event, each with the unit it stands under."""

import hashlib
from dataclasses import dataclass
from typing import Any

from service.risks.rules import MeasureKind, UnitKind

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


@dataclass(frozen=True)
class EventEntry:
    """An event is known by its unit, step, hazard source and accident text.

    facts      columns of RiskEvent that the row states; one that is left out stays as it is
    measures   likewise: a kind that is left out keeps its words
    """

    unit: UnitEntry
    step: str
    hazard_source: str
    accident_text: str
    facts: dict[str, Any]
    measures: dict[MeasureKind, str]

    @property
    def key(self) -> str:
        words = "\x1f".join((self.step, self.hazard_source, self.accident_text))
        return hashlib.sha256(words.encode()).hexdigest()
