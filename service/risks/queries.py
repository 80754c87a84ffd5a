"""Reads of the register: a page of it, one unit, what a scanned label shows, how bad a plant is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from service.core.acts.problems import _, existing
from service.core.db.among import among
from service.core.db.paging import Page, page
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.enterprises.rules import bigrams, holds
from service.reference.models import RuleProfile
from service.risks.accident_types import AccidentType
from service.risks.models import ControlMeasure, RiskEvent, RiskObject, RiskUnit, RiskUnitBigram
from service.risks.rules import LOWEST_TIER, Level, MeasureKind, Tier, may_own, worst

E = TypeVar("E", bound=Any)  # an event, or a row of its columns


@dataclass(frozen=True)
class Filters:
    """What a register page is narrowed to; None and "" ask for everything."""

    object_id: UUID | None = None
    level: Level | None = None
    text: str = ""  # part of a unit's number or name
    held: bool = False  # still major, lowered once a second person agrees


class Measure(NamedTuple):
    id: UUID
    event_id: UUID
    kind: MeasureKind
    text: str


@dataclass(frozen=True)
class EventRow:
    event: RiskEvent
    measures: dict[MeasureKind, Measure]

    @property
    def wanted_tier(self) -> Tier | None:
        """The tier that should own it, where a lower one does."""
        tier, level = self.event.tier, self.event.level
        return None if tier is None or may_own(tier, level) else LOWEST_TIER[level]


@dataclass(frozen=True)
class UnitRows:
    """A unit with its events, the worst first."""

    unit: RiskUnit
    object: RiskObject
    events: Sequence[EventRow]


@dataclass(frozen=True)
class RiskCard:
    """What hangs at a unit and stands on its page: no person's name. Words are Chinese, the worst first."""

    unit_id: UUID
    number: str
    name: str
    object_name: str
    level: Level | None
    dangers: Sequence[str]  # accident types
    musts: Sequence[str]  # measures but those of an emergency
    emergency: Sequence[str]
    tier: Tier | None
    responsible_unit: str


@dataclass(frozen=True)
class Descent:
    """What a failed measure goes back to, from its area down; of a unit alone, the unit."""

    object: RiskObject
    unit: RiskUnit
    event: RiskEvent | None
    measure: ControlMeasure | None


def unit(unit_id: UUID, enterprise_id: UUID | None = None) -> RiskUnit:
    """Return one unit; a bureau names the plant as well."""
    query = select(RiskUnit).where(RiskUnit.id == unit_id)
    if enterprise_id:
        query = query.where(RiskUnit.enterprise_id == enterprise_id)
    return existing(db.session.scalars(query).first(), _("没有这个风险点"))


def units(enterprise_id: UUID, unit_ids: Collection[UUID] | None = None) -> list[RiskUnit]:
    """Return a plant's units (those named, or all) in the order of its ledger."""
    query = select(RiskUnit).where(RiskUnit.enterprise_id == enterprise_id)
    if unit_ids is not None:
        query = query.where(among(RiskUnit.id, unit_ids))
    return list(db.session.scalars(query.order_by(RiskUnit.object_id, RiskUnit.id)))


def objects(enterprise_id: UUID) -> list[RiskObject]:
    query = select(RiskObject).where(RiskObject.enterprise_id == enterprise_id)
    return list(db.session.scalars(query.order_by(RiskObject.id)))


def units_page(enterprise_id: UUID, filters: Filters, after: str | None) -> Page[RiskUnit]:
    query = filtered(enterprise_id, filters)
    return page(query, [RiskUnit.object_id, RiskUnit.id], after, sift=partial(_named, filters.text))


def filtered(enterprise_id: UUID, filters: Filters) -> Select[RiskUnit]:
    query = select(RiskUnit).where(RiskUnit.enterprise_id == enterprise_id)
    if filters.object_id:
        query = query.where(RiskUnit.object_id == filters.object_id)
    if filters.level:
        query = query.where(RiskUnit.level == filters.level)
    if filters.held:
        query = query.where(RiskUnit.proposed.is_not(None))
    if filters.text:
        query = query.where(RiskUnit.id.in_(_with_pairs_of(enterprise_id, filters.text)))
    return query


