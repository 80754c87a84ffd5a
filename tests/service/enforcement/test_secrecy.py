"""Before its notice a visit, and before its service an order, is known to who leads it alone."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.core.acts.ledger import Act
from service.core.acts.problems import NotFound
from service.core.db.transactions import db
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.dossier import queries as dossier
from service.enforcement.commands import orders, visits
from service.enforcement.models.orders import Order
from service.enforcement.models.visits import Visit
from service.enforcement.queries import cases, rows
from service.enforcement.queries import orders as order_queries
from service.enforcement.queries import visits as visit_queries
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant

Scene = tuple[Bureau, Plant]
HOME = "/g/410505"
OTHERS = ("third", "grid", "expert")


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    return supervised


def strangers(bureau: Bureau) -> list[Viewer]:
    """Who of the bureau is not named, and the city's head: none of them leads the visit."""
    city = a.a_bureau("410500", prefix="安")
    return [*(getattr(bureau, who) for who in OTHERS), city.head, city.first]


def test_a_plant_asks_for_a_draft_in_vain_whoever_asks_for_it(scene: Scene) -> None:
    """The wall itself: whatever a query leaves out."""
    bureau, plant = scene
    order = a.a_draft(bureau, plant, findings=1)
    statement = select(Order.id).where(Order.id == order.id)
    for viewer, ids in ((bureau.first, [order.id]), (plant.manager, [])):
        assert a.see(viewer, lambda: list(db.session.scalars(statement))) == ids


def sees(viewer: Viewer, row: Visit | Order, plant: Plant) -> list[bool]:
    """Whether a row is found by its id, in the list, in the plant's file and on its timeline."""

    def by_id() -> bool:
        try:
            return bool(rows.one(viewer, type(row), row.id))
        except NotFound:
            return False

    def look() -> list[bool]:
        listed = visit_queries.visits(viewer) if isinstance(row, Visit) else order_queries.orders(viewer)
        file = dossier.dossier(viewer, plant.id)
        told = {one.entry.object_id for one in dossier.timeline(viewer, plant.id).rows}
        of_file = {one.id for one in [*file.visits, *file.orders]}
        return [by_id(), row.id in {one.id for one in listed.rows}, row.id in of_file, row.id in told]

    return a.see(viewer, look)


def test_a_visit_is_secret_until_its_notice(scene: Scene) -> None:
    bureau, plant = scene
    others = strangers(bureau)
    for secret in (a.a_visit(bureau, plant), a.approved(bureau, plant)):
        for viewer in (bureau.head, bureau.first, bureau.second):
            assert all(sees(viewer, secret, plant))
        for viewer in others:
            assert not any(sees(viewer, secret, plant)), viewer.name
    known = a.noticed(bureau, plant)
    for viewer in others:
        assert all(sees(viewer, known, plant)), viewer.name


def test_who_applied_reads_the_visit_of_two_others(scene: Scene) -> None:
    bureau, plant = scene
    pair = [a.person(bureau.second), a.person(bureau.third)]
    assert all(sees(bureau.first, a.a_visit(bureau, plant, officers=pair), plant))


@pytest.mark.slow
def test_an_order_is_secret_until_its_service(scene: Scene) -> None:
    bureau, plant = scene
    others = strangers(bureau)
    for secret in (a.a_draft(bureau, plant), a.sealed(bureau, plant)):
        for viewer in (bureau.head, bureau.first, bureau.second):
            assert all(sees(viewer, secret, plant))
        for viewer in others:
            assert not any(sees(viewer, secret, plant)), viewer.name
            assert a.see(viewer, lambda secret=secret, viewer=viewer: order_of(viewer, secret)) is None
    known = a.served(bureau, plant)
    for viewer in others:
        assert all(sees(viewer, known, plant)), viewer.name


def order_of(viewer: Viewer, order: Order) -> Order | None:
    return order_queries.order_of(viewer, visit_queries.visit(viewer, order.visit_id))


def test_a_secret_row_is_not_there_for_a_stranger_who_would_act(scene: Scene) -> None:
    bureau, plant = scene
    visit, order = a.a_visit(bureau, plant), a.a_draft(bureau, plant)
    with pytest.raises(NotFound):
        a.do(bureau.third, lambda: cases.visit(bureau.third, visit.id, locked=True))
    with pytest.raises(NotFound):
        a.do(bureau.third, lambda: cases.order(bureau.third, order.id, locked=True))
    city = a.a_bureau("410500", prefix="安")
    with pytest.raises(NotFound):
        a.do(city.head, lambda: visits.refuse(city.head, visit.id, a.form(visits.refuse), Act.new()))


def acts_read(viewer: Viewer, order: Order) -> list[str]:
    """What the ledger tells somebody of an order, whatever page asks it."""
    told = select(LedgerEntry.act).where(LedgerEntry.object_id == order.id).order_by(LedgerEntry.at)
    return a.see(viewer, lambda: list(db.session.scalars(told)))


def test_the_ledger_tells_a_plant_of_an_order_from_its_service_on(scene: Scene) -> None:
    bureau, plant = scene
    secret = ["order.draft", "order.confirm", "order.confirm"]
    order = a.confirmed(bureau, plant, findings=1)
    assert (acts_read(bureau.first, order), acts_read(plant.manager, order)) == (secret, [])
    a.act(a.proven(bureau.first), orders.seal, order)
    assert (acts_read(bureau.first, order), acts_read(plant.manager, order)) == ([*secret, "order.seal"], [])
    a.act(bureau.first, orders.serve_order, order, **a.service_facts())
    assert acts_read(bureau.first, order) == [*secret, "order.seal", "order.serve"]
    assert acts_read(plant.manager, order) == ["order.serve"]


@pytest.mark.slow
def test_pages_and_papers_of_a_secret_row_are_the_404_of_a_missing_one(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    visit, order = a.approved(bureau, plant), a.sealed(bureau, plant)
    paths = pages(visit.id, order.id)
    for who in ("grid", "expert", "third"):
        client = desks.sign_in(app, a.account_of(bureau.id, who))
        assert {client.get(path).status_code for path in paths} == {404}
        file = client.get(f"{HOME}/enterprises/{plant.id}").text
        lists = client.get(f"{HOME}/visits").text + client.get(f"{HOME}/orders").text
        assert str(visit.id) not in file + lists and str(order.id) not in file + lists
    head = desks.sign_in(app, a.account_of(bureau.id, "head"))
    assert {head.get(path).status_code for path in paths} == {200}
    known = a.served(bureau, plant)
    grid = desks.sign_in(app, a.account_of(bureau.id, "grid"))
    assert {grid.get(path).status_code for path in pages(known.visit_id, known.id)} == {200}


def pages(visit_id: UUID, order_id: UUID) -> list[str]:
    visit, order = f"{HOME}/visits/{visit_id}", f"{HOME}/orders/{order_id}"
    return [visit, f"{visit}.pdf", f"{visit}/approval.pdf", f"{visit}/notice.pdf", order, f"{order}.pdf"]
