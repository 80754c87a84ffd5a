"""Keyset pages: the next page starts after the last row's key; no page is counted or skipped over."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from service.core.acts.ledger import plain
from service.core.db.transactions import db

PAGE_ROWS = 50
LARGEST = 2**31 - 1  # of an integer column
T = TypeVar("T")
Key = InstrumentedAttribute[Any]
Sift = Callable[[Sequence[Any]], Sequence[Any]]


@dataclass(frozen=True)
class Page(Generic[T]):
    rows: Sequence[T]
    after: str | None  # where the next page starts; None on the last one


def page(
    query: Select[Any],
    keys: Sequence[Key],
    after: str | None = None,
    *,
    newest_first: bool = False,
    sift: Sift | None = None,
) -> Page[Any]:
    """Return one page of entities ordered by `keys`, the last of which is unique.

    An `after` that is not one of ours starts at the beginning. `sift` leaves of some rows those that are
    meant, where the database cannot tell: then rows are asked for until a page is full.
    """
    start = place_of(after, keys)
    query = query.order_by(*(key.desc() if newest_first else key.asc() for key in keys)).limit(PAGE_ROWS + 1)
    entities: list[Any] = []
    while len(entities) <= PAGE_ROWS:
        beyond = [_beyond(keys, start, newest_first)] if start else []
        rows = list(db.session.scalars(query.where(*beyond)))
        entities += sift(rows) if sift else rows
        if len(rows) <= PAGE_ROWS:
            break
        start = _place(rows[-1], keys)
    more = len(entities) > PAGE_ROWS
    entities = entities[:PAGE_ROWS]
    return Page(entities, bookmark(_place(entities[-1], keys)) if more else None)


def page_of_rows(
    query: Select[Any], keys: Sequence[Key], after: str | None = None, *, newest_first: bool = False
) -> Page[Any]:
    """Return one page of plain rows, as `page` does of entities; the keys are among the columns of `query`."""
    start = place_of(after, keys)
    query = query.order_by(*(key.desc() if newest_first else key.asc() for key in keys)).limit(PAGE_ROWS + 1)
    rows = db.session.execute(query.where(_beyond(keys, start, newest_first)) if start else query).all()
    return Page(
        rows[:PAGE_ROWS], bookmark(_place(rows[PAGE_ROWS - 1], keys)) if len(rows) > PAGE_ROWS else None
    )


def _place(row: Any, keys: Sequence[Key]) -> list[Any]:
    return [getattr(row, key.key) for key in keys]


def _beyond(keys: Sequence[Key], start: Sequence[Any], newest_first: bool) -> Any:
    """Spell out (a, b) > (x, y): both databases use an index for it."""
    choices = []
    for position, key in enumerate(keys):
        step = key < start[position] if newest_first else key > start[position]
        choices.append(and_(*(keys[i] == start[i] for i in range(position)), step))
    return or_(*choices)


def bookmark(values: list[Any]) -> str:
    """Return the `after` of what comes behind a place."""
    return base64.urlsafe_b64encode(json.dumps(plain(values)).encode()).decode().rstrip("=")


def place_of(text: str | None, keys: Sequence[Key]) -> list[Any] | None:
    """Return the place that an `after` names; None where it is not one of ours."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            return None
        return [_typed(key, value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, OverflowError, RecursionError):  # RecursionError: lists within lists without end
        return None


def _typed(key: Key, value: Any) -> Any:
    """Return a value as its column compares it; raise ValueError or OverflowError where no row can hold it."""
    kind = key.type.python_type
    if type(value) is not (int if kind is int else str):
        raise ValueError("a key of another type")
    return READ[kind](value)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without zone")
    return moment.astimezone(UTC)


def _number(value: int) -> int:
    if abs(value) > LARGEST:
        raise ValueError("a number that no column holds")
    return value


def _text(text: str) -> str:
    if b"\0" in text.encode():  # half a surrogate pair raises here
        raise ValueError("NUL is kept by no database")
    return text


READ: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: _moment,
    date: date.fromisoformat,
    int: _number,
    str: _text,
}
