"""The database and the only transactions.

A transaction begins and ends in a door or in the job wrapper; nothing else commits.
The scope that is open when it begins decides whose rows it may touch: on every
database by `tenancy/session_guard.py`, on PostgreSQL by row-level security besides.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import psycopg
from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Delete, Engine, Update, create_engine
from sqlalchemy.exc import DBAPIError

from service.core.db import engines, outages, postgres
from service.core.db.tables import Base
from service.core.tenancy import scope

TRIES = 3
T = TypeVar("T")


class OfScope(Session):
    """A session on the login that the open scope works by."""

    def get_bind(self, *_arguments: Any, **_named: Any) -> Engine:
        return engine()


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"class_": OfScope, "expire_on_commit": False, "autoflush": True},
)
_at_phones: ContextVar[bool] = ContextVar("at_phones", default=False)


def engine() -> Engine:
    """Return the engine of the open scope: `platform` and `auth` have logins of their own where they are set."""
    if _at_phones.get():
        return phone_engine()
    open_scope = scope.current_or_none()
    return db.engines.get(open_scope.kind if open_scope else None) or db.engine


def phone_engine() -> Engine:
    """Return the engine by which phones' records come in: its login is a plant's and nothing else, where it is set."""
    return db.engines.get("phone") or db.engine


@contextmanager
def at_phones() -> Iterator[None]:
    """Work in a plant's scope by the login of phones."""
    if scope.current().kind is not scope.Kind.ENTERPRISE:
        raise scope.NoScope("the login of phones reaches plants alone")
    token = _at_phones.set(True)
    try:
        yield
    finally:
        _at_phones.reset(token)


def bind_engines() -> None:
    """Teach the engine of every login to begin under the open scope."""
    for login_engine in db.engines.values():
        engines.bind(login_engine, current_app.config["SETTINGS"].scope_keys[0])


def let_go() -> None:
    """Close the connections that rest: whoever forks after this shares none."""
    for login_engine in db.engines.values():
        login_engine.dispose()


def is_postgres() -> bool:
    return db.engine.dialect.name == "postgresql"


@contextmanager
def transaction() -> Iterator[None]:
    """Run one business act: all of it is kept, or none of it. It refuses to nest."""
    if "later" in db.session.info or db.session().in_transaction():
        raise RuntimeError("transactions do not nest: the door opens the one transaction")
    later: list[Callable[[], object]] = []
    db.session.info["later"] = later
    token = engines.writing.set(True)
    try:
        yield
        db.session.commit()
    finally:
        engines.writing.reset(token)
        db.session.remove()
        engines.give_turn_back(db.engine)
    for act in later:
        act()


@contextmanager
def reading() -> Iterator[None]:
    """Run reads under the open scope; inside a transaction they are part of it."""
    if db.session().in_transaction() or "later" in db.session.info or "reading" in db.session.info:
        yield
        return
    db.session.info["reading"] = True
    try:
        yield
        if is_postgres():
            _end_well()
    finally:
        db.session.remove()


def end_reading() -> None:
    """End what was read so far: what is drawn from it takes its time, and no transaction waits for it.

    What is asked for after all begins anew.
    """
    if "reading" not in db.session.info or not db.session().in_transaction():
        return
    if db.session.new or db.session.dirty or db.session.deleted:
        db.session.expunge_all()
    db.session.commit()


def _end_well() -> None:
    """Commit what was only read: at a rollback psycopg forgets every statement that it has prepared."""
    db.session.expunge_all()
    db.session.commit()


@contextmanager
def reading_as(other: scope.Scope) -> Iterator[None]:
    """Read in another scope beside the open one: in a session and a transaction of its own."""
    with current_app.app_context(), scope.opened(other), reading():
        yield


@contextmanager
def driver() -> Iterator[Any]:
    """Give the session's connection as psycopg has it."""
    pooled = db.session.connection()
    with _translate_errors(pooled, pooled.connection.driver_connection) as connection:
        yield connection


@contextmanager
def detached_connection() -> Iterator[Any]:
    """Give a connection of psycopg in a short transaction of its own, to read under the open scope."""
    open_scope, on = scope.current(), engine()
    with (
        closing(_connection(on)) as pooled,
        _translate_errors(pooled, pooled.driver_connection) as connection,
    ):
        postgres.begin(connection, open_scope, on.dialect.scope_key, writes=False)  # type: ignore[attr-defined]
        yield connection
        postgres.commit(connection, writes=False)


def _connection(on: Engine) -> Any:
    """Take a connection from the pool past SQLAlchemy, which tells its own errors only where it stands between."""
    try:
        return on.raw_connection()
    except psycopg.Error as error:
        raise outages.as_sqlalchemy(error, db.engine.dialect, is_broken=True) from error


@contextmanager
def _translate_errors(pooled: Any, connection: Any) -> Iterator[Any]:
    """Tell the errors of psycopg as SQLAlchemy does; a connection that broke goes out of use."""
    try:
        yield connection
    except psycopg.Error as error:
        if connection.closed:
            pooled.invalidate(error)
        raise outages.as_sqlalchemy(error, db.engine.dialect, is_broken=connection.closed) from error


def retrying(act: Callable[[], T]) -> T:
    """Run an act in a transaction of its own, again where the database asks for it.

    The whole act is repeated, so it does nothing but database work.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with transaction():
                return act()
        except DBAPIError as error:
            if attempt == TRIES or not outages.is_retryable(error):
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)
    raise AssertionError("unreachable")


@contextmanager
def long_running() -> Iterator[None]:
    """Let work that nobody waits for take its time, on the connections made from here on."""
    token = engines.long_running.set(True)
    try:
        yield
    finally:
        engines.long_running.reset(token)


def changed(statement: Update | Delete) -> int:
    """Change or delete rows past the session; return how many they were."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]


def after_commit(act: Callable[[], object]) -> None:
    """Run something once the act is kept: only what may be lost without harm, such as the doorbell."""
    db.session.info["later"].append(act)


@contextmanager
def as_owner(url: str) -> Iterator[Connection]:
    """Run one act as the login that owns the tables, past the first wall: what no scope of the app may do."""
    owner = create_engine(url)
    if owner.dialect.name == "sqlite":
        engines.bind_owner(owner)
    try:
        with owner.begin() as connection:
            yield connection
    finally:
        owner.dispose()