def waiting_for(viewer: Viewer, enterprise_id: UUID) -> int:
    """Count the major units whose lowering waits for somebody else than who brought it in."""
    by_another = or_(RiskUnit.proposed_by.is_(None), RiskUnit.proposed_by != viewer.person_id)
    waiting = RiskUnit.enterprise_id == enterprise_id, RiskUnit.proposed.is_not(None)
    return db.session.scalar(select(func.count()).select_from(RiskUnit).where(*waiting, by_another)) or 0


def _named(text: str, rows: Sequence[RiskUnit]) -> Sequence[RiskUnit]:
    return [row for row in rows if holds(row.number, text) or holds(row.name, text)]


def _with_pairs_of(enterprise_id: UUID, text: str) -> Select[Any]:
    own = RiskUnitBigram.enterprise_id == enterprise_id
    wanted = sorted(bigrams(text))
    if len(wanted) == 1 and len(wanted[0]) == 1:
        starts = RiskUnitBigram.bigram >= wanted[0], RiskUnitBigram.bigram < wanted[0] + "\U0010ffff"
        return select(RiskUnitBigram.unit_id).where(own, *starts)
    return (
        select(RiskUnitBigram.unit_id)
        .where(own, RiskUnitBigram.bigram.in_(wanted))
        .group_by(RiskUnitBigram.unit_id)
        .having(func.count() == len(wanted))
    )


def rows_of(enterprise_id: UUID, rows: Sequence[RiskUnit]) -> list[UnitRows]:
    """Return units with their objects, events and measures: three statements, however many."""
    events = _events(enterprise_id, {row.id for row in rows})
    measures = measures_of_events(enterprise_id, {event.id for group in events.values() for event in group})
    parents = select(RiskObject).where(
        RiskObject.enterprise_id == enterprise_id, among(RiskObject.id, {row.object_id for row in rows})
    )
    by_id = {row.id: row for row in db.session.scalars(parents)}
    return [
        UnitRows(
            row,
            by_id[row.object_id],
            [EventRow(event, measures.get(event.id, {})) for event in events.get(row.id, ())],
        )
        for row in rows
    ]


def _events(enterprise_id: UUID, unit_ids: Collection[UUID]) -> dict[UUID, list[RiskEvent]]:
    query = select(RiskEvent).where(
        RiskEvent.enterprise_id == enterprise_id, among(RiskEvent.unit_id, unit_ids)
    )
    return worst_first(db.session.scalars(query))


def worst_first(events: Iterable[E]) -> dict[UUID, list[E]]:
    """Return events by their unit, the worst first."""
    by_unit: dict[UUID, list[E]] = {}
    for event in sorted(events, key=lambda row: (row.level.rank, row.id)):
        by_unit.setdefault(event.unit_id, []).append(event)
    return by_unit


def measures_of_events(
    enterprise_id: UUID, event_ids: Collection[UUID]
) -> dict[UUID, dict[MeasureKind, Measure]]:
    """Return the measures of some events of a plant in sight, by kind, in the order of choice."""
    query = select(*(getattr(ControlMeasure, name) for name in Measure._fields)).where(
        ControlMeasure.enterprise_id == enterprise_id, among(ControlMeasure.event_id, event_ids)
    )
    order, by_event = list(MeasureKind), dict[UUID, dict[MeasureKind, Measure]]()
    for row in sorted(map(Measure._make, db.session.execute(query)), key=lambda row: order.index(row.kind)):
        by_event.setdefault(row.event_id, {})[row.kind] = row
    return by_event


def details(unit_id: UUID, enterprise_id: UUID | None = None) -> UnitRows:
    row = unit(unit_id, enterprise_id)
    return rows_of(row.enterprise_id, [row])[0]


def measures_of(unit_id: UUID) -> list[Measure]:
    """Return the measures of a unit, those of its worst event first."""
    return [measure for row in details(unit_id).events for measure in row.measures.values()]


