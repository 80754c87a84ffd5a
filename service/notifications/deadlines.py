"""Who is told of a last day: the day before it, and the day after it where nothing was done. Once.

A rule selects whom to tell of the rows whose last day is a given one; what was told before is left out by key,
so a run may be repeated, or come late, and two may run at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Date, Select, String, exists, literal, null, select, tuple_, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import CompoundSelect

from service.core import clock
from service.core.db.columns import Moment
from service.core.db.row_ids import row_id
from service.core.db.transactions import changed, db, retrying
from service.core.db.upserts import inserting
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.session_guard import bypass_scope
from service.notifications.models import BureauNotice, Notice

HOUR = 7.5  # of the site's morning, before the first shift's talk
CATCH_UP = timedelta(
    days=7
)  # what fell due while no scheduler ran is told late; what is older is not told any more
MOST_ROWS = 50_000  # in one transaction
REASON = "each notice copies the tenant of what it is about"


@dataclass(frozen=True)
class DeadlineRule:
    """Who hears what of rows whose last day it is.

    people      for a last day: (enterprise_id, area_code, sector, object_id, person_id, values) of each person and
                row, and organisation_id where a bureau tells its own
    days_after  0: told the day before the last day, or on it; 1: from the day after it on
    replaces    the one told before is read with this one: of a row that comes back each day
    """

    kind: str
    object_kind: str
    people: Callable[[date], Select[Any] | CompoundSelect[Any]]
    days_after: int = 0
    to_bureau: bool = False
    replaces: bool = False

    def last_days(self, today: date) -> list[date]:
        """Return the last days to be told of today, the earliest first."""
        if self.days_after:
            return [today - timedelta(days=days) for days in range(CATCH_UP.days, 0, -1)]
        return [today, today + timedelta(days=1)]


def each_morning(now: datetime) -> datetime:
    """Return the last moment at which deadlines were to be told."""
    today = clock.start_of(clock.day_of(now)) + timedelta(hours=HOUR)
    return today if today <= now else today - timedelta(days=1)


def tell_all(rules: Sequence[DeadlineRule], moment: datetime) -> None:
    """Tell everybody of the last days around a moment, in the scheduler's own scope."""
    with scope.opened(Scope.machine()):
        for rule in rules:
            for last_day in rule.last_days(clock.day_of(moment)):
                _in_parts(partial(tell_part, rule, last_day))
            if rule.replaces:
                _in_parts(partial(read_part, rule, clock.day_of(moment)))


def _in_parts(part: Callable[[], int]) -> None:
    while retrying(part) == MOST_ROWS:
        pass


def tell_part(rule: DeadlineRule, last_day: date) -> int:
    """Tell up to MOST_ROWS people of one last day; return how many were told."""
    model = BureauNotice if rule.to_bureau else Notice
    count = db.session.execute(
        bypass_scope(
            inserting(model).from_select(*_notices(rule, model, last_day)).on_conflict_do_nothing(), REASON
        ).execution_options(preserve_rowcount=True)
    ).rowcount  # type: ignore[attr-defined]
    return int(count)


def read_part(rule: DeadlineRule, today: date) -> int:
    """Mark as read what up to MOST_ROWS people were told of days gone by, who have been told of a later one."""
    model = BureauNotice if rule.to_bureau else Notice
    later: Any = aliased(model)
    key = (model.enterprise_id, model.person_id, model.object_id, model.deadline)
    earlier = select(*key).where(
        model.kind == rule.kind,
        model.deadline < today,
        model.read_at.is_(None),
        exists(later.object_id).where(
            later.enterprise_id == model.enterprise_id,
            later.person_id == model.person_id,
            later.kind == rule.kind,
            later.deadline > model.deadline,
        ),
    )
    chosen = tuple_(*key).in_(earlier.limit(MOST_ROWS))
    read = update(model).where(model.kind == rule.kind, chosen).values(read_at=clock.now())
    return changed(bypass_scope(read, REASON))


def _notices(rule: DeadlineRule, model: Any, last_day: date) -> tuple[list[str], Select[Any]]:
    people = rule.people(last_day).subquery("people")
    same: dict[str, Any] = {
        "kind": literal(rule.kind, String),
        "object_kind": literal(rule.object_kind, String),
        "told_at": literal(clock.now(), Moment),
        "read_at": null(),
        "deadline": literal(last_day, Date),
        "id": row_id(clock.now()),
        "shown_at": null(),
    }
    names = list(model.__table__.columns.keys())
    told_before = exists(model.object_id).where(
        model.enterprise_id == people.c.enterprise_id,
        model.person_id == people.c.person_id,
        model.object_id == people.c.object_id,
        model.kind == rule.kind,
        model.deadline == last_day,
    )
    chosen = [same[name] if name in same else people.c[name] for name in names]
    return names, select(*chosen).where(~told_before).limit(MOST_ROWS)
