"""Entries say which form their bytes are in; each is verified by its own, for ever."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.core import clock, ids
from service.core.acts.ledger import Act, record
from service.core.acts.ledger_forms import differences
from service.core.db.transactions import db, reading, transaction
from service.core.db.upserts import insert_one
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from tests.people import Cast

pytestmark = pytest.mark.both

CHINA = timezone(timedelta(hours=8))
WHEN = datetime(2026, 11, 3, 9, 30, 15, 250000, UTC)
# As the release before wrote them: the keys in the order of the alphabet, routing and the name among them.
OLD = (
    '{"act":"hazard.assign","act_id":"0192d1a0-0000-7000-8000-000000000001",'
    '"actor_id":"0192d1a0-0000-7000-8000-000000000002","actor_name":"李敏","after":{"due_on":"2026-11-09"},'
    '"area_code":"410505","at":"2026-11-03T09:30:15.250000+00:00","audience":"plant",'
    '"before":{"state":"confirmed"},"device_at":"2026-11-03T17:30:14+08:00",'
    '"enterprise_id":"{plant}","id":"0192d1a0-0000-7000-8000-000000000003",'
    '"object_id":"0192d1a0-0000-7000-8000-000000000004","object_kind":"hazard","on_behalf_of":null,'
    '"organisation_id":"{plant}","sector":"chemicals"}'
)


def written(row: LedgerEntry) -> LedgerEntry:
    """Return an entry as the database holds it."""
    key = (row.enterprise_id, row.id)
    with reading():
        found = db.session.scalars(select(LedgerEntry).where(LedgerEntry.id == key[1])).one()
        db.session.expunge_all()
        return found


def new(cast: Cast, act: Act) -> LedgerEntry:
    with transaction():
        plant = db.session.scalars(select(Enterprise)).one()
        before = {"due_on": WHEN.date(), "place": "1号窑"}
        after = {"moved": {"b": UUID(int=7), "a": [True, None, 3]}}
        person = cast.people["manager"]
        viewer = Viewer(scope.current(), cast.plant, person_id=person, name="李敏")
        return record(viewer, "hazard.assign", plant, act, before=before, after=after)


def old(cast: Cast) -> LedgerEntry:
    canonical = OLD.replace("{plant}", str(cast.plant)).encode()
    row: dict[str, Any] = json.loads(canonical)
    for name in ("act_id", "actor_id", "enterprise_id", "id", "object_id", "organisation_id"):
        row[name] = UUID(row[name])
    row |= {name: datetime.fromisoformat(row[name]) for name in ("at", "device_at")}
    with transaction():
        insert_one(LedgerEntry, row | {"canonical": canonical})
    return LedgerEntry(**row)


def test_a_new_entry_is_sealed_without_routing_and_name_in_known_bytes(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: WHEN)
    act = Act(ids.new_id(), datetime(2026, 11, 3, 17, 30, 14, tzinfo=CHINA))
    with app.app_context(), scope.opened(Scope.enterprise(cast.plant)):
        entry = written(new(cast, act))
        assert differences(entry) == []
    assert (entry.area_code, entry.sector) == ("410505", "chemicals")
    assert entry.canonical.decode() == (
        f'{{"act":"hazard.assign","act_id":"{act.id}","actor_id":"{cast.people["manager"]}",'
        '"after":{"moved":{"a":[true,null,3],"b":"00000000-0000-0000-0000-000000000007"}},'
        '"at":"2026-11-03T09:30:15.250000+00:00","audience":"plant",'
        '"before":{"due_on":"2026-11-03","place":"1号窑"},"device_at":"2026-11-03T09:30:14+00:00",'
        f'"enterprise_id":"{cast.plant}","form":2,"id":"{entry.id}","object_id":"{cast.plant}",'
        f'"object_kind":"enterprise","on_behalf_of":null,"organisation_id":"{cast.plant}"}}'
    )


def test_an_old_entry_verifies_by_the_old_form(app: Flask, cast: Cast) -> None:
    with app.app_context(), scope.opened(Scope.enterprise(cast.plant)):
        entry = written(old(cast))
        assert differences(entry) == []
        entry.area_code = "410506"  # its plant has moved since
        assert differences(entry) == ["area_code"]
        assert differences(entry, {"area_code": "410505", "sector": "chemicals"}) == []


CHANGES: dict[str, Any] = {
    "act": "hazard.close",
    "act_id": ids.new_id(),
    "actor_id": None,
    "after": {},
    "at": WHEN,
    "audience": "bureau",
    "before": None,
    "device_at": None,
    "id": ids.new_id(),
    "object_id": ids.new_id(),
    "object_kind": "visit",
    "on_behalf_of": ids.new_id(),
    "organisation_id": None,
}


def test_each_change_of_an_entry_shows(app: Flask, cast: Cast) -> None:
    with app.app_context(), scope.opened(Scope.enterprise(cast.plant)):
        entries = [written(old(cast)), written(new(cast, Act(ids.new_id(), clock.now())))]
    old_one, new_one = entries
    for entry in entries:
        for name, value in CHANGES.items():
            true = getattr(entry, name)
            setattr(entry, name, value + timedelta(1) if name == "at" else value)
            assert differences(entry) == [name]
            setattr(entry, name, true)
        assert differences(entry) == []
    for name in ("actor_name", "area_code", "sector"):
        setattr(old_one, name, "x")
        assert differences(old_one) == [name]
        setattr(old_one, name, json.loads(old_one.canonical)[name])
        setattr(new_one, name, "x")
        assert differences(new_one) == []


@pytest.mark.parametrize("bytes_", [b"", b"x", b"[]", b'{"form":99}', b'{"form":2}'])
def test_bytes_of_no_known_form_show(app: Flask, cast: Cast, bytes_: bytes) -> None:
    with app.app_context(), scope.opened(Scope.enterprise(cast.plant)):
        entry = written(new(cast, Act.new()))
        entry.canonical = bytes_
        assert differences(entry)
        entry.canonical = bytes_ + b" "
        assert differences(entry)


def test_bytes_that_say_the_same_in_another_writing_show(app: Flask, cast: Cast) -> None:
    with app.app_context(), scope.opened(Scope.enterprise(cast.plant)):
        entry = written(new(cast, Act.new()))
        entry.canonical = json.dumps(json.loads(entry.canonical), ensure_ascii=False).encode()
        assert differences(entry) == ["canonical"]
