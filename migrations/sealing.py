"""What is sealed is one-way in the database too: triggers let through what is set once, and nothing else.

The columns are named by each migration; a column that is in neither list is refused on PostgreSQL by itself,
on SQLite because its trigger names every column of that day. Where an organisation moves, its owner's
`rescope` changes area and sector of sealed rows: on PostgreSQL the owner alone, under a mark that ends with its
transaction; on SQLite it takes the triggers away within its transaction.
"""

from collections.abc import Collection

import sqlalchemy as sa
from alembic import op

from migrations.policies import is_postgres

SEALED = "what is sealed is never changed"
ROUTING = ("area_code", "sector")
# The login that owns the table, in a transaction that says which organisation moves.
MOVING = (
    "current_setting('app.rescope', true) = old.enterprise_id::text"
    " and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid)"
)


def seal(table: str, once: Collection[str] = (), words: str = SEALED) -> None:
    """Refuse every change of a row but those of `once` from null to a value, and every deletion."""
    if is_postgres():
        _seal_on_postgres(table, once, words)
    else:
        _seal_on_sqlite(table, once, words)


def unseal(table: str) -> None:
    if is_postgres():
        op.execute(f"drop trigger {table}_is_sealed on {table}")
        op.execute(f"drop trigger {table}_stays on {table}")
        op.execute(f"drop function keep_{table}()")
        op.execute(f"drop function keep_all_of_{table}()")
        return
    op.execute(f"drop trigger {table}_is_sealed")
    op.execute(f"drop trigger {table}_stays")


def _seal_on_postgres(table: str, once: Collection[str], words: str) -> None:
    sets = "\n".join(f"if old.{one} is null then allowed.{one} := new.{one}; end if;" for one in once)
    moves = "".join(f"allowed.{one} := new.{one}; " for one in ROUTING)
    op.execute(
        f"create function keep_{table}() returns trigger language plpgsql set search_path = public, pg_temp as $$"
        f" declare allowed public.{table}%rowtype := old;"
        f" begin {sets} if {MOVING} then {moves} end if;"
        f" if allowed is distinct from new then raise exception '{words}'; end if;"
        " return new; end $$"
    )
    op.execute(
        f"create function keep_all_of_{table}() returns trigger language plpgsql as"
        f" $$ begin raise exception '{words}'; end $$"
    )
    op.execute(
        f"create trigger {table}_is_sealed before update on {table}"
        f" for each row execute function keep_{table}()"
    )
    op.execute(
        f"create trigger {table}_stays before delete or truncate on {table}"
        f" for each statement execute function keep_all_of_{table}()"
    )


def _seal_on_sqlite(table: str, once: Collection[str], words: str) -> None:
    columns = [one["name"] for one in sa.inspect(op.get_bind()).get_columns(table)]
    changed = " or ".join(
        f'(old."{one}" is not null and old."{one}" is not new."{one}")'
        if one in once
        else f'old."{one}" is not new."{one}"'
        for one in columns
    )
    for name, event, condition in (("is_sealed", "update", f"when {changed}"), ("stays", "delete", "")):
        op.execute(
            sa.text(
                f"create trigger {table}_{name} before {event} on {table} {condition}"
                f" begin select raise(abort, '{words}'); end"
            )
        )
