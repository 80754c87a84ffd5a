"""What is sealed is one-way in the database: whoever writes there, and whichever column he tries."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from uuid import UUID, uuid4

import psycopg
import pytest

from service.enforcement.commands import orders
from tests import databases
from tests.builders import enforcement
from tests.builders.enforcement import Bureau, Plant
from tests.sql import OWN_LOGIN, SIGNED, signed

# Every column by what may become of it: never changed, or from null to a value and never again.
DOCUMENT = {
    "enterprise_id": "never",
    "id": "never",
    "area_code": "never",
    "sector": "never",
    "organisation_id": "never",
    "shown_at": "once",
    "kind": "never",
    "subject_id": "never",
    "prefix": "never",
    "year": "never",
    "serial": "never",
    "number": "never",
    "code": "never",
    "template_version": "never",
    "content": "never",
    "sha256": "never",
    "sealed_by": "never",
    "sealed_at": "never",
    "voided_by": "once",
    "voided_at": "once",
    "void_reason": "once",
    "signed_at": "once",
    "objection": "once",
    "refusal": "once",
    "witness": "once",
}
VERIFICATION = {
    "enterprise_id": "never",
    "id": "never",
    "area_code": "never",
    "sector": "never",
    "opened_by": "never",
    "document_id": "never",
    "kind": "never",
    "number": "never",
    "issuer": "never",
    "sealed_on": "never",
    "served_on": "once",
    "voided_on": "once",
    "sha256": "never",
}
TABLES = {"document": DOCUMENT, "verification": VERIFICATION}
ROLES = ("public", "auth", "enterprise", "regulator", "platform", "job", "machine")
# Two values of each kind of column.
VALUES = {
    "uuid": (f"'{uuid4()}'", f"'{uuid4()}'"),
    "number": ("17", "18"),
    "moment": ("'2020-02-29 08:00:00'", "'2021-01-01 08:00:00'"),
    "day": ("'2020-02-29'", "'2021-01-01'"),
    "text": ("'x'", "'y'"),
}
ENDINGS = {"id": "uuid", "by": "uuid", "at": "moment", "on": "day", "year": "number", "serial": "number"}
TOGETHER = {"voided_at": ("voided_at", "void_reason"), "void_reason": ("void_reason", "voided_at")}
OF_ORDER = "where kind = 'order'"
Sql = Callable[[str], int]


def kind(column: str) -> str:
    return "text" if column == "opened_by" else ENDINGS.get(column.rpartition("_")[2], "text")


def given(column: str, turn: int = 0) -> str:
    """Return what an update sets to give a column another value."""
    columns = TOGETHER.get(column, (column,))
    return ", ".join(f"{one} = {VALUES[kind(one)][turn]}" for one in columns)


@contextmanager
def writing(place: str, role: str, plant: UUID) -> Iterator[Sql]:
    """Write as a role of the app, or as the owner past every policy, and take it back."""
    if databases.kind() == "sqlite":
        with closing(sqlite3.connect(databases.file(place))) as lite:
            yield lambda statement: lite.execute(statement).rowcount
            lite.rollback()
        return
    url = databases.settings(place)[OWN_LOGIN.get(role, "DATABASE_URL") if role else "DATABASE_OWNER_URL"]
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        if role:
            connection.execute("select set_config('role', %s, true)", [f"dp_{role}"])
            scope = {
                "enterprise": plant,
                "area_lo": "41",
                "area_hi": "41~",
                "sectors": "",
                "organisation": "",
            }
            for name, value in (signed(role, **scope) if role in SIGNED else scope).items():
                connection.execute("select set_config(%s, %s, true)", [f"app.{name}", str(value)])
        else:
            for table in TABLES:
                connection.execute(f"alter table {table} no force row level security")

        def sql(statement: str) -> int:
            with connection.transaction():
                return connection.execute(statement).rowcount  # type: ignore[call-overload, no-any-return]

        yield sql
        connection.rollback()


@pytest.fixture
def sealed(supervised: tuple[Bureau, Plant]) -> UUID:
    """The plant of one sealed order, not served yet, and of the sealed record it rests on."""
    bureau, plant = supervised
    enforcement.sealed(bureau, plant, findings=1)
    return plant.id


def who() -> tuple[str, ...]:
    """Return the roles, and "" for the owner: SQLite knows nobody but whoever opens the file."""
    return ("",) if databases.kind() == "sqlite" else ("", *ROLES)


def refusal(sql: Sql, statement: str) -> str:
    """Return why a statement was refused; "" where it passed, "nothing" where it reached no row."""
    try:
        return "" if sql(statement) else "nothing"
    except (psycopg.Error, sqlite3.Error) as error:
        return str(error).splitlines()[0]


def set_once() -> list[tuple[str, str]]:
    return [(table, one) for table, columns in TABLES.items() for one in columns if columns[one] == "once"]


def test_the_columns_of_what_is_sealed_are_all_judged(sealed: UUID, place: str) -> None:
    for table, columns in TABLES.items():
        query = f"select name from pragma_table_info('{table}')"
        if databases.kind() == "postgres":
            query = f"select column_name from information_schema.columns where table_name = '{table}'"
        assert {row[0] for row in databases.rows(place, query)} == set(columns)


def test_a58_what_is_sealed_is_refused_any_change_and_deletion(sealed: UUID, place: str) -> None:
    for role in who():
        expected = "permission denied" if role else "what is sealed is never changed"
        with writing(place, role, sealed) as sql:
            for table, columns in TABLES.items():
                changes = [f"set {given(one)}" for one in columns if columns[one] == "never"]
                for statement in (f"delete from {table}", *(f"update {table} {one}" for one in changes)):
                    assert expected in refusal(sql, statement), (role, statement)


@pytest.mark.postgres
def test_a58_no_mark_of_the_app_and_no_truncating_opens_what_is_sealed(sealed: UUID, place: str) -> None:
    with writing(place, "", sealed) as sql:
        assert "never changed" in refusal(sql, "truncate document, verification cascade")
    for role in ROLES:
        with writing(place, role, sealed) as sql:
            sql(f"select set_config('app.rescope', '{sealed}', true)")
            for table in TABLES:
                assert "permission denied" in refusal(sql, f"update {table} set area_code = '410506'")


def test_it_is_shown_made_void_and_signed_once(sealed: UUID, place: str) -> None:
    role = "" if databases.kind() == "sqlite" else "regulator"
    for table, column in set_once():
        with writing(place, role, sealed) as sql:
            first = f"update {table} set {given(column)} {OF_ORDER}"
            assert refusal(sql, first) == "", first
            assert refusal(sql, first) == "", "the same again changes nothing"
            for other in (f"{column} = null", given(column, 1)):
                why = refusal(sql, f"update {table} set {other} {OF_ORDER}")
                assert "never changed" in why, (table, other)


@pytest.mark.postgres
def test_nobody_but_a_bureau_shows_voids_signs_or_seals(sealed: UUID, place: str) -> None:
    for role in set(ROLES) - {"regulator"}:
        with writing(place, role, sealed) as sql:
            for table, columns in TABLES.items():
                names = ", ".join(columns)
                copied = f"insert into {table} ({names}) select {names} from {table}"
                assert "permission denied" in refusal(sql, copied), role
            for table, column in set_once():
                assert "permission denied" in refusal(sql, f"update {table} set {given(column)}"), role


def test_what_is_only_drafted_stays_open(supervised: tuple[Bureau, Plant]) -> None:
    bureau, plant = supervised
    order = enforcement.a_draft(bureau, plant, findings=1)
    [item] = enforcement.items_of(bureau.first, order)
    later = {"item_id": item.id, "due_on": enforcement.in_days(12), "deadline_reason": "更换部件要到货"}
    enforcement.act(bureau.first, orders.set_deadlines, order, **later)
    [item] = enforcement.items_of(bureau.first, order)
    assert item.due_on == enforcement.in_days(12)
