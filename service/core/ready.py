"""Statements made once and asked at every request: on PostgreSQL they go past SQLAlchemy, straight to the driver.

What SQLAlchemy compiles and how it converts values is the same; the layers between, which cost more than
the question, are left out. Row-level security stands as before every statement.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from service.core.db import db, is_postgres
from service.core.guard import MARK, stay
from service.core.scope import NoScope

Convert = Callable[[Any], Any] | None


class Made(NamedTuple):
    """A statement in the words of PostgreSQL."""

    sql: str
    binds: dict[str, Convert]
    row: Callable[[Iterable[Any]], Any]  # makes a named tuple, as SQLAlchemy's rows are
    reads: list[Convert]


class Ready:
    """A statement on bare tables that names its tenant: `scoped` says why it may."""

    def __init__(self, statement: Any) -> None:
        if MARK not in statement.get_execution_options():
            raise NoScope("a ready statement passes the guard: it says why it may")
        self.statement = statement

    @cached_property
    def made(self) -> Made:
        dialect = db.engine.dialect
        compiled = self.statement.compile(dialect=dialect)
        binds = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }
        columns = getattr(self.statement, "selected_columns", ())
        reads = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        row = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        return Made(compiled.string, binds, row._make, reads)

    def rows(self, **values: Any) -> Sequence[Any]:
        if not is_postgres():
            return db.session.execute(self.statement, values).all()
        _sql, _binds, row, reads = self.made
        return [
            row([read(value) if read else value for read, value in zip(reads, one, strict=True)])
            for one in self._sent(values)
        ]

    def count(self, **values: Any) -> int:
        """Write; return how many rows were."""
        if not is_postgres():
            return int(db.session.execute(self.statement, values).rowcount)  # type: ignore[attr-defined]
        return int(self._sent(values).rowcount)

    def _sent(self, values: dict[str, Any]) -> "psycopg.Cursor[tuple[Any, ...]]":
        stay(db.session())
        connection = db.session.connection()
        sent = {name: bind(values[name]) if bind else values[name] for name, bind in self.made.binds.items()}
        driver = _driver(connection)
        try:
            return driver.execute(self.made.sql, sent)
        except psycopg.Error as error:
            raise _told(connection, error, self.made.sql) from error


def _driver(connection: Connection) -> "psycopg.Connection[tuple[Any, ...]]":
    return connection.connection.driver_connection  # type: ignore[return-value]


def _told(connection: Connection, error: psycopg.Error, sql: str) -> Exception:
    """Return a driver's error as SQLAlchemy tells it; a connection that broke goes out of use."""
    broken = _driver(connection).closed
    if broken:
        connection.invalidate(error)
    return DBAPIError.instance(
        sql, None, error, psycopg.Error, connection_invalidated=broken, dialect=connection.dialect
    )
