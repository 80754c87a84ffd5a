"""Checks: what is due today and how it stands, the lists, the plans, the records."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, func, or_, select

from service.core import clock
from service.core.db import db
from service.core.guard import scoped
from service.core.paging import Page, page
from service.core.problems import NotFound, _
from service.core.ready import Ready
from service.core.viewer import Viewer
from service.inspections.models import Checklist, ChecklistItem, Occurrence, Plan, Record
from service.inspections.rules import Progress, is_for, progress

LATEST = 5  # records that the page of a unit shows


@dataclass(frozen=True)
class Item:
    id: UUID
    number: int
    text: str
    measure_id: UUID | None
    clause: str | None


class Due(NamedTuple):
    """A check that is about to be answered."""

    enterprise_id: UUID
    id: UUID
    area_code: str
    sector: str
    checklist_id: UUID
    unit_id: UUID
    team: str
    post: str
    due_from: datetime
    due_to: datetime
    cancelled_at: datetime | None
    is_answered: bool  # by the record of this id


@dataclass(frozen=True)
class Check:
    """One check due and how it stands; `record` is the one that stands."""

    occurrence: Occurrence
    name: str  # of its list
    record: Record | None

    @property
    def progress(self) -> Progress:
        answered_at = self.record.answered_at if self.record else None
        return progress(self.occurrence.due_to, answered_at, clock.now())

    def is_for(self, viewer: Viewer) -> bool:
        due = self.occurrence
        return is_for(due.team, due.post, his_team=viewer.team, his_post=viewer.post)


@dataclass(frozen=True)
class Tally:
    done: int
    total: int
    failed: int  # items found failing


def items(enterprise_id: UUID, checklist_id: UUID) -> tuple[Item, ...]:
    """Return the items of a list by number. The caller has found the list, or a check of it, in his scope."""
    return _items(enterprise_id, checklist_id)


@lru_cache(maxsize=4096)
def _items(enterprise_id: UUID, checklist_id: UUID) -> tuple[Item, ...]:
    """Kept for the life of the process: a list never changes."""
    query = select(ChecklistItem).where(
        ChecklistItem.enterprise_id == enterprise_id, ChecklistItem.checklist_id == checklist_id
    )
    found = tuple(
        Item(row.id, row.number, row.text, row.measure_id, row.clause)
        for row in db.session.scalars(query.order_by(ChecklistItem.number))
    )
    if not found:
        raise NotFound(_("没有这张检查表"))
    return found


def checks(viewer: Viewer, *wanted: Any, day: date | None = None) -> list[Check]:
    """Return the checks of a day (today) that meet some criteria, in the order of their names."""
    query = (
        select(Occurrence, Checklist.name, Record)
        .join(Checklist, _same_tenant(Checklist, Checklist.id == Occurrence.checklist_id))
        .outerjoin(Record, _same_tenant(Record, (Record.occurrence_id == Occurrence.id) & Record.stands))
        .where(
            Occurrence.enterprise_id == viewer.scope.enterprise_id,
            Occurrence.period == (day or clock.today()),
            Occurrence.cancelled_at.is_(None),
            *wanted,
        )
        .order_by(Checklist.name, Occurrence.id)
    )
    return [Check(*row) for row in db.session.execute(query)]


def _same_tenant(model: Any, joined: Any) -> Any:
    return (model.enterprise_id == Occurrence.enterprise_id) & joined


def checks_of_unit(viewer: Viewer, unit_id: UUID) -> list[Check]:
    return checks(viewer, Occurrence.unit_id == unit_id)


def checks_of_person(viewer: Viewer) -> list[Check]:
    """Return today's checks of his team or his post."""
    mine = []
    if viewer.team:
        mine.append(Occurrence.team == viewer.team)
    if viewer.post:
        mine.append(Occurrence.post == viewer.post)
    return checks(viewer, or_(*mine)) if mine else []


def check(viewer: Viewer, occurrence_id: UUID) -> Check:
    due = db.session.get(Occurrence, (viewer.scope.enterprise_id, occurrence_id))
    if due is None:
        raise NotFound(_("没有这次检查"))
    return checks(viewer, Occurrence.id == occurrence_id, day=due.period)[0]


def today_by_unit(viewer: Viewer) -> dict[UUID, Tally]:
    """Return how far today's checks are, by unit."""
    query = (
        select(
            Occurrence.unit_id,
            func.count(Occurrence.id),
            func.count(Record.id),
            func.coalesce(func.sum(Record.failed), 0),
        )
        .outerjoin(Record, _same_tenant(Record, (Record.occurrence_id == Occurrence.id) & Record.stands))
        .where(
            Occurrence.enterprise_id == viewer.scope.enterprise_id,
            Occurrence.period == clock.today(),
            Occurrence.cancelled_at.is_(None),
        )
        .group_by(Occurrence.unit_id)
    )
    return {unit: Tally(done, total, int(failed)) for unit, total, done, failed in db.session.execute(query)}


