"""What a label shows to one of the plant's own people, besides what it shows to everybody."""

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from sqlalchemy import Date, ScalarSelect, Uuid, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from service.core import clock
from service.core.db.one_trip import OneTrip
from service.core.db.outages import AWAY
from service.core.db.transactions import phone_engine
from service.core.tenancy.scope import Scope
from service.core.tenancy.session_guard import bypass_scope
from service.core.tenancy.viewer import Viewer
from service.identity.queries import signed_in
from service.identity.rules import TOUCH_PHONE_EVERY
from service.inspections.models import Checklist, ChecklistItem, Occurrence, Record
from service.inspections.queries.checks import checks_of_unit
from service.inspections.queries.lists import items
from service.inspections.rules import is_for
from service.notifications import queries as notifications
from service.notifications.queries import Unread


class UnitCheck(NamedTuple):
    """A check of today at a unit, as who scans its label sees it."""

    id: UUID
    name: str  # of its list
    whose: str  # the team or the post
    size: int  # items
    is_his: bool
    answered_at: datetime | None  # by the record that stands
    failed: int


class Scanned(NamedTuple):
    checks: list[UnitCheck]
    news: list[Unread]  # the newest first

    @property
    def is_open(self) -> bool:
        return any(check.answered_at is None for check in self.checks)


def scanned(viewer: Viewer, unit_id: UUID, kinds: frozenset[str]) -> Scanned:
    """Return what the label of a unit shows to the viewer, with his news of some kinds."""
    checks = []
    for check in checks_of_unit(viewer, unit_id):
        due, record = check.occurrence, check.record
        size = len(items(due.enterprise_id, due.checklist_id))
        stands = (record.answered_at, record.failed) if record else (None, 0)
        checks.append(
            UnitCheck(due.id, check.name, due.team or due.post, size, check.is_for(viewer), *stands),
        )
    news = [
        Unread(notice.kind, notice.object_id, notice.values, notice.told_at)
        for notice in notifications.unread(viewer, kinds)
    ]
    return Scanned(checks, news)


def scanned_at_once(token_hash: str, plant: UUID, unit_id: UUID, kinds: frozenset[str]) -> Scanned | None:
    """Return what `scanned` does, to whom a phone belongs, by one statement in the scope of the plant.

    None where the phone is not one of this plant's people, or something about it is to be noted first.
    """
    now = clock.now()
    values: dict[str, str | None] = {
        "token_hash": token_hash,
        "enterprise_id": str(plant),
        "now": now.isoformat(),
        "touched_after": (now - TOUCH_PHONE_EVERY).isoformat(),
        "unit_id": str(unit_id),
        "today": clock.today().isoformat(),
        "kinds": f"{{{','.join(sorted(kinds))}}}",
    }
    try:
        row = _STATEMENT.row(phone_engine(), Scope.enterprise(plant), values)
    except (psycopg.Error, *AWAY):  # also a full pool, which is no error of psycopg
        return None
    if row is None:
        return None
    team, post, checks, news = row
    return Scanned(
        [_check(load, team, post) for load in json.loads(checks or "[]")],
        [
            Unread(kind, UUID(about), details, datetime.fromisoformat(at))
            for kind, about, details, at in json.loads(news or "[]")
        ],
    )


def _check(facts: list[Any], his_team: str | None, his_post: str | None) -> UnitCheck:
    """Read one of what `_checks` lists."""
    checklist_id, name, team, post, size, answered_at, failed = facts
    is_his = is_for(team, post, his_team=his_team or "", his_post=his_post or "")
    moment = datetime.fromisoformat(answered_at) if answered_at else None
    return UnitCheck(UUID(checklist_id), name, team or post, size, is_his, moment, failed or 0)


def _statement() -> OneTrip:
    who = signed_in.in_hand().cte("who")
    news = notifications.unread_as_json(who.c.enterprise_id, who.c.person_id)
    query = select(who.c.team, who.c.post, _checks(who), news)
    return OneTrip("scanned_at_once", bypass_scope(query, "each part names the plant, whose scope is open"))


def _checks(who: Any) -> ScalarSelect[Any]:
    """Make the list of today's checks at a unit, in the order of `checks`."""
    check, listed, record, item = (
        model.__table__.c for model in (Occurrence, Checklist, Record, ChecklistItem)
    )
    size = select(func.count()).where(
        item.enterprise_id == check.enterprise_id, item.checklist_id == check.checklist_id
    )
    facts = func.json_build_array(
        check.id,
        listed.name,
        check.team,
        check.post,
        size.scalar_subquery(),
        record.answered_at,
        record.failed,
    )
    stands = and_(
        record.enterprise_id == check.enterprise_id, record.occurrence_id == check.id, record.stands
    )
    return (
        select(func.json_agg(aggregate_order_by(facts, listed.name, check.id)))
        .select_from(Occurrence.__table__)
        .join(
            Checklist.__table__,
            and_(listed.enterprise_id == check.enterprise_id, listed.id == check.checklist_id),
        )
        .outerjoin(Record.__table__, stands)
        .where(
            check.enterprise_id == who.c.enterprise_id,
            check.period == bindparam("today", type_=Date),
            check.unit_id == bindparam("unit_id", type_=Uuid),
            check.cancelled_at.is_(None),
        )
        .scalar_subquery()
    )


_STATEMENT = _statement()
