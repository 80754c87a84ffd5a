"""Where a page starts is sent by a browser: anything that is not a place of this list starts at the beginning."""

import base64
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from service.core import ids
from service.core.acts import ledger
from service.core.db import paging
from service.core.db.transactions import db, reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.exchange.models import ImportFinding
from service.identity.models import Person
from service.inspections.models import Occurrence, Record
from tests.people import Cast

pytestmark = pytest.mark.both

ID = str(ids.new_id())
PLACES = {
    "an id that is none": (Person, ["id"], ["nonsense"]),
    "a number for an id": (Person, ["id"], [5]),
    "a list for an id": (Person, ["id"], [[ID]]),
    "NUL in a text": (Person, ["work_number"], ["Z\0"]),
    "half a surrogate pair": (Person, ["work_number"], ["\ud800"]),
    "nothing for a text": (Person, ["work_number"], [None]),
    "too few keys": (Record, ["answered_at", "id"], ["2026-11-22T00:00:00+00:00"]),
    "a moment without zone": (Record, ["answered_at", "id"], ["2026-11-22T00:00:00", ID]),
    "a moment before the first": (Record, ["answered_at", "id"], ["0001-01-01T00:00:00+14:00", ID]),
    "a number for a moment": (Record, ["answered_at", "id"], [5, ID]),
    "no day": (Occurrence, ["period", "id"], ["2026-02-30", ID]),
    "a number for a day": (Occurrence, ["period", "id"], [20261122, ID]),
    "a number beyond the column": (ImportFinding, ["position"], [2**31]),
    "a yes for a number": (ImportFinding, ["position"], [True]),
    "a mapping": (Person, ["id"], {"id": ID}),
}
TEXTS = ["nonsense", "时间", "=", "%", base64.urlsafe_b64encode(b"[" * 9000).decode(), "gA"]


def closed(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def rows(app: Flask, model: Any, names: list[str], after: str) -> paging.Page[Any]:
    with app.app_context(), scope.opened(Scope.platform()), reading():
        return paging.page(select(model), [getattr(model, name) for name in names], after)


@pytest.mark.parametrize("what", PLACES)
def test_a_place_of_another_shape_starts_at_the_beginning(app: Flask, what: str) -> None:
    model, names, values = PLACES[what]
    assert paging.place_of(closed(values), [getattr(model, name) for name in names]) is None
    assert rows(app, model, names, closed(values)).after is None


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_no_place_at_all_starts_at_the_beginning(app: Flask, cast: Cast, text: str) -> None:
    begun, first = ([one.id for one in rows(app, Person, ["id"], after).rows] for after in (text, ""))
    assert begun == first
    assert len(first) > 10


@pytest.mark.parametrize(
    ("model", "names", "values"),
    [
        (Person, ["work_number"], ["Z1"]),
        (Record, ["answered_at", "id"], ["2026-11-22T00:00:00+00:00", ID]),
        (Occurrence, ["period", "id"], ["2026-11-22", ID]),
        (ImportFinding, ["position"], [7]),
    ],
)
def test_a_place_of_ours_is_known_again(model: Any, names: list[str], values: list[Any]) -> None:
    keys = [getattr(model, name) for name in names]
    opened = paging.place_of(closed(values), keys)
    assert opened is not None and ledger.plain(opened) == values


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_pages_of_a_list_hold_each_row_once_and_in_order(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, newest_first: bool
) -> None:
    monkeypatch.setattr(paging, "PAGE_ROWS", 4)
    with app.app_context(), scope.opened(Scope.platform()), reading():
        everybody = sorted(db.session.scalars(select(Person.id)), reverse=newest_first)
        pages = [paging.page(select(Person), [Person.id], newest_first=newest_first)]
        while (after := pages[-1].after) and len(pages) < 99:
            pages.append(paging.page(select(Person), [Person.id], after, newest_first=newest_first))
    assert [person.id for page in pages for person in page.rows] == everybody
    assert len(pages) == -(-len(everybody) // 4) > 2
