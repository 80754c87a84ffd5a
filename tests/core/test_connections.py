"""Connections: closed ones are noticed, what was prepared stays, and each transaction has its own scope."""

import os
import traceback
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from service.core import ids
from service.core.db import engines
from service.core.db.transactions import db, reading, retrying
from service.core.db.upserts import insert_one
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.models import Organisation, Person
from tests import servers
from tests.people import Cast

pytestmark = pytest.mark.postgres
CLOSE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


def server_process() -> int:
    """Read something; return who answered."""
    with scope.opened(Scope.platform()), reading():
        db.session.scalars(select(Organisation)).all()
        answered_by: int = db.session.scalar(select(func.pg_backend_pid()))
        return answered_by


def close_all() -> None:
    with servers.superuser(Path(os.environ["TEST_CLUSTER"])) as connection:
        connection.execute(CLOSE, [db.engine.url.database])


def test_a_rested_connection_that_was_closed_is_replaced(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PING_AFTER_S", 0.0)
    with app.app_context():
        first = server_process()
        close_all()
        assert server_process() != first


def test_a_connection_closed_while_in_use_fails_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PING_AFTER_S", 3600.0)
    with app.app_context():
        first = server_process()
        close_all()
        with pytest.raises(OperationalError):
            server_process()
        assert server_process() != first


def test_what_is_read_often_stays_prepared(app: Flask) -> None:
    with app.app_context():
        for _ in range(7):  # psycopg prepares at the sixth
            server_process()
        with scope.opened(Scope.platform()), reading():
            prepared = db.session.connection().exec_driver_sql("SELECT statement FROM pg_prepared_statements")
            assert any("organisation" in statement for statement in prepared.scalars())


def test_a_prepared_statement_shows_each_scope_its_own_rows(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for _ in range(12):  # then the plan is one for all values
            for enterprise in (cast.plant, cast.neighbour):
                with scope.opened(Scope.enterprise(enterprise)), reading():
                    # Plain SQL: nothing but row-level security stands before it.
                    seen = db.session.connection().exec_driver_sql(
                        "SELECT DISTINCT enterprise_id FROM person"
                    )
                    assert list(seen.scalars()) == [enterprise]


def test_what_a_code_says_is_quoted(app: Flask) -> None:
    said = r"x'; SELECT 'é\ "
    with app.app_context(), scope.opened(Scope.public(said)), reading():
        kept = db.session.connection().exec_driver_sql("SELECT current_setting('app.opens')")
        assert kept.scalar_one() == said


def test_an_act_that_passes_over_an_error_is_not_told_that_it_is_kept(app: Flask, cast: Cast) -> None:
    def act() -> None:
        db.session.get_one(Organisation, (cast.plant, cast.plant)).name = "改过的名字"
        db.session.flush()
        with suppress(DBAPIError):
            db.session.connection().exec_driver_sql("SELECT 1 / 0")

    with app.app_context(), scope.opened(Scope.platform()):
        with pytest.raises(DBAPIError, match="not kept"):
            retrying(act)
        with reading():
            assert db.session.get_one(Organisation, (cast.plant, cast.plant)).name == "华安化工"


def test_a_read_that_passes_over_an_error_ends_as_a_read(app: Flask) -> None:
    with app.app_context():
        with scope.opened(Scope.platform()), reading(), suppress(DBAPIError):
            db.session.connection().exec_driver_sql("SELECT 1 / 0")
        assert server_process()


def test_an_error_tells_nothing_of_what_was_written(app: Flask, cast: Cast) -> None:
    """Neither by its parameters nor by the details of the server: both stand in the log."""

    secret = "·".join(("秘密", "名字"))  # put together: a traceback shows the lines of this file

    def act() -> None:
        first = db.session.scalars(select(Person)).first()
        assert first is not None
        same = {column.key: getattr(first, column.key) for column in Person.__table__.columns}
        insert_one(Person, same | {"id": ids.new_id(), "name": secret})

    with app.app_context(), scope.opened(Scope.platform()):
        with pytest.raises(IntegrityError) as refused:
            retrying(act)
        told = "".join(traceback.format_exception(refused.value))
        assert secret not in told and "DETAIL" not in told and "already exists" not in told
        assert "uq_person" in told  # the way to find it
