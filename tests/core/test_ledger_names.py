"""No name of a person stands in a new entry of the ledger: pages read it by the id that does."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from service.core.acts.actors import named
from service.core.acts.ledger import Act, record, timeline
from service.core.db.transactions import db, reading, transaction
from service.core.db.upserts import insert_one
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope, area_range
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.identity.models import Person
from tests.people import Cast


def words(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for one in value.values():
                yield from words(one)
        case list():
            for one in value:
                yield from words(one)


def test_no_name_and_no_work_number_stands_in_the_ledger_of_the_demo_world(
    app: Flask, demo_world: None
) -> None:
    with app.app_context(), scope.opened(Scope.platform()), reading():
        people = db.session.scalars(select(Person)).all()
        names = {one.name for one in people} | {one.account for one in people if one.account}
        numbers = {one.work_number for one in people if one.work_number}
        entries = db.session.scalars(select(LedgerEntry)).all()
        assert len(entries) > 200 and len(names) > 20
        assert {one.actor_name for one in entries} == {""}
        for entry in entries:
            sealed = json.loads(entry.canonical)
            assert sealed["form"] == 2
            for word in words(sealed):
                assert word not in numbers, (entry.act, word)
                assert not [name for name in names if name in word], (entry.act, word)


@pytest.fixture
def officers_entry(app: Flask, cast: Cast) -> LedgerEntry:
    """An act of an officer on a plant, which the plant reads."""
    here = Scope.regulator(cast.bureau, area_range("410505"), frozenset())
    officer = Viewer(here, cast.bureau, person_id=cast.people["officer"], name="刘志远")
    with app.app_context(), scope.opened(here), transaction():
        plant = db.session.scalars(select(Enterprise).where(Enterprise.id == cast.plant)).one()
        return record(officer, "hazard.order", plant)


def shown(app: Flask, cast: Cast, where: Scope, entry: LedgerEntry) -> list[str]:
    with app.app_context(), scope.opened(where), reading():
        return [one.by for one in timeline([cast.plant], cast.plant) if one.id == entry.id]


def test_a_plant_reads_the_name_of_an_officer_whose_person_it_does_not_reach(
    app: Flask, cast: Cast, officers_entry: LedgerEntry
) -> None:
    assert officers_entry.actor_name == "" and officers_entry.actor_id == cast.people["officer"]
    assert shown(app, cast, Scope.enterprise(cast.plant), officers_entry) == ["刘志远"]
    assert shown(app, cast, Scope.platform(), officers_entry) == ["刘志远"]


def test_the_name_is_that_of_today_and_stays_when_the_person_has_left(
    app: Flask, cast: Cast, officers_entry: LedgerEntry
) -> None:
    with app.app_context(), scope.opened(Scope.platform()), transaction():
        person = db.session.get_one(Person, (cast.bureau, cast.people["officer"]))
        person.name, person.left_at = "（已注销）", officers_entry.at
    assert shown(app, cast, Scope.enterprise(cast.plant), officers_entry) == ["（已注销）"]


def test_an_entry_of_the_first_release_shows_the_name_it_holds(
    app: Flask, cast: Cast, officers_entry: LedgerEntry
) -> None:
    columns = [one.key for one in LedgerEntry.__table__.columns]
    row = {name: getattr(officers_entry, name) for name in columns}
    act = Act.new()
    with app.app_context(), scope.opened(Scope.platform()):
        with transaction():
            insert_one(LedgerEntry, row | {"id": act.id, "act_id": act.id, "actor_name": "旧名"})
        with reading():
            [old] = db.session.scalars(select(LedgerEntry).where(LedgerEntry.act_id == act.id))
            assert [one.by for one in named([old])] == ["旧名"]
