"""The database: what every table is, and the only transactions.

A transaction begins and ends in a door or in the job wrapper; nothing else commits.
The scope that is open when it begins decides whose rows it may touch: on every
database by `core/guard.py`, on PostgreSQL by row-level security besides.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import psycopg
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from service.core import outages, postgres, scope
from service.core.columns import AREA_CODE, TYPES
from service.core.turns import TooLong, Turns

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TRIES = 3
RESTED_S = 1.0  # after so long a connection is asked whether it lives before it is used
T = TypeVar("T")


class Base(DeclarativeBase):
    """Every table says who reaches it.

    tenant   rows of an organisation: the open scope decides
    shared   reference data: everybody reads, the platform writes
    machine  reactions and beats: every scope may insert, only a job reads
    """

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=TYPES)
    __reach__: ClassVar[str] = "shared"
    __auth__: ClassVar[bool] = False  # also reached at sign-in, before anybody is known
    __own__: ClassVar[bool] = False  # a bureau reaches its own whatever region it looks through
    __public__: ClassVar[str] = (
        ""  # code: one row, by its `opened_by` · plant: of the plant whose code was shown
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if table is not None:
            table.info.update(reach=cls.__reach__, auth=cls.__auth__, public=cls.__public__)


class OfTenant:
    """What belongs to an organisation, and is seen by a regulator by area and sector."""

    __reach__: ClassVar[str] = "tenant"

    enterprise_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)
    area_code: Mapped[str] = mapped_column(AREA_CODE)
    sector: Mapped[str] = mapped_column()


class TenantRow(OfTenant):
    """A row of an organisation, found by (enterprise_id, id)."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)


class BureauRow(TenantRow):
    """A row that a bureau keeps about a plant: to the plant it exists from `shown_at` on."""

    organisation_id: Mapped[UUID] = mapped_column()
    shown_at: Mapped[datetime | None] = mapped_column()


class OpenedRow(TenantRow):
    """A row that whoever shows its code may read: a printed code, a claim, a document."""

    __public__: ClassVar[str] = "code"

    opened_by: Mapped[str] = mapped_column(unique=True)


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"expire_on_commit": False, "autoflush": True},
)
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_unhurried: ContextVar[bool] = ContextVar("unhurried", default=False)


def is_postgres() -> bool:
    return db.engine.dialect.name == "postgresql"


@contextmanager
def transaction() -> Iterator[None]:
    """Run one business act: all of it is kept, or none of it. It refuses to nest."""
    if "later" in db.session.info or db.session().in_transaction():
        raise RuntimeError("transactions do not nest: the door opens the one transaction")
    later: list[Callable[[], object]] = []
    db.session.info["later"] = later
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
    finally:
        _writing.reset(token)
        db.session.remove()
        _give_turn_back()
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
def driver() -> Iterator[Any]:
    """Give the session's connection as psycopg has it."""
    held = db.session.connection()
    with _telling(held, held.connection.driver_connection) as found:
        yield found


@contextmanager
def apart() -> Iterator[Any]:
    """Give a connection of psycopg in a short transaction of its own, to read under the open scope."""
    with closing(_connection()) as held, _telling(held, held.driver_connection) as found:
        postgres.begin(found, scope.current(), writes=False)
        yield found
        postgres.commit(found, writes=False)


def _connection() -> Any:
    """Take a connection from the pool past SQLAlchemy, which tells its own errors only where it stands between."""
    try:
        return db.engine.raw_connection()
    except psycopg.Error as error:
        raise outages.as_sqlalchemy(error, db.engine.dialect, is_broken=True) from error


@contextmanager
def _telling(held: Any, found: Any) -> Iterator[Any]:
    """Tell the errors of psycopg as SQLAlchemy does; a connection that broke goes out of use."""
    try:
        yield found
    except psycopg.Error as error:
        if found.closed:
            held.invalidate(error)
        raise outages.as_sqlalchemy(error, db.engine.dialect, is_broken=found.closed) from error


def retrying(act: Callable[[], T]) -> T:
    """Run an act in a transaction of its own, again where the database asks for it.

    The whole act is repeated, so it does nothing but database work.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with transaction():
                return act()
        except DBAPIError as error:
            if attempt == TRIES or not outages.is_passing(error):
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)
    raise AssertionError("unreachable")


@contextmanager
def unhurried() -> Iterator[None]:
    """Let work that nobody waits for take its time, on the connections made from here on."""
    token = _unhurried.set(True)
    try:
        yield
    finally:
        _unhurried.reset(token)


def after_commit(act: Callable[[], object]) -> None:
    """Run something once the act is kept: only what may be lost without harm, such as the doorbell."""
    db.session.info["later"].append(act)


def bind_engine(engine: Engine) -> None:
    """Teach an engine to begin under the open scope."""
    outages.listen(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        file = engine.url.database
        turns = Turns(Path(file) if file and file != ":memory:" else None)
        engine.dialect.turns = turns  # type: ignore[attr-defined]
        event.listen(engine, "begin", _begin_on_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgres)
        engine.dialect.do_begin = _begin_on_postgres  # type: ignore[assignment]
        engine.dialect.do_commit = _commit_on_postgres  # type: ignore[assignment]
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", lambda *taken: _ask_if_idle(engine, *taken))


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours to say
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_postgres(connection: Any, _record: object) -> None:
    postgres.set_up(connection, postgres.OF_A_JOB if _unhurried.get() else postgres.OF_A_REQUEST)


def _begin_on_sqlite(connection: Connection) -> None:
    if _writing.get():
        _take_turn(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _take_turn(connection: Connection) -> None:
    try:
        connection.dialect.turns.take()  # type: ignore[attr-defined]
    except TooLong as error:
        locked = sqlite3.OperationalError("database is locked")
        raise OperationalError("BEGIN IMMEDIATE", None, locked) from error


def _give_turn_back() -> None:
    turns: Turns | None = getattr(db.engine.dialect, "turns", None)
    if turns is not None:
        turns.give_back()


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _ask_if_idle(engine: Engine, connection: Any, record: Any, _fairy: object) -> None:
    """Ask a connection that has rested whether it still lives; one just used is not asked, that costs two trips."""
    if time.monotonic() - record.info.get("used", 0.0) < RESTED_S:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError("the database has closed this connection") from error


def _begin_on_postgres(connection: Any) -> None:
    postgres.begin(connection, scope.current_or_none(), writes=_writing.get())


def _commit_on_postgres(connection: Any) -> None:
    postgres.commit(connection, writes=_writing.get())


@contextmanager
def as_owner(url: str) -> Iterator[Connection]:
    """Run one act as the login that owns the tables, past the first wall: what no scope of the app may do."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