def missed(viewer: Viewer, since: date | None = None, after: str | None = None) -> Page[Check]:
    """Return a page of the checks (from a day on) that nobody has answered in time or since, the latest first."""
    query = (
        select(Occurrence)
        .outerjoin(Record, _same_tenant(Record, (Record.occurrence_id == Occurrence.id) & Record.stands))
        .where(
            Occurrence.enterprise_id == viewer.scope.enterprise_id,
            Occurrence.due_to <= clock.now(),
            Occurrence.cancelled_at.is_(None),
            Record.id.is_(None),
        )
    )
    if since:
        query = query.where(Occurrence.period >= since)
    found = page(query, [Occurrence.period, Occurrence.id], after, newest_first=True)
    names = _names_of_lists(viewer, {one.checklist_id for one in found.rows})
    return Page([Check(one, names[one.checklist_id], None) for one in found.rows], found.after)


def _names_of_lists(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, str]:
    own = Checklist.enterprise_id == viewer.scope.enterprise_id
    rows = db.session.execute(select(Checklist.id, Checklist.name).where(own, Checklist.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _due() -> Ready:
    """Make the statement of `due`: a shift asks it at once, so it is made once."""
    check, record = Occurrence.__table__.c, Record.__table__
    same = (record.c.enterprise_id == check.enterprise_id) & (record.c.id == bindparam("record_id"))
    columns = [check[name] for name in Due._fields[:-1]]
    query = select(*columns, record.c.id.is_not(None).label("is_answered")).outerjoin_from(
        Occurrence.__table__, record, same
    )
    here = (check.enterprise_id == bindparam("enterprise_id"), check.id == bindparam("id"))
    return Ready(scoped(query.where(*here), "it names the viewer's plant"))


_DUE = _due()


def due(viewer: Viewer, occurrence_id: UUID, record_id: UUID) -> Due:
    """Return a check of the viewer's plant, and whether the record of this id is there already."""
    found = _DUE.rows(enterprise_id=viewer.scope.enterprise_id, id=occurrence_id, record_id=record_id)
    if not found:
        raise NotFound(_("没有这次检查"))
    return Due(*found[0])


def after_day(plan: Plan, day: date) -> list[Occurrence]:
    """Return the checks of a plan that are due after a day."""
    query = select(Occurrence).where(
        Occurrence.enterprise_id == plan.enterprise_id, Occurrence.plan_id == plan.id, Occurrence.period > day
    )
    return list(db.session.scalars(query))


def days_ago(count: int) -> date:
    return clock.today() - timedelta(days=count)


def checklist(viewer: Viewer, checklist_id: UUID) -> Checklist:
    found = db.session.get(Checklist, (viewer.scope.enterprise_id, checklist_id))
    if found is None:
        raise NotFound(_("没有这张检查表"))
    return found


def checklists(viewer: Viewer) -> list[Checklist]:
    query = select(Checklist).where(Checklist.enterprise_id == viewer.scope.enterprise_id)
    return list(db.session.scalars(query.order_by(Checklist.name, Checklist.id)))


def plans(viewer: Viewer) -> list[tuple[Plan, str]]:
    """Return the plans that run, each with the name of its list."""
    query = (
        select(Plan, Checklist.name)
        .join(
            Checklist, (Checklist.enterprise_id == Plan.enterprise_id) & (Checklist.id == Plan.checklist_id)
        )
        .where(Plan.enterprise_id == viewer.scope.enterprise_id, Plan.stopped_at.is_(None))
        .order_by(Checklist.name, Plan.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _records(enterprise_id: UUID) -> Select[Any]:
    return select(Record).where(Record.enterprise_id == enterprise_id)


def records(
    viewer: Viewer, enterprise_id: UUID, unit_id: UUID | None = None, after: str | None = None
) -> Page[Record]:
    """Return a page of records, the newest first; of one unit, or of the plant."""
    query = _records(enterprise_id)
    if unit_id:
        query = query.where(Record.unit_id == unit_id)
    return page(query, [Record.answered_at, Record.id], after, newest_first=True)


def last_records(viewer: Viewer, enterprise_id: UUID, unit_id: UUID) -> list[Record]:
    """Return the latest records of a unit, as many as its page shows."""
    query = _records(enterprise_id).where(Record.unit_id == unit_id)
    return list(db.session.scalars(query.order_by(Record.answered_at.desc(), Record.id.desc()).limit(LATEST)))


def record(viewer: Viewer, enterprise_id: UUID, record_id: UUID) -> Record:
    found = db.session.scalars(_records(enterprise_id).where(Record.id == record_id)).one_or_none()
    if found is None:
        raise NotFound(_("没有这条检查记录"))
    return found


def checklist_of(viewer: Viewer, record: Record) -> Checklist:
    """Return the list that a record answers."""
    query = (
        select(Checklist)
        .join(Occurrence, _same_tenant(Checklist, Checklist.id == Occurrence.checklist_id))
        .where(Occurrence.enterprise_id == record.enterprise_id, Occurrence.id == record.occurrence_id)
    )
    return db.session.scalars(query).one()


def last_answered(viewer: Viewer, enterprise_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when each plant last checked itself."""
    query = (
        select(Record.enterprise_id, func.max(Record.answered_at))
        .where(Record.enterprise_id.in_(enterprise_ids))
        .group_by(Record.enterprise_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
