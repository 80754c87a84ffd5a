"""The second wall: what the app's login can do in plain SQL, whatever the first wall would say."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from flask import Flask
from psycopg import errors

from migrations.policies import ROLES
from service.core import clock
from tests import people
from tests.builders import enforcement, hazards
from tests.people import Cast
from tests.sql import Sql, login

pytestmark = pytest.mark.postgres
DENIED = errors.InsufficientPrivilege


@pytest.fixture
def as_plant(database: dict[str, str], cast: Cast) -> Iterator[Sql]:
    with login(database, "enterprise", enterprise=cast.plant) as sql:
        yield sql


def tenants(sql: Sql, table: str = "person") -> set[UUID]:
    return {row[0] for row in sql(f"select enterprise_id from {table}")}


def test_a_plant_reads_its_own_rows_alone(as_plant: Sql, cast: Cast) -> None:
    assert tenants(as_plant) == {cast.plant}
    assert as_plant("select count(*) from person where enterprise_id = %s", cast.neighbour) == [(0,)]


def test_a_plant_changes_its_own_rows_alone(as_plant: Sql, cast: Cast) -> None:
    assert as_plant("update person set name = 'x' where enterprise_id = %s", cast.neighbour) == [0]
    assert as_plant("update person set name = 'x'") == [len(people.PLANT)]


def test_a_plant_adds_nothing_to_another(as_plant: Sql, cast: Cast) -> None:
    with pytest.raises(DENIED, match="row-level security"):
        as_plant(
            "insert into person (enterprise_id, id, area_code, sector, name, work_number, post, team)"
            " values (%s, %s, '410506', '', 'x', 'x', '', '')",
            cast.neighbour,
            uuid4(),
        )


def test_a_row_is_not_moved_to_another_tenant(as_plant: Sql, cast: Cast) -> None:
    with pytest.raises(DENIED, match="row-level security"):
        as_plant("update role_grant set enterprise_id = %s", cast.neighbour)


def test_a_child_is_not_tied_to_a_parent_of_another_tenant(as_plant: Sql, cast: Cast) -> None:
    with pytest.raises(errors.ForeignKeyViolation):
        as_plant(
            "insert into role_grant (enterprise_id, id, area_code, sector, person_id, role, region, sectors)"
            " values (%s, %s, '410505', '', %s, 'principal', '', '[]')",
            cast.plant,
            uuid4(),
            cast.people["bricks"],
        )


def test_to_give_the_role_back_gives_nothing(as_plant: Sql) -> None:
    as_plant("reset role")
    with pytest.raises(DENIED):
        as_plant("select 1 from person")


def test_without_a_scope_nothing_is_read(database: dict[str, str], cast: Cast) -> None:
    with login(database) as sql, pytest.raises(DENIED):
        sql("select 1 from person")


def test_a_role_without_a_tenant_sees_no_tenant(database: dict[str, str], cast: Cast) -> None:
    for role in ("enterprise", "regulator", "job"):
        with login(database, role) as sql:
            assert tenants(sql, "organisation") == set(), role


AREAS = {"410505": ["410505"], "4105": ["410505", "410506"], "%": [], "": [], "32~": [], "_": []}


def test_a22_a_regulator_reads_his_area_alone(database: dict[str, str], cast: Cast) -> None:
    for area, seen in AREAS.items():
        bounds = {"area_lo": area, "area_hi": f"{area}~" if area else "", "sectors": ""}
        with login(database, "regulator", **bounds) as sql:
            found = sql("select distinct area_code from enterprise order by 1")
        assert [row[0] for row in found] == seen, area


def test_a24_a_regulator_of_a_sector_reads_that_sector_alone(database: dict[str, str], cast: Cast) -> None:
    for sectors, count in (("chemicals", 1), ("machinery,mines", 0), ("chemicals,mines", 1), ("chem", 0)):
        with login(database, "regulator", area_lo="410505", area_hi="410505~", sectors=sectors) as sql:
            assert sql("select count(*) from enterprise") == [(count,)]


def test_a_code_that_was_shown_opens_no_person(database: dict[str, str], cast: Cast) -> None:
    shown = {"enterprise": cast.plant, "opens": "K7Q2M9XA4TBD"}
    for table in ("person", "role_grant", "credential", "login_session", "device"):
        with login(database, "public", **shown) as sql, pytest.raises(DENIED):
            sql(f"select 1 from {table}")


def test_a_plant_does_not_see_what_a_bureau_has_not_shown(
    app: Flask, database: dict[str, str], cast: Cast
) -> None:
    with app.app_context():
        plant = hazards.a_plant("乙厂")
        bureau = enforcement.a_bureau()
        visit = enforcement.a_visit(bureau, plant)
        assert visit.shown_at is None
    with login(database, "enterprise", enterprise=plant.id) as sql:
        assert sql("select 1 from visit") == []
        assert sql("select 1 from ledger_entry where audience <> 'plant'") == []
        with pytest.raises(DENIED):
            sql("update visit set shown_at = now()")
    with login(database, "platform") as sql:
        assert len(sql("select 1 from visit")) == 1
        assert sql("select 1 from ledger_entry where audience = 'bureau'") != []


FORBIDDEN = (
    "update ledger_entry set act = 'x'",
    "delete from ledger_entry",
    "truncate ledger_entry",
    "truncate person cascade",
    "alter table ledger_entry disable trigger all",
    "create table own (a int)",
    "set role dp_owner",
    "set session_replication_role = replica",
)


def test_a58_no_role_of_the_app_changes_the_ledger_or_the_tables(
    database: dict[str, str], cast: Cast
) -> None:
    for role in ROLES:
        for statement in FORBIDDEN:
            with login(database, role, enterprise=cast.plant) as sql, pytest.raises(DENIED):
                sql(statement)


def test_a_machines_row_is_added_by_all_and_read_by_a_job_alone(database: dict[str, str], cast: Cast) -> None:
    for role in ("public", "auth", "enterprise", "regulator"):
        with login(database, role, enterprise=cast.plant) as sql, pytest.raises(DENIED):
            sql("select 1 from reaction")
        with login(database, role) as sql:
            assert sql("insert into heartbeat values (%s, %s)", f"{role}", clock.now()) == [1]
