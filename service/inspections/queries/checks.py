"""What is due, today and before, and how it stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from service.core import clock
from service.core.acts.problems import NotFound, _, existing
from service.core.db.prepared import PreparedStatement
from service.core.db.transactions import db
from service.core.tenancy.session_guard import bypass_scope
from service.core.tenancy.viewer import Viewer
from service.inspections.models import Checklist, Occurrence, Plan, Record
from service.inspections.rules import Progress, is_for, progress


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


def _counted() -> PreparedStatement:
    """Make the statement of `today`: the pages that are opened most ask it."""
    check, record = Occurrence.__table__.c, Record.__table__
    stands = (record.c.enterprise_id == check.enterprise_id) & (record.c.occurrence_id == check.id)
    query = (
        select(
            func.count(check.id).label("total"),
            func.count(record.c.id).label("done"),
            func.sum(record.c.failed).label("failed"),
        )
        .outerjoin_from(Occurrence.__table__, record, stands & record.c.stands)
        .where(check.enterprise_id == bindparam("enterprise_id"), check.period == bindparam("day"))
        .where(check.cancelled_at.is_(None))
    )
    return PreparedStatement(bypass_scope(query, "it names the viewer's plant"))


_COUNTED = _counted()


def today(viewer: Viewer) -> Tally:
    """Return how far today's checks of the plant are."""
    row = _COUNTED.rows(enterprise_id=viewer.scope.enterprise_id, day=clock.today())[0]
    return Tally(row.done, row.total, int(row.failed or 0))


def checks(viewer: Viewer, *wanted: Any, day: date | None = None) -> list[Check]:
    """Return the checks of a day (today) that meet some criteria, in the order of their names."""
    query = (
        select(Occurrence, Checklist.name, Record)
        .join(Checklist, same_tenant(Checklist, Checklist.id == Occurrence.checklist_id))
        .outerjoin(Record, same_tenant(Record, (Record.occurrence_id == Occurrence.id) & Record.stands))
        .where(
            Occurrence.enterprise_id == viewer.scope.enterprise_id,
            Occurrence.period == (day or clock.today()),
            Occurrence.cancelled_at.is_(None),
            *wanted,
        )
        .order_by(Checklist.name, Occurrence.id)
    )
    return [Check(*row) for row in db.session.execute(query)]


def same_tenant(model: Any, joined: Any) -> Any:
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
    due = existing(db.session.get(Occurrence, (viewer.scope.enterprise_id, occurrence_id)), _("没有这次检查"))
    return checks(viewer, Occurrence.id == occurrence_id, day=due.period)[0]


def _due() -> PreparedStatement:
    """Make the statement of `due`: a shift asks it at once, so it is made once."""
    check, record = Occurrence.__table__.c, Record.__table__
    same = (record.c.enterprise_id == check.enterprise_id) & (record.c.id == bindparam("record_id"))
    columns = [check[name] for name in Due._fields[:-1]]
    query = select(*columns, record.c.id.is_not(None).label("is_answered")).outerjoin_from(
        Occurrence.__table__, record, same
    )
    wanted = (check.enterprise_id == bindparam("enterprise_id"), check.id == bindparam("id"))
    return PreparedStatement(bypass_scope(query.where(*wanted), "it names the viewer's plant"))


_DUE = _due()


def due(viewer: Viewer, occurrence_id: UUID, record_id: UUID) -> Due:
    """Return a check of the viewer's plant, and whether the record of this id is there already."""
    rows = _DUE.rows(enterprise_id=viewer.scope.enterprise_id, id=occurrence_id, record_id=record_id)
    if not rows:
        raise NotFound(_("没有这次检查"))
    return Due(*rows[0])


def after_day(plan: Plan, day: date) -> list[Occurrence]:
    """Return the checks of a plan that are due after a day."""
    query = select(Occurrence).where(
        Occurrence.enterprise_id == plan.enterprise_id, Occurrence.plan_id == plan.id, Occurrence.period > day
    )
    return list(db.session.scalars(query))


def days_ago(count: int) -> date:
    return clock.today() - timedelta(days=count)
