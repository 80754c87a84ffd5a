"""A plant moves to another district: every row of it goes along, nothing else changes, and the act is recorded."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.exc import DBAPIError

from service.core import ids
from service.core.acts.ledger import dumps
from service.core.acts.ledger_forms import differences
from service.core.acts.problems import NotFound
from service.core.db.tables import Base
from service.core.db.transactions import db, reading, transaction
from service.core.db.upserts import insert_one
from service.core.models import LedgerEntry
from service.core.settings import Settings
from service.core.tenancy import scope
from service.core.tenancy.rescoping import rescope
from service.core.tenancy.scope import Scope, area_range
from service.enforcement.commands import voiding
from service.enforcement.models.orders import Order
from service.enforcement.queries import orders
from service.enterprises.models import Enterprise
from tests import databases, servers
from tests.builders import areas, desks
from tests.builders import enforcement as a
from tests.builders.enforcement import OPERATOR, Bureau, Plant

pytestmark = pytest.mark.both
OLD, NEW = "410505", "410506"
Moved = Callable[..., dict[str, int]]


@pytest.fixture
def plant(supervised: tuple[Bureau, Plant]) -> Plant:
    """A plant with an order served, and hazards of it."""
    bureau, plant = supervised
    a.served(bureau, plant, findings=1)
    a.do(OPERATOR, lambda: areas.known(NEW))
    return plant


@pytest.fixture
def moved(app: Flask, plant: Plant, database: dict[str, str]) -> Moved:
    url = Settings.from_env(database).owner_url
    [found] = seen(Scope.platform(), Enterprise, plant.id)
    return lambda area=NEW, sector=found.sector: rescope(url, OPERATOR, plant.id, area, sector)


def seen(where: Scope, model: type[Any], plant: UUID) -> list[Any]:
    with scope.opened(where), reading():
        found = db.session.scalars(select(model).where(model.enterprise_id == plant)).all()
        db.session.expunge_all()
        return list(found)


def of_region(area: str, bureau: UUID) -> Scope:
    return Scope.regulator(bureau, area_range(area), frozenset())


READ_BY_A_BUREAU = """
select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
 and has_table_privilege('dp_regulator', oid, 'select')
