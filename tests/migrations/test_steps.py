"""The migrations make what the models say, and take it back: to the last release.

The steps before it go forward once, as part of `migrate`; `make torture ONLY=each_step` takes back all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

from service.core.db.tables import Base
from service.core.migrations import config, downgrade, upgrade
from service.core.settings import Settings
from tests import databases, sizes

pytestmark = pytest.mark.both

LAST_RELEASE = "0031"  # the newest step of 0.1.0
CATALOGUE_POSTGRES = """
select 'relation ' || relname from pg_class join pg_namespace n on n.oid = relnamespace
 where n.nspname = 'public' and relname !~ 'alembic'
union all select 'function ' || proname from pg_proc join pg_namespace n on n.oid = pronamespace
 where n.nspname = 'public'
union all select 'trigger ' || tgname from pg_trigger where not tgisinternal
union all select 'policy ' || polname from pg_policy
union all select 'type ' || typname from pg_type join pg_namespace n on n.oid = typnamespace
 where n.nspname = 'public' and typname !~ 'alembic'
"""
# What the database fills in by itself and no model names: the transaction of an entry, and its index.
OF_THE_DATABASE = {"xid", "ix_ledger_entry_xid"}
CATALOGUE_SQLITE = "select type || ' ' || name from sqlite_master where name not like '%alembic%'"


@pytest.fixture
def settings(place: str) -> Settings:
    return Settings.from_env(databases.empty(f"{place}_steps"))


@contextmanager
def connected(settings: Settings) -> Iterator[Connection]:
    engine = create_engine(settings.owner_url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def left(settings: Settings) -> list[str]:
    """Everything that stands in the database, but the note of its revision."""
    query = CATALOGUE_POSTGRES if settings.is_postgres else CATALOGUE_SQLITE
    with connected(settings) as connection:
        found = {row[0] for row in connection.exec_driver_sql(query)}
        tables = names_by_table(connection).items()
        return sorted(found.union(f"{table}.{name}" for table, names in tables for name in names))


def differences(connection: Connection, like: dict[str, Any] | None = None) -> list[Any]:
    context = MigrationContext.configure(
        connection,
        opts={"compare_type": True, "target_metadata": Base.metadata, "include_name": named, **(like or {})},
    )
    return list(compare_metadata(context, Base.metadata))


def named(name: str | None, kind: str, parents: Any) -> bool:
    return not (kind in {"column", "index"} and name in OF_THE_DATABASE)


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_empty_to_head_is_what_the_models_say(models: None, settings: Settings) -> None:
    upgrade(settings)
    with connected(settings) as connection:
        assert differences(connection) == []


def test_every_constraint_has_the_name_the_models_give_it(models: None, settings: Settings) -> None:
    upgrade(settings)
    with connected(settings) as connection:
        found = names_by_table(connection)
    for table in Base.metadata.tables.values():
        wanted = {str(one.name) for one in (*table.constraints, *table.indexes)}
        assert (table.name, found[table.name] - OF_THE_DATABASE) == (table.name, wanted)


def names_by_table(connection: Connection) -> dict[str, set[str]]:
    """Return the names of the constraints and indexes of every table."""
    seen = inspect(connection)
    found: dict[str, set[str]] = {table: set() for table in seen.get_table_names() if "alembic" not in table}
    kinds = ("unique_constraints", "foreign_keys", "check_constraints", "pk_constraint", "indexes")
    for kind in kinds:
        for (_schema, table), of_table in getattr(seen, f"get_multi_{kind}")().items():
            rows = of_table if isinstance(of_table, list) else [of_table]
            if table in found:
                found[table].update(str(one["name"]) for one in rows)
    return found


POLICIES = "select tablename, policyname, qual, with_check from pg_policies order by 1, 2"
REGIONAL = 40  # tables that a bureau reaches by its region
ASKED = "( SELECT current_setting('app.area_lo'::text, true)"


@pytest.mark.postgres
def test_the_bounds_of_a_region_are_asked_for_before_0047_and_stand_bare_from_there(place: str) -> None:
    name = f"{place}_steps"
    settings = Settings.from_env(databases.clean(name))
    before = databases.rows(name, POLICIES)
    downgrade(settings, "0046")
    assert sum(ASKED in row[2] for row in databases.rows(name, POLICIES) if row[2]) == REGIONAL
    upgrade(settings)
    assert databases.rows(name, POLICIES) == before
    assert not any(ASKED in row[2] for row in before if row[2])


@pytest.mark.slow
@pytest.mark.torture
def test_each_step_can_be_taken_back_and_taken_again(models: None, settings: Settings) -> None:
    scripts = ScriptDirectory.from_config(config(settings))
    steps = [script.revision for script in scripts.walk_revisions()][::-1]
    assert scripts.get_heads() == steps[-1:]
    first = 0 if sizes.TORTURE else steps.index(LAST_RELEASE) + 1
    if first:
        upgrade(settings, LAST_RELEASE)
    before = left(settings)
    for number, revision in enumerate(steps[first:], start=first):
        upgrade(settings, revision)
        after = left(settings)
        downgrade(settings, steps[number - 1] if number else "base")
        assert left(settings) == before, revision
        upgrade(settings, revision)
        assert left(settings) == after, revision
        before = after
    downgrade(settings, LAST_RELEASE if first else "base")
    assert (len(left(settings)) > 20) is bool(first)
