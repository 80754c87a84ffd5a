"""The servers that the suite stands on are real, private and clean."""

import socket
import sqlite3

import psycopg
import pytest
import redis
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from service.core.migrations import config
from service.core.settings import Settings
from tests import databases


@pytest.mark.parametrize("turn", range(3))
def test_every_test_finds_its_redis_empty(redis_url: str, turn: int) -> None:
    with redis.Redis.from_url(redis_url) as connection:
        assert connection.dbsize() == 0
        assert connection.set("mark", turn)


def test_no_foreign_host_is_reached() -> None:
    with socket.socket() as one, pytest.raises(AssertionError, match="reached for"):
        one.connect(("192.0.2.1", 80))


@pytest.mark.postgres
def test_neither_login_is_above_row_level_security(place: str) -> None:
    address = databases.empty(place + "_logins")
    for url in address.values():
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            role = connection.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert role == (False,)


@pytest.mark.postgres
def test_the_cluster_orders_and_keeps_chinese(place: str) -> None:
    address = databases.empty(place + "_chinese")["DATABASE_OWNER_URL"].replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT datcollate FROM pg_database LIMIT 1").fetchone() == ("C.UTF-8",)
        assert connection.execute("SELECT length('安全隐患')").fetchone() == (4,)


def test_a_clean_database_forgets_the_last_test(place: str) -> None:
    name = place + "_forgets"
    if databases.kind() == "sqlite":
        file = databases.empty(name)["DATABASE_URL"].removeprefix("sqlite:///")
        connection = sqlite3.connect(file)
        connection.execute("CREATE TABLE mark (id integer)")
        connection.close()
        again = sqlite3.connect(databases.empty(name)["DATABASE_URL"].removeprefix("sqlite:///"))
        assert again.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
        again.close()
        return
    url = databases.empty(name)["DATABASE_OWNER_URL"].replace("+psycopg", "")
    with psycopg.connect(url) as owner:
        owner.execute("CREATE TABLE mark (id integer)")
    databases.empty(name)
    with psycopg.connect(url) as owner:
        assert owner.execute("SELECT to_regclass('mark')").fetchone() == (None,)


def test_a_migrated_database_is_at_head(database: dict[str, str]) -> None:
    settings = Settings.from_env(database)
    engine = create_engine(settings.owner_url)
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    engine.dispose()
    assert heads == tuple(ScriptDirectory.from_config(config(settings)).get_heads())
