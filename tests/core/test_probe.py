"""Every scope before every tenant's table: another's row is neither read, added, changed nor deleted.

The rows are made by the catalogue, one of each tenant in each table, so that no table is left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import errors

from service.core.db.tables import Base
from tests import databases, servers
from tests.sql import Sql, login

pytestmark = pytest.mark.postgres
OWN, NEXT_DOOR, FAR, OTHER_SECTOR, BUREAU = (UUID(int=number) for number in range(1, 6))
# The second plant stands in the same district and sector.
WHERE = {
    OWN: ("410505", "machinery"),
    NEXT_DOOR: ("410505", "machinery"),
    FAR: ("410506", "machinery"),
    OTHER_SECTOR: ("410505", "chemicals"),
    BUREAU: ("410000", ""),
}
CODE = "K7Q2M9XA4TBD"
SCOPES: dict[str, tuple[str, dict[str, Any], set[UUID]]] = {
    "a plant": ("enterprise", {"enterprise": OWN}, {OWN}),
    "a job of a plant": ("job", {"enterprise": OWN}, {OWN}),
    "a printed code": ("public", {"opens": f"{CODE}{OWN}"}, {OWN}),
    "a plant whose code was shown": ("public", {"enterprise": OWN, "opens": f"{CODE}{OWN}"}, {OWN}),
    "a bureau of a district and sector": (
        "regulator",
        {"area_lo": "410505", "area_hi": "410505~", "sectors": "machinery", "organisation": BUREAU},
        {OWN, NEXT_DOOR, BUREAU},
    ),
    "a bureau of another district": (
        "regulator",
        {"area_lo": "410506", "area_hi": "410506~", "sectors": "", "organisation": BUREAU},
        {FAR, BUREAU},
    ),
}
COLUMNS = """
select column_name, data_type, is_nullable, coalesce(character_maximum_length, 99) from information_schema.columns
 where table_schema = 'public' and table_name = %s
"""
CHECKS = "select conrelid::regclass::text, conname from pg_constraint where contype = 'c' and conrelid <> 0"
DUMMIES = {
    "uuid": lambda tenant: str(uuid4()),
    "character varying": lambda tenant: f"{CODE}{tenant}",
    "text": lambda tenant: f"{CODE}{tenant}",
    "integer": lambda tenant: 1,
    "smallint": lambda tenant: 1,
    "bigint": lambda tenant: 1,
    "numeric": lambda tenant: 1,
    "double precision": lambda tenant: 1,
    "boolean": lambda tenant: True,
    "date": lambda tenant: "2026-01-01",
    "timestamp with time zone": lambda tenant: "2026-01-01T00:00Z",
    "time without time zone": lambda tenant: "08:00",
    "json": lambda tenant: "[]",
    "jsonb": lambda tenant: "[]",
    "bytea": lambda tenant: b"",
    "xid8": lambda tenant: "1",
}
ROWS: dict[
    tuple[str, UUID], dict[str, Any]
] = {}  # what was put there: a role sees in the catalogue its own columns
SHOWN = {"shown_at", "opened_by", "claim", "audience", "expires_at"}  # filled also where they may be empty


def tenants_tables() -> list[str]:
    return sorted(table.name for table in Base.metadata.tables.values() if table.info["reach"] == "tenant")


def a_row(sql: Any, table: str, tenant: UUID) -> dict[str, Any]:
    """Return what a table needs for a row of a tenant, and all by which rows are hidden."""
    area, sector = WHERE[tenant]
    row = {
        name: DUMMIES[kind](tenant)[-length:] if "char" in kind else DUMMIES[kind](tenant)
        for name, kind, nullable, length in sql(COLUMNS, table)
        if nullable == "NO" or name in SHOWN
    }
    own = {"enterprise_id": str(tenant), "area_code": area, "sector": sector, "organisation_id": str(BUREAU)}
    row |= {name: value for name, value in own.items() if name in row}
    return row | ({"audience": "plant"} if "audience" in row else {})


def adding(table: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return f"insert into {table} ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})", *row.values()


@pytest.fixture
def filled(app: Any, database: dict[str, str], place: str) -> dict[str, str]:
    """One row of each tenant in each table, past foreign keys and checks: a copy that nobody else sees."""
    with servers.superuser(databases.cluster(), place) as connection:

        def sql(statement: str, *values: object) -> list[Any]:
            done = connection.execute(statement.encode(), values or None)
            return done.fetchall() if done.description else []

        sql("set session_replication_role = replica")
        for table, name in sql(CHECKS):
            sql(f'alter table {table} drop constraint "{name}"')
        for table in tenants_tables():
            for tenant in WHERE:
                ROWS[table, tenant] = a_row(sql, table, tenant)
                sql(*adding(table, ROWS[table, tenant]))
    return database


@contextmanager
def tried(sql: Sql) -> Iterator[None]:
    sql("savepoint tried")
    try:
        yield
    finally:
        sql("rollback to tried")


@pytest.mark.parametrize("who", SCOPES)
def test_a_scope_reaches_the_rows_of_its_own_tenants_alone(filled: dict[str, str], who: str) -> None:
    role, settings, own = SCOPES[who]
    read = set()
    with login(filled, role, **settings) as sql:
        for table in tenants_tables():
            with tried(sql):
                try:
                    seen = {row[0] for row in sql(f"select distinct enterprise_id from {table}")}
                except errors.InsufficientPrivilege:
                    seen = set()
            assert seen <= own, f"{table}: {who} reads {seen - own}"
            read |= {table} if seen else set()
            for foreign in WHERE.keys() - own:
                _probe(sql, table, foreign)
    assert len(read) >= LEAST[who], sorted(read)


# How many tables a scope finds something in: a wall that lets nobody through would prove nothing.
LEAST = {
    "a plant": 40,
    "a job of a plant": 40,
    "a printed code": 2,
    "a plant whose code was shown": 8,
    "a bureau of a district and sector": 30,
    "a bureau of another district": 30,
}


def _probe(sql: Sql, table: str, foreign: UUID) -> None:
    """Add, change and delete a row of a tenant that is not the scope's."""
    with tried(sql), pytest.raises(errors.InsufficientPrivilege):
        sql(*adding(table, ROWS[table, foreign]))
    granted = [
        name
        for name in ROWS[table, foreign]
        if sql("select has_column_privilege(current_user, %s, %s, 'update')", table, name) == [(True,)]
    ]
    for change in (
        f"update {table} set {granted[0] if granted else 'sector'} = {granted[0] if granted else 'sector'}",
        f"delete from {table}",
    ):
        with tried(sql):
            try:
                assert sql(f"{change} where enterprise_id = %s", foreign) == [0], f"{table}: {change}"
            except errors.InsufficientPrivilege:
                continue


@pytest.mark.parametrize("role", ["enterprise", "regulator", "job", "public"])
def test_a_row_of_ones_own_is_not_given_to_another(filled: dict[str, str], role: str) -> None:
    settings = {"enterprise": OWN, "area_lo": "410505", "area_hi": "410505~", "sectors": "machinery"}
    moved = 0
    with login(filled, role, **settings) as sql:
        for table in tenants_tables():
            may = sql("select has_column_privilege(current_user, %s, 'area_code', 'update')", table)
            if may != [(True,)]:
                continue
            moved += 1
            change = "area_code = '410506'" if role == "regulator" else f"enterprise_id = '{NEXT_DOOR}'"
            with tried(sql):
                try:
                    assert sql(f"update {table} set {change} where enterprise_id = %s", OWN) == [0], table
                except errors.InsufficientPrivilege:
                    continue
    assert moved >= (0 if role == "public" else 10)
