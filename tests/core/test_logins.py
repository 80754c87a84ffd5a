"""Who connects as whom: the operator and the sign-in have logins of their own, and the app's cannot become them."""

import dataclasses
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from psycopg import errors
from sqlalchemy.exc import OperationalError

from migrations.policies import ROLES
from service.core import clock, migrations
from service.core.db.transactions import at_phones, db, reading
from service.core.jobs.scheduler import Outcome, last_runs, run_if_due
from service.core.settings import Settings
from service.core.tenancy.scope import NoScope, Scope, opened
from tests import databases, servers
from tests.builders.hazards import Plant, assigned
from tests.people import Cast, at_desk
from tests.sql import login

pytestmark = pytest.mark.postgres
TAKES = {
    "DATABASE_URL": {"public", "enterprise", "regulator", "job", "machine"},
    "DATABASE_PLATFORM_URL": {"platform"},
    "DATABASE_AUTH_URL": {"auth"},
    "DATABASE_PHONE_URL": {"enterprise"},
}
ALONE = "dp_alone"  # the one login of an old installation


@pytest.mark.parametrize("by", TAKES)
def test_each_login_takes_its_roles_and_no_other(app: Flask, database: dict[str, str], by: str) -> None:
    for role in ROLES:
        with login(database, by=by) as sql:
            if role in TAKES[by]:
                sql(f"set local role dp_{role}")
                continue
            with pytest.raises(errors.InsufficientPrivilege, match="permission denied to set role"):
                sql(f"set local role dp_{role}")


def test_the_apps_login_neither_reads_nor_sets_a_secret(database: dict[str, str], cast: Cast) -> None:
    stolen = "update credential set hash = 'x' where person_id = %s"
    for role in ("auth", "platform"):
        with login(database, by="DATABASE_URL") as sql, pytest.raises(errors.InsufficientPrivilege):
            sql(f"set local role dp_{role}")
            sql("select hash from credential")
            sql(stolen, cast.people["operator"])


@pytest.mark.parametrize("by", TAKES)
def test_no_login_has_anything_of_its_own(app: Flask, database: dict[str, str], by: str) -> None:
    with login(database, by=by) as sql:
        rights = "rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb"
        who = f"select {rights} from pg_roles where rolname = session_user"
        assert sql(who) == [(False,) * 5]
        assert sql("select 1 from pg_class where pg_get_userbyid(relowner) = session_user") == []
        with pytest.raises(errors.InsufficientPrivilege):
            sql("select 1 from person")


SCOPES = {
    "public": Scope.public(),
    "auth": Scope.auth(),
    "platform": Scope.platform(),
    "machine": Scope.machine(),
}


@pytest.mark.parametrize("kind", SCOPES)
def test_a_scope_works_by_its_own_login(app: Flask, kind: str) -> None:
    own = {"auth": "dp_auth_login", "platform": "dp_platform_login"}
    with app.app_context(), opened(SCOPES[kind]), reading():
        asked = db.session.connection().exec_driver_sql("select session_user, current_user")
        assert tuple(asked.one()) == (own.get(kind, "dp_app"), f"dp_{kind}")


