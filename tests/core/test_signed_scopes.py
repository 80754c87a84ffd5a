"""A scope that reaches many plants is signed: forged, altered or outlived it reaches nothing."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from psycopg import errors

from service.core import ids
from service.core.db.transactions import db, reading
from service.core.jobs import scheduler
from service.core.migrations import upgrade
from service.core.settings import Settings
from service.core.tenancy.scope import Scope, opened
from tests import databases
from tests.people import Cast
from tests.sql import login, set_scope, signed

pytestmark = pytest.mark.postgres
REGION = {"area_lo": "410505", "area_hi": "410505~", "sectors": ""}
ALL = {"area_lo": "0", "area_hi": "~", "sectors": ""}
BUREAU = "select 1 from enterprise"
PLANNER = "select 1 from plan"
LONG_AGO = int(time.time()) - 1


def test_a_signed_scope_reaches_its_rows(database: dict[str, str], cast: Cast) -> None:
    with login(database, "regulator", **REGION) as sql:
        assert sql(BUREAU) == [(1,)]
    with login(database, "job", enterprise=cast.plant) as sql:
        assert sql("select enterprise_id from enterprise") == [(cast.plant,)]
    with login(database, "machine") as sql:
        assert sql(PLANNER) == []


FORGED: dict[str, tuple[str, dict[str, Any]]] = {
    "no signature": ("regulator", {**REGION, "until": 9_999_999_999}),
    "an empty one": ("regulator", {**REGION, "until": 9_999_999_999, "signature": ""}),
    "a guessed one": ("regulator", {**REGION, "until": 9_999_999_999, "signature": "0" * 64}),
    "another secret's": ("regulator", signed("regulator", "x" * 32, **REGION)),
    "a wider region": ("regulator", signed("regulator", **REGION) | ALL),
    "another sector": (
        "regulator",
        signed("regulator", **{**REGION, "sectors": "mines"}) | {"sectors": "chemicals"},
    ),
    "another bureau": ("regulator", signed("regulator", **REGION) | {"organisation": ids.new_id()}),
    "a later end": ("regulator", signed("regulator", **REGION) | {"until": 9_999_999_999}),
    "an end gone by": ("regulator", signed("regulator", **REGION, until=LONG_AGO)),
    "no end": ("regulator", signed("regulator", **REGION, until="")),
    "a job's": ("regulator", signed("job", **REGION)),
    "a regulator's": ("job", signed("regulator", enterprise=ids.new_id())),
    "another plant": ("job", signed("job", enterprise=ids.new_id())),
    "the planner's": ("job", signed("machine")),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_scope_reaches_nothing(database: dict[str, str], cast: Cast, how: str) -> None:
    role, settings = FORGED[how]
    if role == "job":  # a plant that is there
        settings = settings | {"enterprise": cast.plant}
    with login(database, by="DATABASE_URL") as sql:
        sql(f"set local role dp_{role}")
        set_scope(sql, **settings)
        assert sql("select 1 from enterprise") == sql("select 1 from ledger_entry") == []
        assert sql(f"select walls.is_signed('{role}')") == [(False,)]


@pytest.mark.parametrize(
    "statement",
    [
        "select 1 from person",
        "select 1 from ledger_entry",
        "select 1 from reaction",
        "update person set post = 'x' returning 1",
        "update reaction set attempts = 0 returning 1",
        "update heartbeat set at = now() returning 1",
        "delete from attachment returning 1",
    ],
)
def test_no_statement_of_an_unsigned_scope_reaches_a_row(
    app: Flask, database: dict[str, str], cast: Cast, statement: str
) -> None:
    with app.app_context():
        scheduler.beat("planner")
    for role in ("regulator", "job", "machine"):
        with login(database, by="DATABASE_URL") as sql:
            sql(f"set local role dp_{role}")
            set_scope(sql, enterprise=cast.plant, **ALL)
            with suppress(errors.InsufficientPrivilege):  # what it may not do at all
                assert sql(statement) == []


def test_an_unsigned_scope_adds_nothing(database: dict[str, str], cast: Cast) -> None:
    added = (
        "insert into ledger_entry (enterprise_id, id, area_code, sector, act_id, act, object_kind, object_id,"
        " actor_name, audience, at, canonical)"
        " values (%s, gen_random_uuid(), '410505', '', gen_random_uuid(), 'x', 'x', gen_random_uuid(), '', 'plant',"
        " now(), '')"
    )
    for role in ("regulator", "job", "machine"):
        with login(database, by="DATABASE_URL") as sql:
            sql(f"set local role dp_{role}")
            set_scope(sql, enterprise=cast.plant, **ALL)
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                sql(added, cast.plant)


def test_no_other_session_of_the_login_reads_a_signature(
    app: Flask, database: dict[str, str], cast: Cast
) -> None:
    region = Scope.regulator(cast.bureau, ("410505", "410505~"), frozenset())
    for signed_scope in (region, Scope.job(cast.plant), Scope.machine()):
        with app.app_context(), opened(signed_scope), reading():
            db.session.connection()
            with login(database, by="DATABASE_URL") as sql:
                shown = sql("select query from pg_stat_activity where usename = current_user")
            assert any("app.signature" in query for (query,) in shown)
            assert [query for (query,) in shown if re.search("[0-9a-f]{64}", query)] == []


def test_nobody_but_the_owner_reads_a_key(database: dict[str, str], cast: Cast) -> None:
    for role in ("public", "auth", "enterprise", "regulator", "platform", "job", "machine", ""):
        for statement in ("select * from walls.scope_key", "delete from walls.scope_key"):
            with login(database, role) as sql, pytest.raises(errors.InsufficientPrivilege):
                sql(statement)


def test_a_former_secret_signs_as_long_as_it_is_named(place: str) -> None:
    name, old, new = f"{place}_keys", "o" * 32, "n" * 32
    database = databases.empty(name)

    def taken(secret: str) -> bool:
        with login(database, by="DATABASE_URL") as sql:
            sql("set local role dp_machine")
            set_scope(sql, **signed("machine", secret))
            ((answer,),) = sql("select walls.is_signed('machine')")
            return bool(answer)

    def migrated(**more: str) -> tuple[bool, bool]:
        upgrade(Settings.from_env({**database, **more}))
        return taken(old), taken(new)

    assert migrated(SECRET_KEY=old) == (True, False)
    assert migrated(SECRET_KEY=new, SECRET_KEY_FALLBACKS=old) == (True, True)
    assert migrated(SECRET_KEY=new) == (False, True)


def test_a_process_with_another_secret_is_not_ready(
    app: Flask, place: str, another_app: Callable[[Settings], Flask]
) -> None:
    assert app.test_client().get("/readyz").status_code == 200
    stranger = {"DEMO": "1", "SECRET_KEY": "z" * 32, "REDIS_URL": app.config["SETTINGS"].redis_url}
    other = another_app(Settings.from_env(databases.settings(place) | stranger))
    answer = other.test_client().get("/readyz")
    assert (answer.status_code, "SECRET_KEY" in answer.json["refused"]) == (503, True)


def test_a_region_is_found_by_its_index(app: Flask, cast: Cast) -> None:
    """The check is made once in a statement, and hides no index."""
    here = Scope.regulator(ids.new_id(), ("410505", "410505~"), frozenset({"chemicals"}))
    with app.app_context(), opened(here), reading():
        on = db.session.connection()
        on.exec_driver_sql("set local enable_seqscan = off")
        query = "explain (costs off) select id from hazard order by area_code, id limit 20"
        plan = "\n".join(row[0] for row in on.exec_driver_sql(query))
    assert "Seq Scan on hazard" not in plan, plan
    assert "Index Cond: (((area_code)::text >= " in plan, plan
    assert "is_signed" not in plan, plan  # in a filter it would be asked for each row
