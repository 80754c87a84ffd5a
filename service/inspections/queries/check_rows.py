"""Checks and lists as plain rows: what the desk's tables show of them, with the names of units and people."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, exists, select

from service.core import clock
from service.core.db.among import among
from service.core.db.paging import Page, bookmark, page_of_rows, place_of
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.identity.models import Person
from service.inspections.models import Checklist, Occurrence, Plan, Record
from service.inspections.queries.checks import same_tenant
from service.inspections.rules import Progress, progress
from service.risks.models import RiskUnit

LOOKED_THROUGH = 5000  # checks that one page of missed ones looks through, and the rest of the last one's day


class CheckRow(NamedTuple):
    """A check due; from `record_id` on what the record says that stands, where there is one."""

    id: UUID
    period: date
    due_to: datetime
    team: str
    post: str
    unit: str
    name: str  # of its list
    record_id: UUID | None
    answered_at: datetime | None
    failed: int | None
    answered_by: str | None

    @property
    def progress(self) -> Progress:
        return progress(self.due_to, self.answered_at, clock.now())


class ListRow(NamedTuple):
    id: UUID
    unit_id: UUID
    name: str
    made_at: datetime
    unit: str


def checks_page(viewer: Viewer, after: str | None = None) -> Page[CheckRow]:
    """Return a page of today's checks, unit by unit."""
    query = _checks(viewer, Occurrence.unit_id).where(Occurrence.period == clock.today())
    listing = page_of_rows(query, [Occurrence.unit_id, Occurrence.id], after)
    return Page(_whole(viewer, listing.rows), listing.after)


def missed(viewer: Viewer, since: date | None = None, after: str | None = None) -> Page[CheckRow]:
    """Return a page of the checks (from a day on) that nobody has answered in time or since, the latest first.

    A page looks through so many checks and no more: where few are missed it may show none, and lead on.
    """
    keys = [Occurrence.period, Occurrence.id]
    start = place_of(after, keys)
    last_day = _last_day(viewer, start[0] if start else None)
    first_day = max((day for day in (since, last_day) if day), default=None)
    listing = page_of_rows(_missed(viewer, first_day), keys, after, newest_first=True)
    more = bookmark([last_day, UUID(int=0)]) if last_day and first_day == last_day else None
    return Page(_whole(viewer, listing.rows), listing.after or more)


def _last_day(viewer: Viewer, start: date | None) -> date | None:
    """Return the day down to which a page of missed checks looks that starts on a day; None where it looks at all."""
    query = select(Occurrence.period).where(
        Occurrence.enterprise_id == viewer.scope.enterprise_id, Occurrence.period <= (start or clock.today())
    )
    query = query.order_by(Occurrence.period.desc()).offset(LOOKED_THROUGH).limit(1)
    day = db.session.scalars(query).first()
    return min(day, start - timedelta(days=1)) if day and start else day


def last_missed(viewer: Viewer, since: date, count: int) -> list[CheckRow]:
    """Return the first so many of them."""
    query = _missed(viewer, since).order_by(Occurrence.period.desc(), Occurrence.id.desc()).limit(count)
    return _whole(viewer, db.session.execute(query).all())


def lists_page(viewer: Viewer, after: str | None = None) -> Page[ListRow]:
    """Return a page of a plant's lists, the newest first."""
    columns: list[Any] = [Checklist.id, Checklist.unit_id, Checklist.name, Checklist.made_at]
    same_unit = (RiskUnit.enterprise_id == Checklist.enterprise_id) & (RiskUnit.id == Checklist.unit_id)
    own = Checklist.enterprise_id == viewer.scope.enterprise_id
    query: Select[Any] = select(*columns, RiskUnit.name.label("unit")).join(RiskUnit, same_unit).where(own)
    listing = page_of_rows(query, [Checklist.id], after, newest_first=True)
    return Page([ListRow._make(row) for row in listing.rows], listing.after)


def who_checks(viewer: Viewer, lists: Collection[ListRow]) -> dict[UUID, list[str]]:
    """Return the teams and posts that answer some lists every day, by the id of the list."""
    query = select(Plan.checklist_id, Plan.team, Plan.post).where(
        Plan.enterprise_id == viewer.scope.enterprise_id,
        among(Plan.unit_id, {row.unit_id for row in lists}),  # of the list: the index knows the unit
        among(Plan.checklist_id, {row.id for row in lists}),
        Plan.stopped_at.is_(None),
    )
    by_list: dict[UUID, list[str]] = {}
    for checklist_id, team, post in db.session.execute(query.order_by(Plan.id)):
        by_list.setdefault(checklist_id, []).append(team or post)
    return by_list


def _checks(viewer: Viewer, *keys: Any) -> Select[Any]:
    """Select the ids of the plant's checks that were not cancelled, with the keys of their order."""
    own = Occurrence.enterprise_id == viewer.scope.enterprise_id
    query: Select[Any] = select(Occurrence.id, *keys)
    return query.where(own, Occurrence.cancelled_at.is_(None))


def _missed(viewer: Viewer, since: date | None) -> Select[Any]:
    is_answered = exists().where(_answers())
    # An outer join without a partner hides from PostgreSQL how few there are: it would join all, then sort.
    query = _checks(viewer, Occurrence.period).where(Occurrence.due_to <= clock.now(), ~is_answered)
    return query.where(Occurrence.period >= since) if since else query


def _answers() -> Any:
    return same_tenant(Record, (Record.occurrence_id == Occurrence.id) & Record.stands)


def _whole(viewer: Viewer, rows: Sequence[Any]) -> list[CheckRow]:
    """Return the checks of a page in its order: joined before it is cut, those of the whole plant would be read."""
    if not rows:
        return []
    query = (
        select(
            Occurrence.id,
            Occurrence.period,
            Occurrence.due_to,
            Occurrence.team,
            Occurrence.post,
            RiskUnit.name.label("unit"),
            Checklist.name,
            Record.id.label("record_id"),
            Record.answered_at,
            Record.failed,
            Person.name.label("answered_by"),
        )
        .join(RiskUnit, same_tenant(RiskUnit, RiskUnit.id == Occurrence.unit_id))
        .join(Checklist, same_tenant(Checklist, Checklist.id == Occurrence.checklist_id))
        .outerjoin(Record, _answers())
        .outerjoin(Person, same_tenant(Person, Person.id == Record.answered_by))
        .where(
            Occurrence.enterprise_id == viewer.scope.enterprise_id,
            among(Occurrence.id, [row.id for row in rows]),
        )
    )
    by_id = {row.id: CheckRow._make(row) for row in db.session.execute(query)}
    return [by_id[row.id] for row in rows]
