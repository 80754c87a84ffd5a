"""Many rows by one statement: on PostgreSQL they travel as one JSON value that the database takes apart.

Row by row a statement costs more than its row. The second wall stands: it looks at each row of an INSERT … SELECT.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, bindparam, inspect, text
from sqlalchemy.dialects import postgresql

from service.core.db import Base, db
from service.core.guard import scoped

_DIALECT = postgresql.dialect()


def insert_set(model: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows whose keys are not there yet, on PostgreSQL; return how many were new.

    All rows name the same columns; a column they leave out is empty. Who calls has checked them against the scope.
    """
    statement = _inserting(model, tuple(rows[0]))
    result = db.session.execute(statement, {"rows": as_json(rows)})
    return int(result.rowcount)  # type: ignore[attr-defined]


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=_as_text)


@cache
def _inserting(model: type[Base], names: tuple[str, ...]) -> TextClause:
    table = inspect(model).local_table
    left_out = [one for one in table.columns if one.key not in names]
    if lacking := [one.key for one in left_out if one.default is not None or not one.nullable]:
        raise ValueError(f"rows of {table.name} leave out {lacking}")  # type: ignore[attr-defined]
    quoted = [_DIALECT.identifier_preparer.quote(name) for name in names]
    types = [table.columns[name].type.compile(_DIALECT) for name in names]
    shape = ", ".join(f"{name} {kind}" for name, kind in zip(quoted, types, strict=True))
    columns = ", ".join(quoted)
    made = text(
        f"INSERT INTO {table.name} ({columns}) SELECT {columns}"  # type: ignore[attr-defined]
        f" FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS given({shape}) ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("rows"))
    return scoped(made.execution_options(preserve_rowcount=True), "rows are checked")


def _as_text(value: object) -> str:
    match value:
        case UUID() | Decimal():
            return str(value)
        case datetime():
            if value.tzinfo is None:
                raise ValueError("a moment without zone")
            return value.isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return "\\x" + value.hex()
    raise TypeError(f"{type(value).__name__} has no place in a row set")
