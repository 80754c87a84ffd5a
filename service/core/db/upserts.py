"""Set-based inserts that may be repeated: the same words on both databases."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import FromClause, insert, inspect
from sqlalchemy.dialects import postgresql, sqlite

from service.core.db.prepared import PreparedStatement
from service.core.db.row_sets import insert_set
from service.core.db.tables import Base, OfTenant, columns_of
from service.core.db.transactions import db, is_postgres
from service.core.tenancy.scope import Kind, NoScope, current
from service.core.tenancy.session_guard import bypass_scope, contains_row, new_row

CHUNK = 1000  # rows a round trip


class Outcome(StrEnum):
    """What became of a row of a register that was handed in."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def inserting(table: type[Base] | FromClause) -> Any:
    """Return the dialect's INSERT of a table: the one that knows ON CONFLICT."""
    return postgresql.insert(table) if is_postgres() else sqlite.insert(table)  # type: ignore[arg-type]


def insert_if_absent(model: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows whose keys are not there yet; return how many were new."""
    if not rows:
        return 0
    _check(model, rows)
    adding = _adding(model, is_postgres())
    if len(rows) == 1 and _is_whole(model, rows[0]):
        return adding.count(**rows[0])
    if len(rows) > 1 and is_postgres():
        return insert_set(model, rows)
    result = db.session.execute(adding.statement, list(rows) if len(rows) > 1 else rows[0])
    return int(result.rowcount)  # type: ignore[attr-defined]


def add_if_absent(row: Base) -> bool:
    """Insert a row now, past the unit of work, unless its key is there; tell whether it was new.

    Every column is written as it stands in `row`: defaults are for rows that are flushed.
    """
    return bool(insert_if_absent(type(row), [columns_of(row)]))


def insert_fresh(model: type[Base], rows: Sequence[dict[str, Any]], spread: str = "") -> None:
    """Insert rows none of whose keys is there yet; `spread` is a column of which a row holds a list, each a row."""
    if not rows:
        return
    _check(model, rows)
    if is_postgres():
        insert_set(model, rows, spread=spread, fresh=True)
        return
    parameters = [row | {spread: value} for row in rows for value in row[spread]] if spread else list(rows)
    db.session.execute(_plain(model).statement, parameters)


def insert_one(model: type[Base], row: dict[str, Any]) -> None:
    """Insert a row now, past the unit of work; it names every column, and its key must be new."""
    _check(model, [row])
    _plain(model).count(**row)


def _is_whole(model: type[Base], row: dict[str, Any]) -> bool:
    return row.keys() == {column.key for column in inspect(model).local_table.columns}


def _check(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    scope = current()
    if issubclass(model, OfTenant) and scope.kind is not Kind.PLATFORM:
        if not all(contains_row(scope, new_row(model, row)) for row in rows):
            raise NoScope(f"an insert into {model.__tablename__} outside the scope")


@cache
def _adding(model: type[Base], _postgres: bool) -> PreparedStatement:
    """Return the statement on the bare table: compiled once, sent with all rows, which are checked before."""
    statement = bypass_scope(
        inserting(inspect(model).local_table).on_conflict_do_nothing(), "rows are checked"
    )
    # Without the option psycopg's count is dropped for an INSERT, and reads -1.
    return PreparedStatement(statement.execution_options(preserve_rowcount=True))


@cache
def _plain(model: type[Base]) -> PreparedStatement:
    return PreparedStatement(bypass_scope(insert(inspect(model).local_table), "rows are checked"))  # type: ignore[arg-type]


def upsert(rows: Sequence[Base]) -> None:
    """Insert rows of one table that is no tenant's, or set their columns where the key is there."""
    if not rows:
        return
    model = type(rows[0])
    keys = [column.name for column in inspect(model).primary_key]
    statement = inserting(model)
    values = {name: statement.excluded[name] for name in columns_of(rows[0]) if name not in keys}
    if values:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=values)
    else:
        statement = statement.on_conflict_do_nothing()
    for start in range(0, len(rows), CHUNK):
        chunk = [columns_of(row) for row in rows[start : start + CHUNK]]
        db.session.execute(bypass_scope(statement, "no row is a tenant's"), chunk)
