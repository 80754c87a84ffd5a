"""The ledger: each act leaves one entry in its own transaction; it is the audit trail and every timeline.

`record` also writes the reactions that follow the act, so that nothing which must happen is ever lost.
People are named by their id, also who acted: `actors` gives the name of today. No personal value stands in an entry.

An entry is sealed in its canonical bytes: JSON of CONTENT and the `form` they are in, keys sorted, no spaces, UTF-8,
moments in UTC as `isoformat` writes them, ids as text. `area_code` and `sector` only route an entry to who may read
it; they are no part of what happened. Form 1, which wrote no `form`, had them inside and the actor's name too:
`ledger_forms` verifies each entry by its own.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol, TypedDict, Unpack
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from service.core import clock
from service.core.acts import editions
from service.core.acts.actors import named
from service.core.acts.problems import Conflict, NotFound, _
from service.core.db.tables import BureauRow, Parent, TenantRow
from service.core.db.transactions import db
from service.core.db.upserts import insert_fresh, insert_one
from service.core.ids import new_id
from service.core.jobs.outbox import Job, follow, requeue
from service.core.models import LedgerEntry, OutboxJob
from service.core.tenancy.scope import Kind, current
from service.core.tenancy.viewer import Viewer

PLANT, BUREAU = "plant", "bureau"
FORM = 2
CONTENT = (
    "act",
    "act_id",
    "actor_id",
    "after",
    "at",
    "audience",
    "before",
    "device_at",
    "enterprise_id",
    "id",
    "object_id",
    "object_kind",
    "on_behalf_of",
    "organisation_id",
)


class Subject(Parent, Protocol):
    """What an entry is about: a row of a tenant, or what such a row was just made of."""

    @property
    def id(self) -> UUID: ...


@dataclass(frozen=True)
class Act:
    """What a client says of its act: its own id for it (repeating it is the same act) and its own clock."""

    id: UUID
    device_at: datetime | None = None

    @classmethod
    def new(cls) -> "Act":
        return cls(new_id())


class EntryFacts(TypedDict, total=False):
    """What an entry tells: what changed from what to what, and who may read it.

    Unless said otherwise that is the plant; of a bureau's row not yet shown to it the bureau alone.
    """

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    audience: str


def record(
    viewer: Viewer, verb: str, row: TenantRow, act: Act | None = None, **facts: Unpack[EntryFacts]
) -> LedgerEntry:
    """Write the entry of an act and the reactions that follow it."""
    entry = LedgerEntry(**new_entry(viewer, verb, row, act, facts))
    db.session.add(entry)
    follow(entry, _jobs_after(verb))
    return entry


def record_at_once(
    viewer: Viewer, verb: str, row: TenantRow, act: Act | None = None, **facts: Unpack[EntryFacts]
) -> None:
    """Do as `record`, by a statement of its own and not with the next flush: for what a whole shift does at once."""
    entry = new_entry(viewer, verb, row, act, facts)
    insert_one(LedgerEntry, entry)
    jobs = _jobs_after(verb)
    if jobs:
        follow(LedgerEntry(**entry), jobs)


def record_all(
    viewer: Viewer, verb: str, subjects: Sequence[tuple[Subject, EntryFacts]], act: Act | None = None
) -> None:
    """Do as `record` for many rows by one statement: each thing has its entry; its facts stand beside its row.

    Only an act upon a single row has an id of its client's.
    """
    entries = [new_entry(viewer, verb, row, act, facts) for row, facts in subjects]
    insert_fresh(LedgerEntry, entries)
    jobs = _jobs_after(verb)
    for entry in entries if jobs else ():
        follow(LedgerEntry(**entry), jobs)


def _jobs_after(verb: str) -> Sequence[Job]:
    jobs: Sequence[Job] = current_app.extensions["reactions"].get(verb, ())
    return jobs


def new_entry(viewer: Viewer, verb: str, row: Subject, act: Act | None, facts: EntryFacts) -> dict[str, Any]:
    act = act or Act.new()
    editions.touch(verb, row.enterprise_id)
    hidden = isinstance(row, BureauRow) and row.shown_at is None
    entry = {
        "enterprise_id": row.enterprise_id,
        "id": new_id(),
        "area_code": row.area_code,
        "sector": row.sector,
        "act_id": act.id,
        "act": verb,
        "object_kind": str(getattr(row, "__tablename__", "")),
        "object_id": row.id,
        "actor_id": viewer.person_id,
        "actor_name": "",
        "organisation_id": viewer.organisation_id,
        "on_behalf_of": viewer.on_behalf_of,
        "audience": facts.get("audience") or (BUREAU if hidden else PLANT),
        "before": plain(facts.get("before")),
        "after": plain(facts.get("after")),
        "at": clock.now(),
        "device_at": act.device_at and act.device_at.astimezone(UTC),
    }
    return entry | {"canonical": sealed(entry)}


def sealed(entry: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of an entry."""
    return dumps({"form": FORM} | {name: entry[name] for name in CONTENT})


