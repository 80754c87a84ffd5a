"""The check of a scope's signature in PostgreSQL: its keys, its function, and the policies that ask it."""

from collections.abc import Callable, Collection

from alembic import op
from sqlalchemy import Connection

from service.core.tenancy.signature import pads_of

SIGNED = ("regulator", "job", "machine")
FUNCTION = "walls.is_signed(text)"
# The owner's table: nobody else may read it. More than one key while SECRET_KEY is being changed.
# What is not signed sees no row. To raise instead would tell whether there is one.
# No search_path of its own, which costs a third: names are whole, and no login may make an operator anywhere.
MAKE = (
    "create schema walls",
    "create table walls.scope_key (inner_pad bytea not null, outer_pad bytea not null)",
    """
create function walls.is_signed(kind text) returns boolean
 language plpgsql stable security definer parallel safe as $$
declare
  last_moment text := pg_catalog.current_setting('app.until', true);
  said bytea := pg_catalog.convert_to(pg_catalog.concat_ws('|', kind,
    coalesce(pg_catalog.current_setting('app.enterprise', true), ''),
    coalesce(pg_catalog.current_setting('app.area_lo', true), ''),
    coalesce(pg_catalog.current_setting('app.area_hi', true), ''),
    coalesce(pg_catalog.current_setting('app.sectors', true), ''),
    coalesce(pg_catalog.current_setting('app.organisation', true), ''),
    last_moment), 'UTF8');
begin
  if last_moment ~ '^[0-9]{1,12}$' and last_moment::bigint > extract(epoch from pg_catalog.now()) then
    return exists (select from walls.scope_key where
      pg_catalog.encode(pg_catalog.sha256(outer_pad || pg_catalog.sha256(inner_pad || said)), 'hex')
      = pg_catalog.current_setting('app.signature', true));
  end if;
  return false;
end $$
""",
    f"revoke all on function {FUNCTION} from public",
    *(f"grant usage on schema walls to dp_{role}" for role in SIGNED),
    *(f"grant execute on function {FUNCTION} to dp_{role}" for role in SIGNED),
)
DROP = ("drop schema walls cascade",)
# Every scope may add a row of the machine, signed or not.
POLICIES = """
select tablename, policyname, qual, with_check, role from pg_policies, unnest(roles) role
 where schemaname = 'public' and role = any (array['dp_regulator', 'dp_job', 'dp_machine'])
   and not (cmd = 'INSERT' and tablename = any (array['reaction', 'periodic_run', 'heartbeat']))
 order by 1, 2
"""


def is_known() -> bool:
    """Tell whether this database checks signatures at this step of its history."""
    known = f"select to_regprocedure('{FUNCTION}')"
    return op.get_bind().exec_driver_sql(known).scalar() is not None


def make_check() -> None:
    for statement in MAKE:
        op.get_bind().exec_driver_sql(statement)


def drop_check() -> None:
    for statement in DROP:
        op.execute(statement)


def checked(role: str, condition: str) -> str:
    return f"(select walls.is_signed('{role}')) and ({condition})"


def sign_all() -> None:
    _rewrite(checked)


def unsign_all() -> None:
    _rewrite(_without)


def _without(role: str, condition: str) -> str:
    begun = f"(( SELECT walls.is_signed('{role}'::text) AS is_signed) AND "
    if not condition.startswith(begun):
        raise ValueError(f"a policy of {role} is not signed: {condition}")
    return condition.removeprefix(begun).removesuffix(")")


def _rewrite(change: Callable[[str, str], str]) -> None:
    for table, name, using, check, role in op.get_bind().exec_driver_sql(POLICIES).all():
        words = [
            f"{word} ({change(role.removeprefix('dp_'), condition)})"
            for word, condition in (("using", using), ("with check", check))
            if condition
        ]
        op.get_bind().exec_driver_sql(f"alter policy {name} on {table} {' '.join(words)}")


def keep_keys(connection: Connection, keys: Collection[bytes]) -> None:
    """Let scopes be signed by these keys and no other; repeatable."""
    if connection.exec_driver_sql(f"select to_regprocedure('{FUNCTION}')").scalar() is None:
        return
    connection.exec_driver_sql("delete from walls.scope_key")
    for key in keys:
        connection.exec_driver_sql("insert into walls.scope_key values (%s, %s)", pads_of(key))