def test_what_phones_send_comes_by_the_login_of_plants_alone(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with opened(Scope.enterprise(cast.plant)), at_phones(), reading():
            asked = db.session.connection().exec_driver_sql("select session_user, current_user")
            assert tuple(asked.one()) == ("dp_phone_login", "dp_enterprise")
        with opened(Scope.platform()), pytest.raises(NoScope), at_phones():
            pass


@pytest.fixture
def old(place: str) -> Iterator[Settings]:
    """An installation that knows one login, which the other installations of this cluster do not use."""
    name = f"{place}_old"
    database = databases.empty(name)
    with servers.superuser(databases.cluster()) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {ALONE}")
        connection.execute(f"CREATE ROLE {ALONE} LOGIN NOINHERIT")
    one = {key: database[key].replace("dp_app", ALONE) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    yield Settings.from_env({**one, "DEMO": "1"})
    with servers.superuser(databases.cluster()) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"DROP ROLE {ALONE}")


def roles_of_alone() -> set[str]:
    member = f"select r.rolname from pg_roles r where pg_has_role('{ALONE}', r.oid, 'member') and r.rolname like 'dp%'"
    with servers.superuser(databases.cluster()) as connection:
        return {row[0].removeprefix("dp_") for row in connection.execute(member.encode())} - {"alone"}


def test_one_login_is_warned_of_and_loses_the_roles_that_get_their_own(
    old: Settings,
    place: str,
    another_app: Callable[[Settings], Flask],
    caplog: pytest.LogCaptureFixture,
) -> None:
    migrations.upgrade(old)
    assert roles_of_alone() == set(ROLES)
    with caplog.at_level(logging.WARNING):
        app = another_app(old)
    assert "DATABASE_PLATFORM_URL and DATABASE_AUTH_URL not set" in caplog.text
    with app.app_context():
        assert "share the app's login" in app.test_client().get("/readyz").json["tenancy"]
        with opened(Scope.auth()), reading():
            assert db.session.connection().exec_driver_sql("select session_user").scalar() == ALONE
    given = databases.settings(f"{place}_old")
    migrations.upgrade(dataclasses.replace(old, database_auth_url=given["DATABASE_AUTH_URL"]))
    assert roles_of_alone() == {*ROLES} - {"auth"}
    both = dataclasses.replace(
        old,
        database_auth_url=given["DATABASE_AUTH_URL"],
        database_platform_url=given["DATABASE_PLATFORM_URL"],
    )
    migrations.upgrade(both)
    assert roles_of_alone() == {*ROLES} - {"auth", "platform"}
    caplog.clear()
    app = another_app(both)
    assert "not set" not in caplog.text
    with app.app_context():
        assert app.test_client().get("/readyz").json["tenancy"] == "two walls"


def test_a_desk_is_served_by_the_three_logins(app: Flask, cast: Cast) -> None:
    assert at_desk(app, "operator").get("/ops/").status_code == 200
    assert at_desk(app, "manager").get(f"/e/{cast.plant}/people").status_code == 200
    assert at_desk(app, "officer").get("/g/410505/").status_code == 200


def test_the_planner_tells_of_last_days_without_the_operators_login(
    database: dict[str, str], place: str, staffed: Plant, another_app: Callable[[Settings], Flask]
) -> None:
    hazard = assigned(staffed)
    nobody = database["DATABASE_PLATFORM_URL"].replace("dp_platform_login", "dp_nobody")
    app = another_app(Settings.from_env({**database, "DATABASE_PLATFORM_URL": nobody, "DEMO": "1"}))
    the_day_before = clock.start_of(clock.today() + timedelta(days=2)) + timedelta(hours=8)
    with app.app_context(), clock.frozen(the_day_before):
        with opened(Scope.platform()), pytest.raises(OperationalError), reading():
            db.session.connection()
        for periodic in app.extensions["periodics"].values():
            assert run_if_due(periodic)
        with opened(Scope.machine()), reading():
            assert {how for _name, _run, how in last_runs()} == {Outcome.DONE}
    notice = "select kind, object_id::text, person_id::text from notice where deadline is not null"
    assert databases.rows(place, notice) == [("hazard.due", str(hazard.id), str(staffed.worker.person_id))]


def test_no_login_makes_anything_that_the_check_of_a_signature_could_meet(
    app: Flask, database: dict[str, str]
) -> None:
    """The owner's functions run with the caller's search_path: whoever may create in a schema plants operators."""
    schemas = "select nspname from pg_namespace where has_schema_privilege(session_user, oid, 'create')"
    for by in TAKES:
        with login(database, by=by) as sql:
            assert [row for row in sql(schemas) if not row[0].startswith("pg_temp")] == []
    for role in ROLES:
        with login(database, role) as sql:
            assert sql(schemas.replace("session_user", "current_user")) == []
