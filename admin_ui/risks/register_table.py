"""The table of a register: what stands in its cells, in the visitor's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from service.core.acts.problems import Message, _
from service.risks.accident_types import AccidentType
from service.risks.models import RiskUnit
from service.risks.queries import Measure
from service.risks.register_rows import EventRow, ObjectRow, UnitRows
from service.risks.rules import Level, MeasureKind, Tier, shown_score
from service.web.language import translate


class Line(NamedTuple):
    """An event at a unit."""

    source: str
    step: str
    types: str
    prefix: str  # of the score, by its method
    score: str
    level: Level
    tier: str
    responsible: str
    how_many: str  # of the measures, in words
    measures: list[tuple[str, str]]  # kind and text


@dataclass(frozen=True)
class Group:
    """An object with the units of it that stand on this page, each with its lines."""

    object: ObjectRow
    units: list[tuple[RiskUnit, list[Line]]]


class Words:
    """The words of a table, each said once."""

    def __init__(self) -> None:
        self.types = {kind.value: translate(kind.word) for kind in AccidentType}
        self.tiers = {tier: translate(tier.word) for tier in Tier}
        self.kinds = {kind: translate(kind.word) for kind in MeasureKind}
        self.counts = [translate(Message(_("%(n)s 条"), n=n)) for n in range(len(MeasureKind) + 1)]
        self.comma = translate(_("、"))

    def line(self, event: EventRow, measures: Mapping[MeasureKind, Measure]) -> Line:
        return Line(
            event.hazard_source,
            event.step,
            self.comma.join([self.types[kind] for kind in event.accident_types]) or "–",
            "D " if event.method == "lec" else "R ",
            shown_score(event.score),
            event.level,
            self.tiers[event.tier] if event.tier else "–",
            event.responsible_person or event.responsible_unit or "–",
            self.counts[len(measures)],
            [(self.kinds[kind], measure.text) for kind, measure in measures.items()],
        )


def groups(objects: Iterable[ObjectRow], rows: Sequence[UnitRows]) -> list[Group]:
    """Return the objects that the rows of a page belong to, in the order of the ledger."""
    words = Words()
    units: dict[UUID, list[tuple[RiskUnit, list[Line]]]] = {}
    for row in rows:
        lines = [words.line(event, measures) for event, measures in row.events]
        units.setdefault(row.unit.object_id, []).append((row.unit, lines))
    return [Group(row, units[row.id]) for row in objects if row.id in units]
