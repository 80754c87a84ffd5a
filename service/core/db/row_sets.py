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

from service.core.db.tables import Base
from service.core.db.transactions import db
from service.core.tenancy.session_guard import bypass_scope

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
# Until the transaction ends: else the statement behind each foreign key is planned anew for each row.
_PLANS_KEPT = bypass_scope(text("SELECT set_config('plan_cache_mode', 'auto', true)"), "no table is read")


def insert_set(
    model: type[Base], rows: Sequence[dict[str, Any]], *, spread: str = "", fresh: bool = False
) -> int:
    """Insert the rows whose keys are not there yet, on PostgreSQL; return how many were new.

    spread  the column of which a row holds a list: each of its values becomes a row
    fresh   no key is there yet, else IntegrityError is raised: the database need not look first
    All rows name the same columns; a column they leave out is empty. Who calls has checked them against the scope.
    """
    db.session.execute(_PLANS_KEPT)
    statement = _inserting(model, tuple(rows[0]), spread, fresh)
    result = db.session.execute(statement, {"rows": as_json(rows)})
    return int(result.rowcount)  # type: ignore[attr-defined]


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=_as_text)


@cache
def _inserting(model: type[Base], names: tuple[str, ...], spread: str, fresh: bool) -> TextClause:
    table = inspect(model).local_table
    left_out = [column for column in table.columns if column.key not in names]
    if lacking := [column.key for column in left_out if column.default is not None or not column.nullable]:
        raise ValueError(f"rows of {table.name} leave out {lacking}")  # type: ignore[attr-defined]
    quoted = [_DIALECT.identifier_preparer.quote(name) for name in names]
    types = [_kind(table.columns[name], name == spread) for name in names]
    shape = ", ".join(f"{name} {kind}" for name, kind in zip(quoted, types, strict=True))
    columns = ", ".join(quoted)
    values = ", ".join(f"unnest({name})" if name == spread else name for name in quoted)
    conflict = "" if fresh else " ON CONFLICT DO NOTHING"
    made = text(
        f"INSERT INTO {table.name} ({columns}) SELECT {values}"  # type: ignore[attr-defined]
        f" FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS given({shape}){conflict}"
    ).bindparams(bindparam("rows"))
    return bypass_scope(made.execution_options(preserve_rowcount=True), "rows are checked")


def _kind(column: Any, is_list: bool) -> str:
    """Return a column's type; that of a list leaves out how it sorts."""
    kind = str(column.type.compile(_DIALECT))
    return kind.partition(" COLLATE ")[0] + "[]" if is_list else kind


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
