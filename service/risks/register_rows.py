"""A page of the register as plain rows: a list shows them and changes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from service.core.db.among import among
from service.core.db.paging import Page
from service.core.db.transactions import db
from service.risks.models import RiskEvent, RiskObject, RiskUnit
from service.risks.queries import Filters, Measure, measures_of_events, units_page, worst_first
from service.risks.rules import Level, MeasureKind, Method, Tier


class ObjectRow(NamedTuple):
    id: UUID
    name: str
    level: Level | None


class EventRow(NamedTuple):
    id: UUID
    unit_id: UUID
    step: str
    hazard_source: str
    accident_types: list[str]
    method: Method
    score: Decimal
    level: Level
    tier: Tier | None
    responsible_unit: str
    responsible_person: str


@dataclass(frozen=True)
class UnitRows:
    """A unit with its events, the worst first, each with its measures."""

    unit: RiskUnit
    events: list[tuple[EventRow, Mapping[MeasureKind, Measure]]]


def object_rows(enterprise_id: UUID) -> list[ObjectRow]:
    """Return a plant's objects in the order of its ledger."""
    columns = (getattr(RiskObject, name) for name in ObjectRow._fields)
    query = select(*columns).where(RiskObject.enterprise_id == enterprise_id).order_by(RiskObject.id)
    return [ObjectRow._make(row) for row in db.session.execute(query)]


def list_page(enterprise_id: UUID, filters: Filters, after: str | None = None) -> Page[UnitRows]:
    """Return a page of units with their events, in the order of the ledger."""
    listing = units_page(enterprise_id, filters, after)
    events = _events(enterprise_id, [unit.id for unit in listing.rows])
    measures = measures_of_events(enterprise_id, [event.id for rows in events.values() for event in rows])
    rows = [
        UnitRows(unit, [(event, measures.get(event.id, {})) for event in events.get(unit.id, ())])
        for unit in listing.rows
    ]
    return Page(rows, listing.after)


def _events(enterprise_id: UUID, unit_ids: Collection[UUID]) -> dict[UUID, list[EventRow]]:
    columns = (getattr(RiskEvent, name) for name in EventRow._fields)
    query = select(*columns).where(
        RiskEvent.enterprise_id == enterprise_id, among(RiskEvent.unit_id, unit_ids)
    )
    return worst_first(map(EventRow._make, db.session.execute(query)))
