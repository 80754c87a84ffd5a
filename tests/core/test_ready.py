"""Statements that go straight to the driver: behind the same walls, with the same values and the same errors."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from service.core import clock, ids
from service.core.db.prepared import PreparedStatement
from service.core.db.transactions import db, reading, transaction
from service.core.db.upserts import insert_one
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import NoScope, Scope
from service.core.tenancy.session_guard import bypass_scope
from service.hazards.models import HazardRound
from service.identity.models import Person, RoleGrant
from tests.people import Cast

pytestmark = pytest.mark.both

PEOPLE = select(Person.__table__.c.enterprise_id)


def entry(cast: Cast) -> dict[str, Any]:
    kept = {column.key: None for column in LedgerEntry.__table__.columns}
    texts = dict.fromkeys(("act", "object_kind", "actor_name", "sector"), "x")
    named = {
        "enterprise_id": cast.plant,
        "id": ids.new_id(),
        "act_id": ids.new_id(),
        "object_id": ids.new_id(),
    }
    told = {"area_code": "410505", "audience": "plant", "at": clock.now(), "canonical": b"{}"}
    return kept | texts | named | told | {"after": {"字": [1, None]}}


def test_a_statement_that_does_not_say_why_it_may_is_refused() -> None:
    with pytest.raises(NoScope):
        PreparedStatement(PEOPLE)


@pytest.mark.postgres
def test_row_level_security_stands_before_it(app: Flask, cast: Cast) -> None:
    everybody = PreparedStatement(bypass_scope(PEOPLE, "a test"))
    with app.app_context(), scope.opened(Scope.enterprise(cast.plant)):
        assert {row.enterprise_id for row in everybody.run_detached()} == {cast.plant}
        with reading():
            assert {row.enterprise_id for row in everybody.rows()} == {cast.plant}


def test_it_keeps_to_the_scope_that_its_session_began_in(app: Flask, cast: Cast) -> None:
    everybody = PreparedStatement(bypass_scope(PEOPLE, "a test"))
    with app.app_context(), scope.opened(Scope.enterprise(cast.plant)), reading():
        db.session.scalars(select(Person)).all()
        with scope.opened(Scope.enterprise(cast.neighbour)), pytest.raises(NoScope):
            everybody.rows()


def test_its_values_are_those_of_sqlalchemy(app: Flask, cast: Cast) -> None:
    grant, ledger = RoleGrant.__table__.c, LedgerEntry.__table__.c
    asked = select(grant.role, grant.sectors, grant.until, grant.id).where(
        grant.enterprise_id == bindparam("at")
    )
    told = select(ledger.at, ledger.after, ledger.before, ledger.canonical).where(
        ledger.id == bindparam("at")
    )
    row = entry(cast)
    with app.app_context(), scope.opened(Scope.enterprise(cast.plant)):
        with transaction():
            insert_one(LedgerEntry, row)
        with reading():
            for query, value in ((asked, cast.plant), (told, row["id"])):
                statement = bypass_scope(query, "a test")
                common = db.session.execute(statement, {"at": value}).all()
                assert (
                    common and [tuple(one) for one in PreparedStatement(statement).rows(at=value)] == common
                )
                assert [str(one) for one in PreparedStatement(statement).rows(at=value)[0]] == [
                    str(one) for one in common[0]
                ]


def test_its_errors_are_those_of_sqlalchemy(app: Flask, cast: Cast) -> None:
    row = entry(cast)
    with app.app_context(), scope.opened(Scope.enterprise(cast.plant)), pytest.raises(IntegrityError):
        with transaction():
            insert_one(LedgerEntry, row)
            insert_one(LedgerEntry, row)


def test_values_held_within_are_refused_in_words(app: Flask) -> None:
    person = Person.__table__.c
    for held in (
        PEOPLE.where(person.name == "李敏"),
        PEOPLE.where(person.name.in_(["李敏"])),
        PEOPLE.limit(1),
    ):
        with pytest.raises(ValueError, match=r"names its values with bindparam\(\)"):
            PreparedStatement(bypass_scope(held, "a test"))


def test_a_number_whose_kind_only_a_cursor_tells_is_refused_in_words(app: Flask) -> None:
    with pytest.raises(ValueError, match="reads no Numeric.*cost"):
        PreparedStatement(bypass_scope(select(HazardRound.__table__.c.cost), "a test"))
