"""A plant's file: who it is, what it carries, what is open, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

from service.core.acts.actors import named
from service.core.db.among import among
from service.core.db.paging import Page, page
from service.core.db.transactions import db
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.dossier.rules import ACTS, SUBJECTS
from service.enforcement import visibility
from service.enforcement.models.orders import Order
from service.enforcement.models.visits import Visit
from service.enforcement.queries import orders as order_queries
from service.enforcement.queries import visits as visit_queries
from service.enterprises import queries as enterprises
from service.enterprises.models import Enterprise
from service.hazards.models import Hazard
from service.hazards.queries import lists
from service.hazards.states import OPEN
from service.identity.queries import people as people_queries
from service.inspections.queries import records
from service.reference.queries import areas
from service.risks import queries as risks
from service.risks.rules import Level


@dataclass(frozen=True)
class Dossier:
    """What the file of a plant shows; of hazards, visits and orders the latest."""

    plant: Enterprise
    county: str
    people: int
    level: Level | None
    units: dict[Level | None, int]
    hazards: lists.Counts
    open_hazards: list[Hazard]
    visits: list[Visit]
    orders: list[Order]
    numbers: dict[UUID, str]  # of the sealed documents, by what they are about
    checked_at: datetime | None


@dataclass(frozen=True)
class Happening:
    entry: LedgerEntry
    title: str
    subject: str  # which hazard, which document


LATEST = 10
UNSHOWN = defer(LedgerEntry.before).defer(LedgerEntry.after).defer(LedgerEntry.canonical)  # of a timeline


def dossier(viewer: Viewer, enterprise_id: UUID) -> Dossier:
    """Raises NotFound, the same for a plant out of sight as for none at all."""
    plant = enterprises.enterprise(enterprise_id)
    county = areas.area(plant.area_code)
    wanted = lists.Wanted(states=OPEN, enterprise_id=plant.id)
    visits = visit_queries.visits(viewer, enterprise_id=plant.id).rows[:LATEST]
    orders = order_queries.orders(viewer, enterprise_id=plant.id).rows[:LATEST]
    return Dossier(
        plant=plant,
        county=county.full_name if county else plant.area_code,
        people=people_queries.headcount(plant.id),
        level=risks.levels([plant.id])[plant.id],
        units=risks.counts(plant.id),
        hazards=lists.counts([plant.id]).get(plant.id, lists.Counts()),
        open_hazards=lists.latest(viewer, wanted, LATEST),
        visits=list(visits),
        orders=list(orders),
        numbers=documents.numbers(
            [plant.id], [visit.id for visit in visits] + [order.id for order in orders]
        ),
        checked_at=records.last_answered([plant.id]).get(plant.id),
    )


def timeline(viewer: Viewer, enterprise_id: UUID, after: str | None = None) -> Page[Happening]:
    """Return what happened at a plant, the newest first, from the ledger alone."""
    own = LedgerEntry.enterprise_id == enterprise_id
    query = select(LedgerEntry).where(own, among(LedgerEntry.act, ACTS)).options(UNSHOWN)
    for ids in visibility.hidden(viewer, enterprise_id):
        query = query.where(LedgerEntry.object_id.not_in(ids))
    listing = page(query, [LedgerEntry.at, LedgerEntry.id], after, newest_first=True)
    named(listing.rows)
    subjects = _subjects(enterprise_id, listing.rows)
    rows = [Happening(entry, ACTS[entry.act], subjects.get(entry.object_id, "")) for entry in listing.rows]
    return Page(rows, listing.after)


def _subjects(enterprise_id: UUID, entries: Sequence[LedgerEntry]) -> dict[UUID, str]:
    """Return the words for what the entries are about, as the ledger keeps them from the day they were given."""
    query = select(LedgerEntry.object_id, LedgerEntry.act, LedgerEntry.after).where(
        LedgerEntry.enterprise_id == enterprise_id,
        among(LedgerEntry.object_id, {entry.object_id for entry in entries}),
        among(LedgerEntry.act, SUBJECTS),
    )
    rows = db.session.execute(query)
    return {object_id: (after or {}).get(SUBJECTS[act], "") for object_id, act, after in rows}
