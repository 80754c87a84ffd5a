"""A plainly good check is taken by one statement: whose phone it is, that the check is due and his, the record, its
entry in the ledger. What it does not take goes the long way (`answer`), which finds the words.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypedDict
from uuid import UUID

import psycopg
from sqlalchemy import (
    DateTime,
    Engine,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql

from service.core import clock, ids
from service.core.acts.ledger import PLANT, sealed
from service.core.db.one_trip import OneTrip
from service.core.db.outages import AWAY
from service.core.models import LedgerEntry
from service.core.tenancy.scope import Scope
from service.core.tenancy.session_guard import bypass_scope
from service.identity.queries import signed_in
from service.identity.rules import TOUCH_PHONE_EVERY
from service.inspections.models import Occurrence, Record
from service.inspections.queries.lists import Item
from service.inspections.rules import LATE, MAX_WORDS, Answer, AnswerText
from service.inspections.schemas import OF_ANSWER, OF_RECORD, is_plausible

VERB = "record.answer"
GOOD = {str(Answer.NORMAL), str(Answer.NOT_APPLICABLE)}
BODIES = (OF_RECORD, OF_RECORD - {"device_at"})
MOST_ITEMS = 100_000  # of lists that one process knows
ACTOR = "$"  # in the canonical bytes, for whom the statement finds; alone in quotes it stands nowhere else
# Of the record, for its entry.
KEPT = ("enterprise_id", "id", "area_code", "sector", "answered_by", "answered_at", "device_at")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Known(NamedTuple):
    checklist_id: UUID
    numbers: dict[str, int]  # of its items, by id


class Good(NamedTuple):
    """A body that is plainly a whole and good check; `answers` in the order of the list."""

    checklist_id: UUID
    occurrence_id: str
    answers: list[AnswerText]
    device_at: datetime | None


class Promised(TypedDict):
    """What an app is promised of a record: the same bytes each time it is sent."""

    answered_at: str
    hazards: list[str]
    id: str
    occurrence_id: str
    stands: bool


_lists: dict[str, Known] = {}  # by the id of each item: a list never changes


def learn(checklist_id: UUID, items: tuple[Item, ...]) -> None:
    """Keep what a list asks, so that the next check of it need not look."""
    if len(_lists) >= MOST_ITEMS:
        _lists.clear()
    known = Known(checklist_id, {str(item.id): item.number for item in items})
    _lists.update(dict.fromkeys(known.numbers, known))


def judged(body: dict[str, Any]) -> Good | None:
    """Return what a body holds where it is plainly whole and good, by the fields and limits of RecordForm.

    Whatever passes here passes the long way, which reads all others.
    """
    answers = body.get("answers")
    if body.keys() not in BODIES or type(answers) is not list or not answers:
        return None
    try:
        checklist_id, numbers = _lists[answers[0]["item_id"]]
        if len(answers) != len(numbers):
            return None
        ordered: list[Any] = [None] * len(answers)
        for answer in answers:
            ordered[numbers[answer["item_id"]] - 1] = _answer(answer)
        if None in ordered:  # one was answered twice
            return None
        moment = _moment(body["device_at"]) if "device_at" in body else None
        return Good(checklist_id, str(UUID(body["occurrence_id"])), ordered, moment)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None or not is_plausible(moment):
        raise ValueError("not plainly good")
    return moment


def _answer(answer: dict[str, Any]) -> AnswerText:
    words = answer.get("words", "")
    if answer.keys() - OF_ANSWER or answer["answer"] not in GOOD or answer.get("photos", []) != []:
        raise ValueError("not plainly good")
    if type(words) is not str or len(words) > MAX_WORDS or not words.isprintable() or words.strip() != words:
        raise ValueError("not plainly good")
    return {"answer": answer["answer"], "item_id": answer["item_id"], "photos": [], "words": words}


def take(
    engine: Engine, token_hash: str, plant: UUID, record_id: UUID, body: dict[str, Any]
) -> Promised | None:
    """Take a check that is plainly good; return what is promised of its record, or None: then nothing is kept."""
    good = judged(body)
    if good is None:
        return None
    now = clock.now()
    values = _values(good, now, plant, record_id)
    values |= {"token_hash": token_hash, "touched_after": (now - TOUCH_PHONE_EVERY).isoformat()}
    try:
        taken = _STATEMENT.count(engine, Scope.enterprise(plant), values)
    except (psycopg.Error, *AWAY):  # also a full pool, which is no error of psycopg
        return None
    if not taken:
        return None
    return {
        "answered_at": now.isoformat(),
        "hazards": [],
        "id": str(record_id),
        "occurrence_id": good.occurrence_id,
        "stands": True,
    }


def _values(good: Good, now: datetime, plant: UUID, record_id: UUID) -> dict[str, str | None]:
    moment, entry_id = now.isoformat(), ids.new_id()
    head, tail = canonical(good, now, plant, record_id, entry_id)
    return {
        "enterprise_id": str(plant),
        "id": str(record_id),
        "occurrence_id": good.occurrence_id,
        "checklist_id": str(good.checklist_id),
        "now": moment,
        "too_late": (now - LATE).isoformat(),
        "answers": _encode([{**answer, "number": number} for number, answer in enumerate(good.answers, 1)]),
        "digest": hashlib.sha256(content(good)).hexdigest(),
        "device_at": good.device_at.isoformat() if good.device_at else None,
        "entry_id": str(entry_id),
        "after": _encode(_after(good)),
        "head": head,
        "tail": tail,
    }


def content(good: Good) -> bytes:
    """Return what `answering` takes the digest of."""
    answers = sorted(good.answers, key=lambda answer: answer["item_id"])
    moment = good.device_at.isoformat() if good.device_at else None
    return _encode({"answers": answers, "device_at": moment, "occurrence_id": good.occurrence_id}).encode()


def _after(good: Good) -> dict[str, str | int]:
    return {"occurrence_id": good.occurrence_id, "stands": True, "failed": 0}


def canonical(good: Good, now: datetime, plant: UUID, record_id: UUID, entry_id: UUID) -> list[str]:
    """Return the canonical bytes of the entry, as the ledger seals it, before and after the actor's id."""
    entry = {
        "act": VERB,
        "act_id": record_id,
        "actor_id": ACTOR,
        "after": _after(good),
        "at": now,
        "audience": PLANT,
        "before": None,
        "device_at": good.device_at and good.device_at.astimezone(UTC),
        "enterprise_id": plant,
        "id": entry_id,
        "object_id": record_id,
        "object_kind": Record.__tablename__,
        "on_behalf_of": None,
        "organisation_id": plant,
    }
    return sealed(entry).decode().split(ACTOR)