"""


def routed_models(place: str) -> list[type[Any]]:
    """Return every table of routed rows that a bureau may read at all."""
    found = (mapper.class_ for mapper in Base.registry.mappers)
    routed = [one for one in found if {"enterprise_id", "area_code", "sector"} <= {*one.__table__.c.keys()}]
    if databases.kind() == "sqlite":
        return [one for one in routed if not one.__secret__]
    may = {name for (name,) in databases.rows(place, READ_BY_A_BUREAU)}
    return [one for one in routed if one.__tablename__ in may]


def rows(place: str) -> list[str]:
    return sorted(databases.everything(place).splitlines())


def counts(where: Scope, plant: UUID, place: str) -> dict[str, int]:
    """How many rows of a plant a scope reads, by table; none of where it was."""
    found = {one.__tablename__: len(seen(where, one, plant)) for one in routed_models(place)}
    return {name: count for name, count in found.items() if count and name != "departure"}


def test_the_new_district_sees_all(
    plant: Plant, supervised: tuple[Bureau, Plant], place: str, moved: Moved
) -> None:
    bureau, other = supervised[0], a.a_bureau(NEW, prefix="龙")
    before = counts(of_region(OLD, bureau.id), plant.id, place)
    assert before["enterprise"] == 1 and before["ledger_entry"] > 10
    changed = moved()
    assert changed["ledger_entry"] > 10 and changed["document"] == 2 and changed["reaction"] > 0
    after = counts(of_region(NEW, other.id), plant.id, place)
    assert after == before | {"ledger_entry": before["ledger_entry"] + 1}


# What a bureau issued, and what the plant answered to it.
ISSUED = {
    *("document", "document_service", "finding", "item_answer", "item_result", "order_item", "verification"),
    *("rectification_order", "reinspection", "reinspection_officer", "visit", "visit_item", "visit_officer"),
}

ACTED_ON = {"visit", "rectification_order", "reinspection"}


def test_who_issued_an_order_reads_it_on_and_nothing_else_of_the_plant(
    app: Flask, plant: Plant, supervised: tuple[Bureau, Plant], place: str, moved: Moved
) -> None:
    bureau, colleague = supervised[0], a.a_bureau(OLD, prefix="文")
    here = of_region(OLD, bureau.id)
    a.a_judged_reinspection(bureau, plant)
    before, entries = counts(here, plant.id, place), seen(here, LedgerEntry, plant.id)
    moved()
    after = counts(here, plant.id, place)
    assert before.keys() >= ISSUED
    read_on = {name: count for name, count in before.items() if name in ISSUED}
    told = [one.id for one in entries if one.object_kind in ACTED_ON]
    assert sorted(one.id for one in seen(here, LedgerEntry, plant.id)) == sorted(told)
    assert after == read_on | {"ledger_entry": len(told)}
    for nobody in (
        of_region(OLD, colleague.id),  # of the district, and of another bureau
        of_region("410522", bureau.id),  # of the bureau, and of another district
        Scope.regulator(bureau.id, area_range(OLD), frozenset({"coal"})),  # and of another sector
    ):
        assert counts(nobody, plant.id, place) == {}


def test_what_the_next_bureau_issues_is_not_the_former_ones(
    plant: Plant, supervised: tuple[Bureau, Plant], place: str, moved: Moved
) -> None:
    here = of_region(OLD, supervised[0].id)
    moved()
    before = counts(here, plant.id, place)
    a.served(a.a_bureau(NEW, prefix="龙"), plant, findings=1)
    assert counts(here, plant.id, place) == before


def test_the_former_bureau_changes_nothing_of_what_it_reads_on(
    plant: Plant, supervised: tuple[Bureau, Plant], moved: Moved
) -> None:
    bureau = supervised[0]
    [order] = seen(of_region(OLD, bureau.id), Order, plant.id)
    moved()
    a.see(bureau.first, lambda: orders.order(bureau.first, order.id))
    with pytest.raises(NotFound):
        a.act(a.proven(bureau.head), voiding.void_order, order, reason="误发")


def test_its_pages_say_who_goes_on_and_offer_nothing_to_press(
    app: Flask, plant: Plant, supervised: tuple[Bureau, Plant], moved: Moved
) -> None:
    bureau = supervised[0]
    [order] = seen(of_region(OLD, bureau.id), Order, plant.id)
    [name] = [one.name for one in seen(of_region(OLD, bureau.id), Enterprise, plant.id)]
    moved()
    head = desks.sign_in(app, a.account_of(bureau.id, "head"))
    assert name in head.get(f"/g/{OLD}/orders").text
    for page in (f"/g/{OLD}/orders/{order.id}", f"/g/{OLD}/visits/{order.visit_id}"):
        text = head.get(page).text
        assert "企业已不在这个辖区" in text and 'method="post" action="/g/' not in text
    for paper in (f"orders/{order.id}.pdf", f"orders/{order.id}/receipt.pdf", f"visits/{order.visit_id}.pdf"):
        assert head.get(f"/g/{OLD}/{paper}").status_code == 200, paper
    assert head.get(f"/g/{OLD}/e/{plant.id}/").status_code == 404


def test_nothing_but_area_and_sector_changes_and_one_entry_tells_of_it(
    plant: Plant, place: str, moved: Moved
) -> None:
    [name] = [one.name for one in seen(Scope.platform(), Enterprise, plant.id)]
    before = Counter(one.replace(OLD, NEW) for one in rows(place))
    moved()
    after = Counter(one.replace(OLD, NEW) for one in rows(place))
    assert before - after == Counter()
    added = sorted(after - before, key=lambda one: "enterprise.rescope" in one)
    assert len(added) == 2 and name in added[0] and "enterprise.rescope" in added[1]
    entries = seen(Scope.platform(), LedgerEntry, plant.id)
    [entry] = [one for one in entries if one.act == "enterprise.rescope"]
    assert entry.before == {"area_code": OLD, "sector": entry.sector}
    assert entry.after == {"area_code": NEW, "sector": entry.sector}
    assert (entry.area_code, entry.object_id, entry.audience) == (NEW, plant.id, "plant")
    assert [one.id for one in entries if differences(one)] == []


@pytest.mark.postgres
def test_what_was_being_written_meanwhile_follows(
    app: Flask, plant: Plant, database: dict[str, str], place: str
) -> None:
    """A report that began before the move, and is kept after it, knows of the former district alone."""
    url = Settings.from_env(database).owner_url
    copy = """
        insert into pin_watch (enterprise_id, id, since, failures, area_code, sector)
        select enterprise_id, id, now(), 0, area_code, sector from enterprise
    """

    def move() -> dict[str, int]:
        with app.app_context():
            return rescope(url, OPERATOR, plant.id, NEW, "machinery")

    with (
        ThreadPoolExecutor(1) as pool,
        servers.superuser(databases.cluster(), place) as writer,
        writer.transaction(),
    ):
        writer.execute(f"{copy} where id = %s".encode(), [plant.id])
        moving = pool.submit(move)
        with pytest.raises(TimeoutError):
            moving.result(timeout=0.5)
    assert moving.result(timeout=10)["pin_watch"] == 1
    [where] = databases.rows(place, "select area_code from pin_watch")
    assert where == (NEW,)


def test_done_again_it_changes_nothing_and_tells_nothing(plant: Plant, place: str, moved: Moved) -> None:
    moved()
    before = rows(place)
    assert moved() == {}
    assert rows(place) == before


def test_a_sector_alone_changes_too(plant: Plant, moved: Moved) -> None:
    moved(OLD, "coal")
    assert {one.sector for one in seen(Scope.platform(), LedgerEntry, plant.id)} == {"coal"}


def test_the_walls_stand_afterwards_as_before(plant: Plant, database: dict[str, str], moved: Moved) -> None:
    moved()
    engine = create_engine(Settings.from_env(database).owner_url)
    for statement in ("update ledger_entry set area_code = '410505'", "delete from ledger_entry"):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
            connection.exec_driver_sql(statement)
    engine.dispose()


UNDER_THE_MARK = (
    "update ledger_entry set act = 'x'",
    "update ledger_entry set canonical = 'x', area_code = '410506'",
    "update document set content = 'x'",
    "delete from ledger_entry",
    "truncate ledger_entry cascade",
)


@pytest.mark.postgres
def test_a58_the_owner_under_the_mark_moves_and_does_nothing_else(
    plant: Plant, database: dict[str, str]
) -> None:
    engine = create_engine(Settings.from_env(database).owner_url)
    for statement in UNDER_THE_MARK:
        with engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
            connection.exec_driver_sql(f"select set_config('app.rescope', '{plant.id}', true)")
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_an_entry_of_the_first_release_is_whole_after_the_move_too(app: Flask, plant: Plant) -> None:
    [one] = seen(Scope.platform(), Enterprise, plant.id)
    first = seen(Scope.platform(), LedgerEntry, plant.id)[0]
    row = {name: getattr(first, name) for name in LedgerEntry.__table__.columns.keys()}
    row |= {"id": ids.new_id(), "act_id": ids.new_id(), "actor_name": "李敏"}
    row["canonical"] = dumps({name: value for name, value in row.items() if name != "canonical"})
    with scope.opened(Scope.platform()), transaction():
        insert_one(LedgerEntry, row)
    run = app.test_cli_runner().invoke
    for area in (OLD, NEW, OLD):
        assert run(args=["rescope", one.credit_code, "--area", area]).exit_code == 0
        assert run(args=["check-seals"]).stdout == "0 broken\n"


def test_an_operator_moves_a_plant_by_its_credit_code(app: Flask, plant: Plant) -> None:
    [one] = seen(Scope.platform(), Enterprise, plant.id)
    run = app.test_cli_runner().invoke
    done = run(args=["rescope", one.credit_code, "--area", NEW])
    assert done.exit_code == 0, done.output
    assert re.search(r"^ledger_entry: \d+$", done.stdout, re.M)
    assert [row.area_code for row in seen(Scope.platform(), Enterprise, plant.id)] == [NEW]
    assert run(args=["check-seals"]).stdout == "0 broken\n"
    assert run(args=["rescope", one.credit_code, "--area", "990000"]).exit_code == 2
    assert run(args=["rescope", "91410505MA0000000X", "--area", NEW]).exit_code == 2
    assert run(args=["rescope", one.credit_code, "--sector", "chess"]).exit_code == 2
