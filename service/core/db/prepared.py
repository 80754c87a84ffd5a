"""Statements made once and asked at every request: on PostgreSQL they go past SQLAlchemy, straight to the driver.

What SQLAlchemy compiles and how it converts values is the same; the layers between, which cost more than
the question, are left out. Row-level security stands as before every statement.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Numeric
from sqlalchemy.sql.visitors import iterate

from service.core.db.transactions import db, detached_connection, driver, is_postgres, reading
from service.core.tenancy.scope import NoScope
from service.core.tenancy.session_guard import BYPASS_REASON, assert_same_scope

Convert = Callable[[Any], Any] | None


class Compiled(NamedTuple):
    """A statement in the words of PostgreSQL."""

    sql: str
    binds: dict[str, Convert]
    row: Callable[[Iterable[Any]], Any]  # makes a named tuple, as SQLAlchemy's rows are
    reads: list[Convert]


class PreparedStatement:
    """A statement on bare tables that names its tenant: `bypass_scope` says why it may."""

    def __init__(self, statement: Any) -> None:
        if BYPASS_REASON not in statement.get_execution_options():
            raise NoScope("a ready statement passes the guard: it says why it may")
        refuse_what_the_driver_lacks(statement)
        self.statement = statement

    @cached_property
    def compiled(self) -> Compiled:
        dialect = db.engine.dialect
        compiled = self.statement.compile(dialect=dialect)
        binds = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }
        columns = getattr(self.statement, "selected_columns", ())
        reads = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        row = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        return Compiled(compiled.string, binds, row._make, reads)

    def rows(self, **values: Any) -> Sequence[Any]:
        assert_same_scope(db.session())
        if not is_postgres():
            return db.session.execute(self.statement, values).all()
        with driver() as connection:
            return self._read(connection, values)

    def count(self, **values: Any) -> int:
        """Write; return how many rows were."""
        assert_same_scope(db.session())
        if not is_postgres():
            return int(db.session.execute(self.statement, values).rowcount)  # type: ignore[attr-defined]
        with driver() as connection:
            return int(self._sent(connection, values).rowcount)

    def run_detached(self, **values: Any) -> Sequence[Any]:
        """Read in a short transaction of its own, without a session."""
        if not is_postgres():
            with reading():
                return self.rows(**values)
        with detached_connection() as connection:
            return self._read(connection, values)

    def _read(self, connection: Any, values: dict[str, Any]) -> list[Any]:
        _sql, _binds, row, reads = self.compiled
        return [
            row([read(value) if read else value for read, value in zip(reads, cells, strict=True)])
            for cells in self._sent(connection, values)
        ]

    def _sent(self, connection: Any, values: dict[str, Any]) -> Any:
        sql, binds, _row, _reads = self.compiled
        return connection.execute(
            sql, {name: bind(values[name]) if bind else values[name] for name, bind in binds.items()}
        )


def refuse_what_the_driver_lacks(statement: Any) -> None:
    """Raise ValueError for what only SQLAlchemy's own execution brings: values held within, the kind of a number."""
    literals = [
        part.key for part in iterate(statement) if isinstance(part, BindParameter) and not part.required
    ]
    if literals:
        raise ValueError(f"a ready statement names its values with bindparam(); it holds {literals}")
    columns = getattr(statement, "selected_columns", ())
    numbers = [column.key for column in columns if isinstance(column.type, Numeric)]
    if numbers:
        raise ValueError(f"a ready statement reads no Numeric, whose kind only a cursor tells: {numbers}")
