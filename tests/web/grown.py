"""The same world with more rows: each row of a tenant that was there is there so many times again.

What a copied row points to is its own copy; plants, people and areas of a plant are pointed to as they are, so
that one desk sees all of it.
"""

from collections.abc import Iterator

import psycopg
from sqlalchemy import Column, Integer, String, Table, UniqueConstraint, Uuid
from sqlalchemy.sql.sqltypes import Enum

from service.core.db.transactions import db

TENANTS = {"organisation", "enterprise", "bureau"}  # whose copies are tenants themselves
AS_THEY_ARE = {"person", "risk_object"}  # pointed to, never through a copy
LEFT_OUT = {  # of a person or of a process, one by nature
    *("risk_object", "role_grant", "certificate", "credential", "login_session", "device", "invitation"),
    *("known_browser", "pin_watch", "horizon", "data_edition", "document_counter"),
}
COPY = """
INSERT INTO {table} ({names}) SELECT {values} FROM {table} one, generate_series(1, {times}) k ON CONFLICT DO NOTHING
"""


def grow(connection: "psycopg.Connection[tuple[object, ...]]", times: int) -> dict[str, int]:
    """Copy all rows so many times; return how many each table has more. Foreign keys hold, nobody asks them."""
    tables = {table.name: table for table in _tables()}
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("CREATE TEMP TABLE copied (id uuid PRIMARY KEY) ON COMMIT DROP")
        for name, table in tables.items():
            if name not in AS_THEY_ARE | TENANTS and "id" in table.c and isinstance(table.c.id.type, Uuid):
                connection.execute(
                    f"INSERT INTO copied SELECT id FROM {name} ON CONFLICT DO NOTHING".encode()
                )
        return {name: _copied(connection, table, times) for name, table in tables.items()}


def _copied(connection: "psycopg.Connection[tuple[object, ...]]", table: Table, times: int) -> int:
    """Copy a table; 0 where its own rules let no copy stand beside the row."""
    try:
        with connection.transaction():
            return connection.execute(_copying(table, times).encode()).rowcount
    except psycopg.errors.CheckViolation:
        return 0


def _tables() -> Iterator[Table]:
    for table in db.metadata.sorted_tables:
        if table.info.get("reach") == "tenant" and table.name not in LEFT_OUT:
            yield table


def _copying(table: Table, times: int) -> str:
    columns = [column for column in table.columns if not (column.identity or column.computed)]
    sets = [index.columns for index in table.indexes if index.unique]
    sets += [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    single = {column.name for some in sets if not any(map(_tells_apart, some)) for column in some}
    single |= {column.name for column in columns if column.unique}
    values = [_value(table, column, column.name in single) for column in columns]
    names = ", ".join(column.name for column in columns)
    return COPY.format(table=table.name, names=names, values=", ".join(values), times=times)


def _tells_apart(column: "Column[object]") -> bool:
    """Tell whether a column points to what is copied along."""
    is_seat = column.name in ("enterprise_id", "organisation_id") or column.name.endswith(
        ("person_id", "_by")
    )
    return isinstance(column.type, Uuid) and not is_seat


def _value(table: Table, column: "Column[object]", is_single: bool) -> str:
    own = f"one.{column.name}"
    copy = f"md5({own}::text || '·' || k)::uuid"
    if isinstance(column.type, Uuid):
        if column.name == "id" or (table.name in TENANTS and column.name == "enterprise_id"):
            return copy
        return f"CASE WHEN {own} IN (SELECT id FROM copied) THEN {copy} ELSE {own} END"
    if is_single and isinstance(column.type, String) and not isinstance(column.type, Enum):
        return f"left({own}, length({own}) - 4) || lpad(k::text, 4, '0')"
    if isinstance(column.type, Integer) and (is_single or column.primary_key):
        return f"{own} + k * 1000"
    return own
