"""The checks that are due, made of the plans: a day of as many plants as one transaction may hold."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, literal, select, update

from service.core import clock
from service.core.db.among import among
from service.core.db.columns import Moment
from service.core.db.row_ids import row_id
from service.core.db.tables import TenantRow, tenancy_of
from service.core.db.transactions import changed, db
from service.core.db.upserts import insert_if_absent, inserting
from service.core.tenancy.session_guard import bypass_scope
from service.inspections.models import Horizon, Occurrence, Plan
from service.inspections.rules import window

MOST_ROWS = 50_000  # that one transaction of the scheduler makes
REASON = "each row copies its plan's tenant"
OF_CHECK = [name for name in Occurrence.__table__.columns.keys() if name != "cancelled_at"]


def materialise(up_to: date) -> bool:
    """Make one more day of checks for the plants that are furthest behind; tell whether there was one.

    Whoever calls goes on until there is none. The scheduler's scope sees all tenants. Each plant continues where it
    ended: a scheduler that was away for days leaves no gap, and one that runs twice, or eight times at once, makes
    nothing twice. Who stops or makes a plan holds the horizon of its plant (`standing`), and is waited for.
    """
    reached = db.session.scalar(select(func.min(Horizon.made_to)).where(Horizon.made_to < up_to))
    if reached is None:
        return False
    following = _too_many(reached)
    plants = _taken(reached, *([] if following is None else [Horizon.enterprise_id < following]))
    is_whole = bool(plants) or following is None
    if not is_whole:  # one plant alone has more plans than a transaction may make rows
        plants = _taken(reached, Horizon.enterprise_id == following)
    day = reached + timedelta(days=1)
    due = _due(plants, day) if is_whole else _remaining(plants, day)
    made = db.session.execute(bypass_scope(_inserting(due), REASON))
    if is_whole or made.rowcount < MOST_ROWS:  # type: ignore[attr-defined]
        moved = update(Horizon).where(among(Horizon.enterprise_id, plants)).values(made_to=day)
        changed(moved)
    return True


def _too_many(reached: date) -> UUID | None:
    """Return the first plant, in their order, with which the plans are more than a transaction may make rows."""
    behind = (Horizon.made_to == reached, Plan.stopped_at.is_(None))
    plants = select(Plan.enterprise_id).join(Horizon, Horizon.enterprise_id == Plan.enterprise_id)
    return db.session.scalar(plants.where(*behind).order_by(Plan.enterprise_id).offset(MOST_ROWS).limit(1))


def _taken(reached: date, *which: Any) -> Sequence[UUID]:
    """Lock plants that are still at a day."""
    plants = select(Horizon.enterprise_id).where(Horizon.made_to == reached, *which)
    return db.session.scalars(plants.order_by(Horizon.enterprise_id).with_for_update()).all()


def _due(plants: Sequence[UUID], day: date) -> Select[Any]:
    due = window(day)
    own = {
        "id": row_id(clock.now()),
        "plan_id": Plan.id,
        "period": literal(day),
        "due_from": literal(due.due_from, Moment),
        "due_to": literal(due.due_to, Moment),
    }
    chosen = [own[name] if name in own else getattr(Plan, name) for name in OF_CHECK]
    live = (among(Plan.enterprise_id, plants), Plan.stopped_at.is_(None), Plan.made_to < day)
    return select(*chosen).where(*live).order_by(Plan.enterprise_id, Plan.id)


def _remaining(plants: Sequence[UUID], day: date) -> Select[Any]:
    """Return as many as may be of those that a transaction before has not made."""
    made = exists(Occurrence.plan_id).where(
        Occurrence.enterprise_id == Plan.enterprise_id,
        Occurrence.plan_id == Plan.id,
        Occurrence.period == day,
    )
    return _due(plants, day).where(~made).limit(MOST_ROWS)


def _inserting(due: Select[Any]) -> Any:
    statement = inserting(Occurrence).from_select(OF_CHECK, due).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


def begin(plant: TenantRow, made_to: date) -> None:
    """Let the scheduler go on from a day, for a plant (any row of it) that has had no plan so far."""
    insert_if_absent(Horizon, [{**tenancy_of(plant), "made_to": made_to}])


def standing(plant: UUID | None) -> date | None:
    """Return up to which day a plant's checks stand, and let no scheduler move it until the open act is kept."""
    reached = select(Horizon.made_to).where(Horizon.enterprise_id == plant).with_for_update(read=True)
    return db.session.execute(reached).scalar()