def descent(enterprise_id: UUID, unit_id: UUID, measure_id: UUID | None = None) -> Descent:
    """Return where a measure, or a unit alone, stands in the register of its plant."""
    measure = db.session.get_one(ControlMeasure, (enterprise_id, measure_id)) if measure_id else None
    event = db.session.get_one(RiskEvent, (enterprise_id, measure.event_id)) if measure else None
    unit = db.session.get_one(RiskUnit, (enterprise_id, event.unit_id if event else unit_id))
    return Descent(db.session.get_one(RiskObject, (enterprise_id, unit.object_id)), unit, event, measure)


def levels(enterprise_ids: Collection[UUID]) -> dict[UUID, Level | None]:
    """Return how bad each plant is: as its worst object, None where nothing is graded."""
    query = (
        select(RiskObject.enterprise_id, RiskObject.level)
        .where(among(RiskObject.enterprise_id, enterprise_ids))
        .distinct()
    )
    by_plant: dict[UUID, list[Level]] = {}
    for enterprise_id, level in db.session.execute(query):
        by_plant.setdefault(enterprise_id, []).extend([level] if level else [])
    return {enterprise_id: worst(by_plant.get(enterprise_id, ())) for enterprise_id in enterprise_ids}


def major_events(enterprise_id: UUID) -> dict[tuple[str, str, str], set[str]]:
    """Return the keys of the major events of a plant's major units, by what a ledger knows a unit by."""
    query = (
        select(RiskUnit.sheet, RiskUnit.number, RiskUnit.name, RiskEvent.key)
        .join(
            RiskEvent,
            (RiskEvent.enterprise_id == RiskUnit.enterprise_id) & (RiskEvent.unit_id == RiskUnit.id),
        )
        .where(
            RiskUnit.enterprise_id == enterprise_id,
            RiskUnit.level == Level.MAJOR,
            RiskEvent.level == Level.MAJOR,
        )
    )
    keys: dict[tuple[str, str, str], set[str]] = {}
    for sheet, number, name, key in db.session.execute(query):
        keys.setdefault((sheet, number, name), set()).add(key)
    return keys


def profiles(enterprise_id: UUID) -> list[str]:
    """Return the titles of the rule profiles that a plant's levels were computed by."""
    by = (RuleProfile.code == RiskEvent.profile) & (RuleProfile.version == RiskEvent.profile_version)
    query = select(RuleProfile.title).join(RiskEvent, by).where(RuleProfile.kind == "grading")
    return sorted(db.session.scalars(query.where(RiskEvent.enterprise_id == enterprise_id).distinct()))


def tiers(enterprise_id: UUID) -> set[Tier]:
    """Return the tiers that a plant's register names: those it has."""
    query = select(RiskEvent.tier).where(
        RiskEvent.enterprise_id == enterprise_id, RiskEvent.tier.is_not(None)
    )
    return {tier for tier in db.session.scalars(query.distinct()) if tier}


def counts(enterprise_id: UUID) -> dict[Level | None, int]:
    """Return how many units of a plant have each level; None: nobody has graded them."""
    query = (
        select(RiskUnit.level, func.count())
        .where(RiskUnit.enterprise_id == enterprise_id)
        .group_by(RiskUnit.level)
    )
    by_level = {level: count for level, count in db.session.execute(query)}
    return {level: by_level.get(level, 0) for level in (*Level, None)}


def card(enterprise_id: UUID, unit_id: UUID) -> RiskCard:
    """Return what a unit's label shows; read in whatever scope is open, a public one too. Raises NotFound."""
    risk_unit = existing(db.session.get(RiskUnit, (enterprise_id, unit_id)), _("没有这个风险点"))
    rows = rows_of(enterprise_id, [risk_unit])[0]
    worst_event = rows.events[0].event if rows.events else None
    measures = [(kind, measure.text) for row in rows.events for kind, measure in row.measures.items()]
    return RiskCard(
        unit_id=risk_unit.id,
        number=risk_unit.number,
        name=risk_unit.name,
        object_name=rows.object.name,
        level=risk_unit.level,
        dangers=_once(AccidentType(code).word for row in rows.events for code in row.event.accident_types),
        musts=_once(text for kind, text in measures if kind is not MeasureKind.EMERGENCY),
        emergency=_once(text for kind, text in measures if kind is MeasureKind.EMERGENCY),
        tier=worst_event.tier if worst_event else None,
        responsible_unit=worst_event.responsible_unit if worst_event else "",
    )


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
