"""Who reaches a table: the models say it for the first wall, the policies for the second; they agree."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Table, create_engine

from migrations.policies import ROLES
from service.core.db.tables import Base, OfTenant
from service.core.settings import Settings

TENANCY = {"enterprise_id", "area_code", "sector"}
GRANTS = """
select table_name, grantee, privilege_type from information_schema.role_table_grants
 where table_schema = 'public' and grantee <> 'dp_owner'
"""
FORCED = """
select relname, relrowsecurity and relforcerowsecurity from pg_class
 where relnamespace = 'public'::regnamespace and relkind = 'r'
"""
POLICIES = """
select tablename, role::text, policyname, cmd, coalesce(qual, ''), coalesce(with_check, '')
 from pg_policies, unnest(roles) as role where schemaname = 'public'
"""


@pytest.fixture
def catalogue(models: None, database: dict[str, str]) -> Iterator[Connection]:
    engine = create_engine(Settings.from_env(database).owner_url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def tables(reach: str) -> list[Table]:
    return [table for table in Base.metadata.tables.values() if table.info["reach"] == reach]


def grants(catalogue: Connection) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table, grantee, right in catalogue.exec_driver_sql(GRANTS):
        found[table, grantee].add(right)
    return found


def policies(catalogue: Connection) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for table, role, *policy in catalogue.exec_driver_sql(POLICIES):
        found[table, role].append(policy)
    return found


def test_every_table_is_in_exactly_one_class_of_reach(models: None) -> None:
    assert {table.info["reach"] for table in Base.metadata.tables.values()} == {
        "tenant",
        "shared",
        "machine",
    }
    for mapper in Base.registry.mappers:
        is_tenants = issubclass(mapper.class_, OfTenant)
        assert is_tenants == (mapper.local_table.info["reach"] == "tenant"), mapper.class_  # type: ignore[attr-defined]


def test_every_row_of_a_tenant_carries_tenant_area_and_sector(models: None) -> None:
    for table in tables("tenant"):
        assert TENANCY <= set(table.columns.keys()), table.name
        assert not any(table.columns[name].nullable for name in TENANCY), table.name
        assert table.primary_key.columns.keys()[0] == "enterprise_id", table.name


def test_a_child_points_to_its_parent_inside_one_tenant(models: None) -> None:
    for table in tables("tenant"):
        for key in table.foreign_key_constraints:
            if key.referred_table.info["reach"] == "tenant":
                pairs = {(one.parent.name, one.column.name) for one in key.elements}
                own = {("enterprise_id", "enterprise_id"), ("organisation_id", "enterprise_id")}
                assert own & pairs, f"{table.name}: {key.name}"


@pytest.mark.postgres
def test_every_table_but_reference_data_is_walled_in_for_its_owner_too(catalogue: Connection) -> None:
    forced = {name: is_forced for name, is_forced in catalogue.exec_driver_sql(FORCED)}
    for table in (*tables("tenant"), *tables("machine")):
        assert forced[table.name], table.name


@pytest.mark.postgres
def test_each_scope_that_the_models_admit_has_its_policy_and_no_other(catalogue: Connection) -> None:
    policy = policies(catalogue)
    for table in tables("tenant"):
        # A reader without account may add and read back his report, whatever a code opens.
        wanted_of = {"public": bool(table.info["public"])} | {
            role: table.info[role] for role in ("auth", "machine")
        }
        for role, wanted in wanted_of.items():
            reads = {one[1] for one in policy[table.name, f"dp_{role}"] if one[1] in {"ALL", "SELECT"}}
            if wanted and table.name != "ledger_entry":
                assert reads, f"{table.name} says {role}, and has no policy"
            if role != "public" and not wanted:
                assert not reads, f"{table.name} has a policy for {role}, and does not say it"


@pytest.mark.postgres
def test_a_bureau_reaches_its_own_rows_where_the_models_say_so(catalogue: Connection) -> None:
    policy = policies(catalogue)
    for mapper in Base.registry.mappers:
        table = mapper.local_table.name  # type: ignore[attr-defined]
        for name, _command, using, _check in policy[table, "dp_regulator"]:
            if name != "issuer_reads":
                assert ("app.organisation" in using) == mapper.class_.__own__, table
        names = {name for name, *_rest in policy[table, "dp_regulator"]}
        assert ("issuer_reads" in names) == bool(mapper.class_.__issued__), table


@pytest.mark.postgres
def test_the_apps_login_has_nothing_of_its_own(catalogue: Connection) -> None:
    assert [key for key in grants(catalogue) if key[1] == "dp_app"] == []
    query = (
        "select rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb"
        " from pg_roles where rolname = 'dp_app'"
    )
    assert tuple(catalogue.exec_driver_sql(query).one()) == (False,) * 5
    owned = "select relname from pg_class join pg_roles r on r.oid = relowner where rolname = 'dp_app'"
    assert catalogue.exec_driver_sql(owned).all() == []
    member = "select pg_has_role('dp_app', 'dp_owner', 'member')"
    assert catalogue.exec_driver_sql(member).scalar() is False


@pytest.mark.postgres
@pytest.mark.parametrize("role", ROLES)
def test_a_role_of_a_scope_can_do_nothing_but_what_its_policies_say(catalogue: Connection, role: str) -> None:
    query = (
        f"select rolsuper, rolbypassrls, rolcanlogin, rolcreaterole from pg_roles where rolname = 'dp_{role}'"
    )
    assert tuple(catalogue.exec_driver_sql(query).one()) == (False,) * 4
    makes = f"select has_schema_privilege('dp_{role}', 'public', 'create')"
    assert catalogue.exec_driver_sql(makes).scalar() is False
