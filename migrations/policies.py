"""The second wall of tenancy: forced row-level security on PostgreSQL, one role per kind of scope.

Policies are in the shape that PostgreSQL evaluates once per query (`(select …)`), over the
columns that every tenant's table carries. On SQLite there is nothing to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

ROLES = ("public", "auth", "enterprise", "regulator", "platform", "job")
ENTERPRISE = "(select nullif(current_setting('app.enterprise', true), '')::uuid)"
OPENS = "(select nullif(current_setting('app.opens', true), ''))"
OF_ENTERPRISE = f"enterprise_id = {ENTERPRISE}"
OF_REGION = (
    "area_code >= (select current_setting('app.area_lo', true))"
    " and area_code < (select current_setting('app.area_hi', true))"
    " and ((select current_setting('app.sectors', true)) = '' or sector = ''"
    " or sector = any (string_to_array((select current_setting('app.sectors', true)), ',')))"
)
OWN = "enterprise_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
READ, ADD, WRITE = "select", "select, insert", "select, insert, update"
GRANTS = {"enterprise": WRITE, "regulator": READ, "platform": WRITE, "job": WRITE, "auth": ""}

# What a printed, claim or verification code opens.
BY_CODE = f"{ENTERPRISE} is null and opened_by = {OPENS}"
OF_PLANT = OF_ENTERPRISE


def is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def make_roles() -> None:
    if not is_postgres():
        return
    for role in ROLES:
        op.execute(
            f"do $$ begin create role dp_{role} nologin; "
            "exception when duplicate_object or unique_violation then null; end $$"
        )
        op.execute(f"grant usage on schema public to dp_{role}")


def admit(connection: Connection, login: str) -> None:
    """Let the app's login take the roles; repeatable."""
    present = connection.exec_driver_sql("select 1 from pg_roles where rolname = 'dp_enterprise'").first()
    if not (present and login):
        return
    if not login.replace("_", "").isalnum():
        raise ValueError(f"{login!r} is no name for a login")
    for role in ROLES:
        connection.exec_driver_sql(f'grant dp_{role} to "{login}"')
    connection.exec_driver_sql("grant select on alembic_version to dp_job")  # /readyz compares it


def protect(table: str, *, shown: bool = False, public: tuple[str, str] | None = None, **grants: str) -> None:
    """Wall in a tenant's table.

    shown    a bureau's row: the plant reaches it only from `shown_at` on
    public   (grants, condition) of what a shown code opens, or None
    grants   what a kind of scope may do (READ, ADD, WRITE or "") where it is not as in GRANTS
    """
    if not is_postgres():
        return
    may = GRANTS | grants
    of_plant = f"{OF_ENTERPRISE} and shown_at is not null" if shown else OF_ENTERPRISE
    _force(table)
    _allow(table, "enterprise", may["enterprise"], of_plant)
    _allow(table, "regulator", may["regulator"], OF_REGION)
    _allow(table, "platform", may["platform"], "true")
    _allow(table, "job", may["job"], OF_ENTERPRISE)
    _allow(table, "auth", may["auth"], "true")
    if public:
        _allow(table, "public", *public)
    if op.get_bind().scalar(sa.text("select 1 from pg_policies where policyname = 'moves'")):
        let_move(table)


def let_move(table: str) -> None:
    """Let who owns the tables reach the rows of the organisation whose area it changes, in that transaction alone."""
    if is_postgres():
        moving = "enterprise_id = (select nullif(current_setting('app.rescope', true), '')::uuid)"
        op.execute(f"create policy moves on {table} to current_user using ({moving}) with check ({moving})")


def protect_ledger() -> None:
    """Everybody adds within the open scope, nobody changes; a plant reads what is for the plant."""
    if not is_postgres():
        return
    table = "ledger_entry"
    _force(table)
    _allow(table, "regulator", ADD, OF_REGION)
    _allow(table, "platform", ADD, "true")
    _allow(table, "job", ADD, OF_ENTERPRISE)
    _allow(table, "enterprise", ADD, f"{OF_ENTERPRISE} and audience = 'plant'")
    _allow(table, "public", "insert", OF_ENTERPRISE)
    _allow(table, "auth", "insert", "true")


def let_own(table: str) -> None:
    """Let a bureau reach its own rows of a table whatever region it looks through."""
    _regulate(table, f"({OF_REGION}) or {OWN}")


def let_region_alone(table: str) -> None:
    _regulate(table, OF_REGION)


def _regulate(table: str, condition: str) -> None:
    if is_postgres():
        op.execute(f"alter policy regulator on {table} using ({condition}) with check ({condition})")


def protect_machine(table: str) -> None:
    """A table of the machine: every scope may insert, only a job reads and updates; the platform looks on."""
    if not is_postgres():
        return
    _force(table)
    for role in ROLES:
        op.execute(f"grant insert on {table} to dp_{role}")
        op.execute(f"create policy {role}_adds on {table} for insert to dp_{role} with check (true)")
    for role in ("job", "platform"):
        op.execute(f"grant select, update on {table} to dp_{role}")
        op.execute(f"create policy {role}_reads on {table} for select to dp_{role} using (true)")
        op.execute(
            f"create policy {role}_works on {table} for update to dp_{role} using (true) with check (true)"
        )


def share(table: str) -> None:
    """Reference data: everybody reads, the platform writes."""
    if not is_postgres():
        return
    for role in ROLES:
        op.execute(f"grant select on {table} to dp_{role}")
    op.execute(f"grant insert, update, delete on {table} to dp_platform")


@contextmanager
def open_to_owner(table: str) -> Iterator[None]:
    """Let the migration itself rewrite the rows of a table that is walled in."""
    if is_postgres():
        op.execute(f"alter table {table} no force row level security")
    yield
    if is_postgres():
        op.execute(f"alter table {table} force row level security")


def _force(table: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")


def _allow(table: str, role: str, grants: str, condition: str) -> None:
    if not grants:
        return
    op.execute(f"grant {grants} on {table} to dp_{role}")
    op.execute(f"create policy {role} on {table} to dp_{role} using ({condition}) with check ({condition})")
