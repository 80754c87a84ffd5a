"""Set-based inserts that may be repeated: the same words on both databases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from service.core.db import Base, OfTenant, db, is_postgres
from service.core.guard import holds, scoped
from service.core.scope import NoScope, current

CHUNK = 200  # rows a statement: both databases bound the number of parameters


def inserting(model: type[Base]) -> Any:
    """Return the dialect's INSERT of a table: the one that knows ON CONFLICT."""
    return postgresql.insert(model) if is_postgres() else sqlite.insert(model)


def insert_new(model: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows whose keys are not there yet; return how many were new."""
    here = current()
    if issubclass(model, OfTenant) and not all(holds(here, model(**row)) for row in rows):
        raise NoScope(f"an insert into {model.__tablename__} outside the scope")
    new = 0
    for start in range(0, len(rows), CHUNK):
        statement = inserting(model).values(list(rows[start : start + CHUNK])).on_conflict_do_nothing()
        # Without the option psycopg's count is dropped for an INSERT, and reads -1.
        statement = scoped(statement, "checked above").execution_options(preserve_rowcount=True)
        new += db.session.execute(statement).rowcount  # type: ignore[attr-defined]
    return new


def put(model: type[Base], row: dict[str, Any]) -> None:
    """Insert a row, or set its columns where the key is there."""
    keys = [column.name for column in inspect(model).primary_key]
    statement = inserting(model).values(row)
    values = {name: statement.excluded[name] for name in row if name not in keys}
    statement = statement.on_conflict_do_update(index_elements=keys, set_=values)
    db.session.execute(scoped(statement, "a row of the machine"))