def repeated(enterprise_id: UUID, act: Act, verb: str, object_id: UUID) -> bool:
    """Tell whether this act already happened; raise Conflict where its id was used for another."""
    entry = _entry_of(enterprise_id, act)
    if entry is None:
        return False
    if (entry.act, entry.object_id) != (verb, object_id):
        raise Conflict(_("这个表单已经用于另一项操作，请重新打开页面"))
    return True


def begun_with(row: TenantRow, verb: str) -> dict[str, Any]:
    """Return what the entry told with which a row began: what came later may have changed the row."""
    query = select(LedgerEntry.after).where(
        LedgerEntry.enterprise_id == row.enterprise_id,
        LedgerEntry.object_id == row.id,
        LedgerEntry.act == verb,
    )
    return db.session.scalars(query).first() or {}


def is_known(enterprise_id: UUID, act: Act) -> bool:
    """Tell whether this act's id was used: then its command says what that means."""
    return _entry_of(enterprise_id, act) is not None


def _entry_of(enterprise_id: UUID, act: Act) -> LedgerEntry | None:
    query = select(LedgerEntry).where(
        LedgerEntry.enterprise_id == enterprise_id, LedgerEntry.act_id == act.id
    )
    return db.session.scalars(query).first()


def retry(viewer: Viewer, reaction_id: UUID) -> None:
    """Let a job that was parked after too many failures run again; nobody but the operator reads of it."""
    reaction = db.session.get(OutboxJob, reaction_id)
    if reaction is None:
        raise NotFound
    if requeue(reaction):
        followed = db.session.get_one(LedgerEntry, (reaction.enterprise_id, reaction.entry_id))
        record(viewer, "job.retry", followed, after={"job": reaction.name}, audience=BUREAU)


def dumps(value: Any) -> bytes:
    """Return canonical JSON: sorted keys, no spaces, UTF-8; hashes are taken of these bytes."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it; moments in UTC, decimals as text."""
    kind = type(value)
    if kind in AS_IS:
        return value
    if kind in EXACT:
        return EXACT[kind](value)
    match value:
        case Enum():
            return value.value
        case str() | UUID() | Decimal():
            return str(value)
        case int():
            return value
        case Mapping():
            return _members(value)
        case list() | tuple() | set() | frozenset():
            return _elements(value)
        case datetime() | date():
            return value.isoformat()
    raise TypeError(f"{kind.__name__} has no place in the ledger")


def _members(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): plain(item) for key, item in value.items()}


def _elements(value: Iterable[Any]) -> list[Any]:
    return [plain(item) for item in value]


# What nearly every value is, found without asking one kind after the other.
AS_IS = {str, int, bool, type(None)}
EXACT: dict[type, Callable[[Any], Any]] = {UUID: str, dict: _members, list: _elements}


def timeline(object_ids: list[UUID], enterprise_id: UUID | None = None) -> list[LedgerEntry]:
    """Return the entries about some objects as they happened; the plant's readers get only what they may read."""
    query = select(LedgerEntry).where(LedgerEntry.object_id.in_(object_ids))
    if enterprise_id:
        query = query.where(LedgerEntry.enterprise_id == enterprise_id)
    if current().kind is Kind.ENTERPRISE:
        query = query.where(LedgerEntry.audience == PLANT)
    happened = sorted(db.session.scalars(query), key=lambda entry: (entry.at, entry.id))
    return list(named(happened))
