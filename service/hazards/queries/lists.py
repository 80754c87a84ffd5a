"""Hazards in sight: lists, the queues of a day, counts. Start at `visible`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, not_, select, true

from service.core import clock
from service.core.db.among import among
from service.core.db.paging import Page, page
from service.core.db.transactions import db, is_postgres
from service.core.tenancy.scope import Kind
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.hazards.models import Hazard
from service.hazards.states import OPEN, RUNNING, Grade, State

RECENT = 20  # of one reporter, of one unit


@dataclass(frozen=True)
class Wanted:
    """What a list asks for; nothing asked for is everything."""

    states: frozenset[State] = frozenset()
    grade: Grade | None = None
    assigned_to: UUID | None = None
    overdue: bool = False
    second: bool | None = None  # only what waits for a second person, or only what does not
    enterprise_id: UUID | None = None


@dataclass(frozen=True)
class Queue:
    """How many wait, and since when the oldest does (for the overdue: the earliest deadline)."""

    count: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Queues:
    overdue: Queue
    to_confirm: Queue
    to_assign: Queue
    to_endorse: Queue  # proposed as major, for a second person
    to_accept: Queue
    mine: Queue


@dataclass(frozen=True)
class Counts:
    open: int = 0
    overdue: int = 0
    major: int = 0


def is_overdue(now: Any = None) -> ColumnElement[bool]:
    return and_(Hazard.state.in_(RUNNING), Hazard.due_at <= (clock.now() if now is None else now))


def awaits_second_person() -> ColumnElement[bool]:
    return and_(Hazard.state == State.CONFIRMED, Hazard.grade == Grade.MAJOR)


def visible(viewer: Viewer, wanted: Wanted | None = None) -> Select[Any]:
    """Select the hazards in sight: the scope narrows to the plant or the region, a claim to its report."""
    query = select(Hazard)
    wanted = wanted or Wanted()
    if viewer.scope.kind is Kind.PUBLIC:
        query = query.where(Hazard.claim == viewer.scope.opens)
    enterprise_id = wanted.enterprise_id or viewer.scope.enterprise_id
    if enterprise_id:
        query = query.where(Hazard.enterprise_id == enterprise_id)
    if wanted.states:
        query = query.where(Hazard.state.in_(wanted.states))
    if wanted.second is not None:
        query = query.where(awaits_second_person() if wanted.second else not_(awaits_second_person()))
    if wanted.grade:
        query = query.where(Hazard.grade == wanted.grade)
    if wanted.assigned_to:
        query = query.where(Hazard.assigned_to == wanted.assigned_to)
    return query.where(is_overdue()) if wanted.overdue else query


def list_page(viewer: Viewer, wanted: Wanted, after: str | None = None) -> Page[Hazard]:
    return page(visible(viewer, wanted), [Hazard.id], after, newest_first=True)


def latest(viewer: Viewer, wanted: Wanted, count: int) -> list[Hazard]:
    """Return the first so many of a list."""
    return list(db.session.scalars(visible(viewer, wanted).order_by(Hazard.id.desc()).limit(count)))


def queues(viewer: Viewer) -> Queues:
    """Return what waits for a plant's people today: counted in one pass over what is open."""
    query = visible(viewer).where(Hazard.state.in_(OPEN)).with_only_columns(*_figures())
    row: Any = db.session.execute(query, {"now": clock.now(), "me": viewer.person_id}).one()
    return Queues(*(Queue(row[number], row[number + 1]) for number in range(0, len(row), 2)))


@cache
def _figures() -> list[ColumnElement[Any]]:
    """Make the count and the earliest moment of each queue, for the values `now` and `me`."""
    second = awaits_second_person()
    wanted = (
        (Hazard.due_at, is_overdue(bindparam("now"))),
        (Hazard.found_at, Hazard.state == State.REPORTED),
        (Hazard.found_at, Hazard.state.in_((State.CONFIRMED, State.PLANNING)) & not_(second)),
        (Hazard.found_at, second),
        (Hazard.found_at, Hazard.state == State.AWAITING_ACCEPTANCE),
        (Hazard.due_at, (Hazard.assigned_to == bindparam("me")) & (Hazard.state == State.RECTIFYING)),
    )
    return [
        figure.filter(which)
        for moment, which in wanted
        for figure in (func.count(Hazard.id), func.min(moment))
    ]


@cache
def _counted() -> list[ColumnElement[Any]]:
    """Make the figures of `counts`, for the value `now`."""
    return [
        func.count(Hazard.id).label("open"),
        func.count(Hazard.id).filter(is_overdue(bindparam("now"))).label("overdue"),
        func.count(Hazard.id).filter(Hazard.grade == Grade.MAJOR).label("major"),
    ]


def counts(enterprise_ids: Collection[UUID]) -> dict[UUID, Counts]:
    """Return the open hazards of a page of plants, in one query; a plant without any is left out."""
    query = select(Hazard.enterprise_id, *_counted()).where(Hazard.state.in_(OPEN))
    query = query.group_by(Hazard.enterprise_id)
    # Plant by plant: for all at once it would read the open hazards of the whole area.
    if is_postgres() and len(enterprise_ids) > 1:
        own = query.where(Hazard.enterprise_id == Enterprise.enterprise_id).correlate(Enterprise).lateral()
        query = select(Enterprise.enterprise_id, own.c.open, own.c.overdue, own.c.major).join(own, true())
        query = query.where(among(Enterprise.enterprise_id, enterprise_ids))
    else:
        query = query.where(among(Hazard.enterprise_id, enterprise_ids))
    return {row[0]: Counts(*row[1:]) for row in db.session.execute(query, {"now": clock.now()})}


def named(viewer: Viewer, hazard_ids: Collection[UUID]) -> list[Hazard]:
    """Return the hazards of these ids that are in sight, in the order of the ids."""
    by_id = {row.id: row for row in db.session.scalars(visible(viewer).where(Hazard.id.in_(hazard_ids)))}
    return [by_id[hazard_id] for hazard_id in hazard_ids if hazard_id in by_id]


def of_unit(viewer: Viewer, unit_id: UUID, enterprise_id: UUID) -> list[Hazard]:
    """Return the latest hazards of a risk unit."""
    query = visible(viewer, Wanted(enterprise_id=enterprise_id)).where(Hazard.unit_id == unit_id)
    return list(db.session.scalars(query.order_by(Hazard.id.desc()).limit(RECENT)))


def of_reporter(viewer: Viewer) -> list[Hazard]:
    """Return what the viewer himself reported, the newest first."""
    query = visible(viewer).where(Hazard.reported_by == viewer.person_id)
    return list(db.session.scalars(query.order_by(Hazard.id.desc()).limit(RECENT)))


def of_order_items(viewer: Viewer, enterprise_id: UUID, item_ids: Collection[UUID]) -> dict[UUID, Hazard]:
    query = visible(viewer, Wanted(enterprise_id=enterprise_id)).where(Hazard.order_item_id.in_(item_ids))
    return {row.order_item_id: row for row in db.session.scalars(query)}