def _statement() -> OneTrip:
    who = signed_in.in_hand().cte("who")
    record, entry = Record.__table__, LedgerEntry.__table__
    names = record.columns.keys()
    adding = postgresql.insert(record).from_select(names, _due(who, names), include_defaults=False)  # type: ignore[arg-type]
    new = adding.on_conflict_do_nothing().returning(*(record.c[name] for name in KEPT)).cte("new")
    written = {
        "enterprise_id": new.c.enterprise_id,
        "id": bindparam("entry_id", type_=Uuid),
        "area_code": new.c.area_code,
        "sector": new.c.sector,
        "act_id": new.c.id,
        "act": literal_column(f"'{VERB}'"),
        "object_kind": literal_column(f"'{Record.__tablename__}'"),
        "object_id": new.c.id,
        "actor_id": new.c.answered_by,
        "actor_name": literal_column("''"),  # an entry holds the id alone
        "organisation_id": new.c.enterprise_id,
        "audience": literal_column(f"'{PLANT}'"),
        "after": bindparam("after", type_=entry.c.after.type),
        "at": new.c.answered_at,
        "device_at": new.c.device_at,
        "canonical": func.convert_to(
            bindparam("head", type_=Text)
            .concat(new.c.answered_by.cast(Text))
            .concat(bindparam("tail", type_=Text)),
            literal_column("'UTF8'"),
        ),
    }
    rows = select(*written.values()).select_from(new.join(who, new.c.answered_by == who.c.person_id))
    entries = insert(entry).from_select(list(written), rows, include_defaults=False)  # type: ignore[arg-type]
    return OneTrip("check_at_once", bypass_scope(entries, "each part names the plant, whose scope is open"))


def _due(who: Any, names: list[str]) -> Select[Any]:
    """Find the check that is answered, where it is due, and one for who answers."""
    check, record = Occurrence.__table__.c, Record.__table__.c
    now = bindparam("now", type_=DateTime(timezone=True))
    columns = {
        "id": bindparam("id", type_=Uuid),
        "occurrence_id": check.id,
        "stands": literal_column("true"),
        "answers": bindparam("answers", type_=record.answers.type),
        "failed": literal_column("0"),
        "digest": bindparam("digest", type_=Text),
        "answered_by": who.c.person_id,
        "answered_at": now,
        "device_at": bindparam("device_at", type_=DateTime(timezone=True)),
    }
    nobody: Any = literal_column("''")
    return (
        select(*(columns[name] if name in columns else check[name] for name in names))
        .select_from(who.join(Occurrence.__table__, check.enterprise_id == who.c.enterprise_id))
        .where(
            check.id == bindparam("occurrence_id", type_=Uuid),
            check.checklist_id == bindparam("checklist_id", type_=Uuid),
            check.cancelled_at.is_(None),
            check.due_from <= now,
            check.due_to > bindparam("too_late", type_=DateTime(timezone=True)),
            or_(
                and_(check.team != nobody, check.team == who.c.team),
                and_(check.post != nobody, check.post == who.c.post),
            ),
        )
    )


_STATEMENT = _statement()
