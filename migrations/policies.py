"""The second wall of tenancy: forced row-level security on PostgreSQL, one role per kind of scope.

Policies are in the shape that PostgreSQL evaluates once per query (`(select …)`), over the
columns that every tenant's table carries; but the bounds of a region stand bare, so that it
knows beforehand how much lies between them. On SQLite there is nothing to do.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Connection

from migrations import signed

ROLES = ("public", "auth", "enterprise", "regulator", "platform", "job", "machine")
ENTERPRISE = "(select nullif(current_setting('app.enterprise', true), '')::uuid)"
OPENS = "(select nullif(current_setting('app.opens', true), ''))"
OF_ENTERPRISE = f"enterprise_id = {ENTERPRISE}"
OF_REGION = (
    "area_code >= current_setting('app.area_lo', true) and area_code < current_setting('app.area_hi', true)"
    " and ((select current_setting('app.sectors', true)) = '' or sector = ''"
    " or sector = any (string_to_array((select current_setting('app.sectors', true)), ',')))"
)
OWN = "enterprise_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
BEFORE_MACHINE = ROLES[:-1]
READ, ADD, WRITE = "select", "select, insert", "select, insert, update"
GRANTS = {"enterprise": WRITE, "regulator": READ, "platform": WRITE, "job": WRITE, "auth": ""}

# What a printed, claim or verification code opens.
BY_CODE = f"{ENTERPRISE} is null and opened_by = {OPENS}"
OF_PLANT = OF_ENTERPRISE


def is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def make_roles(roles: Sequence[str]) -> None:
    if not is_postgres():
        return
    for role in roles:
        op.execute(
            f"do $$ begin create role dp_{role} nologin; "
            "exception when duplicate_object or unique_violation then null; end $$"
        )
        op.execute(f"grant usage on schema public to dp_{role}")


def roles() -> tuple[str, ...]:
    """Return the roles that this database knows at this step of its history."""
    return ROLES if _has_machine() else BEFORE_MACHINE


def _has_machine() -> bool:
    known = "select 1 from pg_policies where policyname = 'machine_works'"
    return op.get_bind().exec_driver_sql(known).first() is not None


MEMBER = """
select role.rolname from pg_auth_members m join pg_roles role on role.oid = m.roleid
  join pg_roles login on login.oid = m.member where login.rolname = %s
"""


def admit(connection: Connection, served: Mapping[str, Collection[str]]) -> None:
    """Let each login take its roles, and of ours no other; repeatable."""
    present = connection.exec_driver_sql("select 1 from pg_roles where rolname = 'dp_machine'").first()
    if not present:
        return
    for login, roles in served.items():
        if not login.replace("_", "").isalnum():
            raise ValueError(f"{login!r} is no name for a login")
        held = {row[0] for row in connection.exec_driver_sql(MEMBER, (login,))}
        wanted, ours = {f"dp_{role}" for role in roles}, {f"dp_{role}" for role in ROLES}
        for role in sorted(wanted - held):
            connection.exec_driver_sql(f'grant {role} to "{login}"')
        for role in sorted(held & ours - wanted):
            connection.exec_driver_sql(f'revoke {role} from "{login}"')
    connection.exec_driver_sql("grant select on alembic_version to dp_machine")  # /readyz compares it


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
        rows = _rows("regulator", condition)
        op.execute(f"alter policy regulator on {table} using ({rows}) with check ({rows})")


def protect_machine(table: str) -> None:
    """A table of the machine: every scope may insert, only the machine reads and updates; the platform looks on."""
    if not is_postgres():
        return
    _force(table)
    for role in roles():
        op.execute(f"grant insert on {table} to dp_{role}")
        op.execute(f"create policy {role}_adds on {table} for insert to dp_{role} with check (true)")
    for role in ("machine" if _has_machine() else "job", "platform"):
        let_work(table, role, "true")


def let_work(table: str, role: str, condition: str) -> None:
    """Let a scope read and update what meets a condition of a table of the machine."""
    condition = _rows(role, condition)
    op.execute(f"grant select, update on {table} to dp_{role}")
    op.execute(f"create policy {role}_reads on {table} for select to dp_{role} using ({condition})")
    op.execute(
        f"create policy {role}_works on {table} for update to dp_{role}"
        f" using ({condition}) with check ({condition})"
    )


def share(table: str) -> None:
    """Reference data: everybody reads, the platform writes."""
    if not is_postgres():
        return
    for role in roles():
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
    condition = _rows(role, condition)
    op.execute(f"create policy {role} on {table} to dp_{role} using ({condition}) with check ({condition})")


def _rows(role: str, condition: str) -> str:
    """Return the condition with the check of the signature, where this database knows it and the role is signed."""
    return signed.checked(role, condition) if role in signed.SIGNED and signed.is_known() else condition
