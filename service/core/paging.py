"""Keyset pages: the next page starts after the last row's key; no page is counted or skipped over."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from service.core.db import db
from service.core.ledger import plain

PAGE_ROWS = 50
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
    start = _opened(after, keys)
    query = query.order_by(*(key.desc() if newest_first else key.asc() for key in keys)).limit(PAGE_ROWS + 1)
    found: list[Any] = []
    while len(found) <= PAGE_ROWS:
        beyond = [_beyond(keys, start, newest_first)] if start else []
        rows = list(db.session.scalars(query.where(*beyond)))
        found += sift(rows) if sift else rows
        if len(rows) <= PAGE_ROWS:
            break
        start = _place(rows[-1], keys)
    more = len(found) > PAGE_ROWS
    found = found[:PAGE_ROWS]
    return Page(found, _closed(_place(found[-1], keys)) if more else None)


def _place(row: Any, keys: Sequence[Key]) -> list[Any]:
    return [getattr(row, key.key) for key in keys]


def _beyond(keys: Sequence[Key], start: Sequence[Any], newest_first: bool) -> Any:
    """Spell out (a, b) > (x, y): both databases use an index for it."""
    choices = []
    for position, key in enumerate(keys):
        step = key < start[position] if newest_first else key > start[position]
        choices.append(and_(*(keys[i] == start[i] for i in range(position)), step))
    return or_(*choices)


def _closed(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(plain(values)).encode()).decode().rstrip("=")


def _opened(text: str | None, keys: Sequence[Key]) -> list[Any] | None:
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            return None
        return [_typed(key, value) for key, value in zip(keys, values, strict=True)]
    except (binascii.Error, ValueError, TypeError):
        return None


def _typed(key: Key, value: Any) -> Any:
    kind = key.type.python_type
    if kind is UUID:
        return UUID(value)
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    if not isinstance(value, kind):
        raise ValueError("a key of another type")
    return value
