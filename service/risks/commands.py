"""How a register comes to exist and is kept up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.core.acts.contents import correct, values_of
from service.core.acts.ledger import Act, record, repeated
from service.core.db.tables import TenantRow, tenancy_of
from service.core.db.transactions import db
from service.core.db.upserts import Outcome, insert_if_absent
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.enterprises.rules import index_terms
from service.risks import queries
from service.risks.entries import OPTIONAL, PERSONAL, EventEntry, UnitEntry
from service.risks.guards import not_lowered_by
from service.risks.models import ControlMeasure, RiskEvent, RiskObject, RiskUnit, RiskUnitBigram
from service.risks.rules import Level, MeasureKind, worst
from service.risks.schemas import LowerForm

DESCRIBED = ("number", "name", "kind", "level", "object_id")  # of an object or a unit that is new
EMPTY: dict[str, object] = {name: "" for name in OPTIONAL} | {"tier": None}


def apply_rows(viewer: Viewer, plant: TenantRow, entries: Sequence[EventEntry]) -> list[Outcome]:
    """Take rows of a register in; return what became of each.

    `plant` is any row of the plant. Nothing is deleted; what a row does not state stays as it is.
    Levels of units and objects follow their worst event. One register is landed at a time.
    """
    db.session.get_one(Enterprise, (plant.enterprise_id, plant.enterprise_id), with_for_update=True)
    landing = _Landing(viewer, plant)
    landing.find(entries)
    outcomes = [landing.take(entry) for entry in entries]
    landing.settle()
    return outcomes


@dataclass
class _Landing:
    """One chunk: what is known is read once, what is new is written parents first."""

    viewer: Viewer
    plant: TenantRow
    objects: dict[str, RiskObject] = field(default_factory=dict)
    units: dict[tuple[str, str, str], RiskUnit] = field(default_factory=dict)
    events: dict[tuple[UUID, str], RiskEvent] = field(default_factory=dict)
    measures: dict[UUID, dict[MeasureKind, ControlMeasure]] = field(default_factory=dict)
    new_measures: list[ControlMeasure] = field(default_factory=list)
    added: list[RiskObject | RiskUnit] = field(default_factory=list)
    moved_from: set[UUID] = field(default_factory=set)
    changed_units: set[UUID] = field(default_factory=set)

    def find(self, entries: Sequence[EventEntry]) -> None:
        """Read what is known of these rows, and make the objects and units that are new."""
        units = {entry.unit.key: entry.unit for entry in entries}
        names = list(dict.fromkeys(unit.object_name for unit in units.values()))
        self.objects = {
            row.name: row
            for row in db.session.scalars(select(RiskObject).where(self._own(RiskObject, name=names)))
        }
        known = self._own(RiskUnit, name={unit.name for unit in units.values()})
        self.units = {
            (row.sheet, row.number, row.name): row
            for row in db.session.scalars(select(RiskUnit).where(known))
        }
        self._add_objects([name for name in names if name not in self.objects])
        self._add_units([unit for key, unit in units.items() if key not in self.units])
        self._find_events(entries)

    def _own(self, model: Any, **among: Any) -> Any:
        chosen = model.enterprise_id == self.plant.enterprise_id
        for name, values in among.items():
            chosen &= getattr(model, name).in_(values)
        return chosen

    def _find_events(self, entries: Sequence[EventEntry]) -> None:
        unit_ids = {self.units[entry.unit.key].id for entry in entries}
        known = self._own(RiskEvent, unit_id=unit_ids, key={entry.key for entry in entries})
        self.events = {
            (row.unit_id, row.key): row for row in db.session.scalars(select(RiskEvent).where(known))
        }
        of_events = self._own(ControlMeasure, event_id={row.id for row in self.events.values()})
        for row in db.session.scalars(select(ControlMeasure).where(of_events)):
            self.measures.setdefault(row.event_id, {})[row.kind] = row

    def _add_objects(self, names: Sequence[str]) -> None:
        for name in names:
            self.objects[name] = RiskObject.child_of(self.plant, id=new_id(), name=name, level=None)
            self.added.append(self.objects[name])
        db.session.add_all(self.added)
        db.session.flush()

    def _add_units(self, units: Sequence[UnitEntry]) -> None:
        pairs = []
        for unit in units:
            made = RiskUnit.child_of(
                self.plant,
                id=new_id(),
                object_id=self.objects[unit.object_name].id,
                level=None,
                **values_of(unit, ("sheet", "number", "name", "kind")),
            )
            self.units[unit.key] = made
            self.added.append(made)
            words = index_terms(unit.number) | index_terms(unit.name)
            pairs += [{**tenancy_of(made), "bigram": pair, "unit_id": made.id} for pair in sorted(words)]
        db.session.add_all(self.added)
        db.session.flush()
        insert_if_absent(RiskUnitBigram, pairs)

    def take(self, entry: EventEntry) -> Outcome:
        unit = self.units[entry.unit.key]
        changed = self._change_unit(unit, entry.unit)
        event = self.events.get((unit.id, entry.key))
        if event is None:
            self._add_event(unit, entry)
            return Outcome.CREATED
        changed |= self._change_event(event, entry)
        return Outcome.UPDATED if changed else Outcome.UNCHANGED

    def _change_unit(self, unit: RiskUnit, entry: UnitEntry) -> bool:
        former, wanted = unit.object_id, dict[str, object]()
        if entry.kind is not None:
            wanted["kind"] = entry.kind
        if entry.moves:
            wanted["object_id"] = self.objects[entry.object_name].id
        before, after = correct(unit, wanted)
        if before and unit not in self.added:
            record(self.viewer, "risk_unit.change", unit, before=before, after=after)
        if "object_id" in before:
            self.moved_from.add(former)
            self.changed_units.add(unit.id)
        return bool(before)

    def _add_event(self, unit: RiskUnit, entry: EventEntry) -> None:
        names = ("key", "step", "hazard_source", "accident_text")
        known = {name: getattr(entry, name) for name in names}
        event = RiskEvent.child_of(
            self.plant, id=new_id(), unit_id=unit.id, **known, **(EMPTY | entry.columns)
        )
        db.session.add(event)
        self.events[unit.id, entry.key] = event
        self.changed_units.add(unit.id)
        self._put_measures(event, entry)
        after = {name: known[name] for name in names[1:]} | entry.columns
        record(self.viewer, "risk_event.add", event, after=_public(after) | _worded(entry))

    def _change_event(self, event: RiskEvent, entry: EventEntry) -> bool:
        before, after = correct(event, entry.columns)
        words = self._put_measures(event, entry)
        if not before and not words:
            return False
        record(
            self.viewer,
            "risk_event.change",
            event,
            before=_public(before) | words,
            after=_public(after) | {kind: entry.measures[kind] for kind in words},
        )
        if "level" in before:
            self.changed_units.add(event.unit_id)
        return True

    def _put_measures(self, event: RiskEvent, entry: EventEntry) -> dict[MeasureKind, str]:
        """Set the words of the measures; return the former words of those that changed."""
        before: dict[MeasureKind, str] = {}
        measures = self.measures.setdefault(event.id, {})
        for kind, words in entry.measures.items():
            known = measures.get(kind)
            if known is None:
                measures[kind] = ControlMeasure.child_of(
                    self.plant, id=new_id(), event_id=event.id, kind=kind, text=words
                )
                self.new_measures.append(measures[kind])
                before[kind] = ""
            elif known.text != words:
                before[kind], known.text = known.text, words
        return before

    def settle(self) -> None:
        """Write what waits; let units follow their events and objects their units."""
        db.session.flush()
        db.session.add_all(self.new_measures)
        levels = _levels(RiskEvent.unit_id, RiskEvent.level, self._own(RiskEvent, unit_id=self.changed_units))
        units = [unit for unit in self.units.values() if unit.id in self.changed_units]
        for unit in units:
            self._follow(unit, levels)
        db.session.flush()
        objects = {unit.object_id for unit in units} | self.moved_from
        levels = _levels(RiskUnit.object_id, RiskUnit.level, self._own(RiskUnit, object_id=objects))
        for row in db.session.scalars(select(RiskObject).where(self._own(RiskObject, id=objects))):
            self._follow(row, levels)
        for made in self.added:
            after = {name: getattr(made, name) for name in DESCRIBED if hasattr(made, name)}
            record(self.viewer, f"{made.__tablename__}.add", made, after=after)

    def _follow(self, row: RiskObject | RiskUnit, levels: Mapping[UUID, set[Level]]) -> None:
        level = worst(levels.get(row.id, ()))
        if isinstance(row, RiskUnit) and row.level is Level.MAJOR:
            self._propose(row, None if level is Level.MAJOR else level)
            return
        if row in self.added:
            row.level = level
        else:
            _regrade(self.viewer, row, level)

    def _propose(self, unit: RiskUnit, level: Level | None) -> None:
        """Keep a lower level beside that of a major unit: one person alone does not lower it."""
        if unit.proposed is level:
            return
        before, unit.proposed = unit.proposed, level
        unit.proposed_by = self.viewer.person_id if level else None
        record(self.viewer, "risk_unit.propose", unit, before={"proposed": before}, after={"proposed": level})


def lower(viewer: Viewer, unit_id: UUID, data: LowerForm, act: Act) -> RiskUnit:
    """Let a major unit have the lower level that an import proposes.

    Raises Conflict where something else is proposed by now, NotAllowed for whoever brought it in.
    """
    unit = queries.unit(unit_id)
    if repeated(unit.enterprise_id, act, "risk_unit.lower", unit.id):
        return unit
    db.session.get_one(Enterprise, (unit.enterprise_id, unit.enterprise_id), with_for_update=True)
    db.session.refresh(unit)
    problem = not_lowered_by(viewer, unit, data.proposed)
    if problem:
        raise problem
    before, unit.level = unit.level, data.proposed
    unit.proposed = unit.proposed_by = None
    details = {"level": unit.level, "reason": data.reason}
    record(viewer, "risk_unit.lower", unit, act, before={"level": before}, after=details)
    db.session.flush()
    above = db.session.get_one(RiskObject, (unit.enterprise_id, unit.object_id))
    own = (RiskUnit.enterprise_id == unit.enterprise_id) & (RiskUnit.object_id == above.id)
    _regrade(viewer, above, worst(_levels(RiskUnit.object_id, RiskUnit.level, own).get(above.id, ())))
    return unit


def _regrade(viewer: Viewer, row: RiskObject | RiskUnit, level: Level | None) -> None:
    before, row.level = row.level, level
    if before is not level:
        verb = f"{row.__tablename__}.regrade"
        record(viewer, verb, row, before={"level": before}, after={"level": level})


def _levels(parent: Any, level: Any, chosen: Any) -> dict[UUID, set[Level]]:
    query = select(parent, level).where(chosen, level.is_not(None)).distinct()
    levels: dict[UUID, set[Level]] = {}
    for row_id, value in db.session.execute(query):
        levels.setdefault(row_id, set()).add(value)
    return levels


def _public(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: "" if name == PERSONAL else value for name, value in facts.items()}


def _worded(entry: EventEntry) -> dict[str, str]:
    return {kind.value: words for kind, words in entry.measures.items()}
