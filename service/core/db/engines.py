"""How a connection is set up and how a transaction begins on it, on SQLite and on PostgreSQL."""

import sqlite3
import time
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError, OperationalError

from service.core.db import outages, postgres
from service.core.db.turns import TooLong, Turns
from service.core.tenancy import scope

PING_AFTER_S = 1.0  # after so long a connection is asked whether it lives before it is used
writing: ContextVar[bool] = ContextVar("writing", default=False)
long_running: ContextVar[bool] = ContextVar("long_running", default=False)


def bind(engine: Engine, scope_key: bytes) -> None:
    """Teach an engine to begin under the open scope, signed by a key where it is one that is."""
    outages.listen(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        file = engine.url.database
        turns = Turns(Path(file) if file and file != ":memory:" else None)
        engine.dialect.turns = turns  # type: ignore[attr-defined]
        event.listen(engine, "begin", _begin_on_sqlite)
    else:
        engine.dialect.scope_key = scope_key  # type: ignore[attr-defined]
        event.listen(engine, "connect", _set_up_postgres)
        engine.dialect.do_begin = partial(_begin_on_postgres, engine)  # type: ignore[method-assign]
        engine.dialect.do_commit = _commit_on_postgres  # type: ignore[assignment]
        event.listen(engine, "checkin", _remember_checkin)
        event.listen(engine, "checkout", lambda *taken: _ping_if_idle(engine, *taken))


def bind_owner(engine: Engine) -> None:
    """Let the owner's act on SQLite begin as a writer's does."""
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours to say
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_postgres(connection: Any, _record: object) -> None:
    postgres.set_up(connection, postgres.OF_A_JOB if long_running.get() else postgres.REQUEST_TIMEOUTS)


def _begin_on_sqlite(connection: Connection) -> None:
    if writing.get():
        _take_turn(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


def _take_turn(connection: Connection) -> None:
    try:
        connection.dialect.turns.take()  # type: ignore[attr-defined]
    except TooLong as error:
        locked = sqlite3.OperationalError("database is locked")
        raise OperationalError("BEGIN IMMEDIATE", None, locked) from error


def give_turn_back(engine: Engine) -> None:
    turns: Turns | None = getattr(engine.dialect, "turns", None)
    if turns is not None:
        turns.give_back()


def _remember_checkin(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _ping_if_idle(engine: Engine, connection: Any, record: Any, _fairy: object) -> None:
    """Ask a connection that has rested whether it still lives; one just used is not asked, that costs two trips."""
    if time.monotonic() - record.info.get("used", 0.0) < PING_AFTER_S:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError("the database has closed this connection") from error


def _begin_on_postgres(engine: Engine, connection: Any) -> None:
    key: bytes = engine.dialect.scope_key  # type: ignore[attr-defined]
    postgres.begin(connection, scope.current_or_none(), key, writes=writing.get())


def _commit_on_postgres(connection: Any) -> None:
    postgres.commit(connection, writes=writing.get())
