"""Set-based inserts that may be repeated: the same words on both databases."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import FromClause, inspect
from sqlalchemy.dialects import postgresql, sqlite

from service.core.db import Base, OfTenant, db, is_postgres
from service.core.guard import holds, scoped
from service.core.scope import Kind, NoScope, current


class Outcome(StrEnum):
    """What became of a row of a register that was handed in."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def inserting(table: type[Base] | FromClause) -> Any:
    """Return the dialect's INSERT of a table: the one that knows ON CONFLICT."""
    return postgresql.insert(table) if is_postgres() else sqlite.insert(table)  # type: ignore[arg-type]


def insert_new(model: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows whose keys are not there yet; return how many were new."""
    here = current()
    if not rows:
        return 0
    if issubclass(model, OfTenant) and here.kind is not Kind.PLATFORM:
        if not all(holds(here, model(**row)) for row in rows):
            raise NoScope(f"an insert into {model.__tablename__} outside the scope")
    # Of the bare table: one statement, compiled once, sent with all rows.
    statement = scoped(inserting(inspect(model).local_table).on_conflict_do_nothing(), "checked above")
    # Without the option psycopg's count is dropped for an INSERT, and reads -1.
    result = db.session.execute(statement.execution_options(preserve_rowcount=True), list(rows))
    return int(result.rowcount)  # type: ignore[attr-defined]


def put(model: type[Base], row: dict[str, Any]) -> None:
    """Insert a row, or set its columns where the key is there."""
    keys = [column.name for column in inspect(model).primary_key]
    statement = inserting(model).values(row)
    values = {name: statement.excluded[name] for name in row if name not in keys}
    statement = statement.on_conflict_do_update(index_elements=keys, set_=values)
    db.session.execute(scoped(statement, "a row of the machine"))
