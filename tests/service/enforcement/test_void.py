"""撤销: a sealed order is taken back by the head; its number stays, and everybody who looks learns that it is void."""

from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from service.core import clock
from service.core.acts.ledger import Act
from service.core.acts.problems import NotAllowed, NotFound, WrongState
from service.documents import paper
from service.documents import queries as documents
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.enforcement.commands import answers, orders, reinspections, visits, voiding
from service.enforcement.models.orders import Order
from service.enforcement.queries import orders as order_queries
from service.enforcement.queries import visits as visit_queries
from service.enforcement.states import OrderState
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.hazards.states import State
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant
from tests.people import nobody
from tests.service.enforcement.test_jobs import run_reactions, told
from tests.service.enforcement.test_refusals import refused

Scene = tuple[Bureau, Plant]


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    return supervised


def void(bureau: Bureau, order: Order) -> Order:
    found: Order = a.act(a.proven(bureau.head), voiding.void_order, order, reason="期限有误")
    return found


def document(bureau: Bureau, order: Order) -> Document:
    found = a.see(bureau.head, lambda: documents.document_of(order, DocumentKind.ORDER))
    assert found is not None
    return found


def hazard(plant: Plant, order: Order) -> Hazard:
    item = a.items_of(plant.manager, order)[0]
    return a.see(plant.manager, lambda: cases.hazard(plant.manager, item.finding_id))


def test_the_head_alone_makes_an_order_void_with_a_fresh_password(scene: Scene) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant)
    refused(NotAllowed, voiding.void_order, a.proven(bureau.first), order, reason="期限有误")
    assert (
        refused(NotAllowed, voiding.void_order, bureau.head, order, reason="期限有误").code == "PROOF_NEEDED"
    )
    refused(
        WrongState, voiding.void_order, a.proven(bureau.head), a.a_draft(bureau, plant), reason="期限有误"
    )
    found = void(bureau, order)
    assert (found.state, found.end_reason) == (OrderState.VOID, "期限有误")
    refused(WrongState, orders.serve_order, bureau.first, order, **a.service_facts())


def test_the_number_of_a_void_order_is_never_used_again(scene: Scene) -> None:
    bureau, plant = scene
    first = document(bureau, void(bureau, a.sealed(bureau, plant)))
    second = document(bureau, a.sealed(bureau, plant))
    assert (first.serial, second.serial) == (1, 2)
    assert (first.void_reason, first.voided_by) == ("期限有误", a.person(bureau.head))


def test_whoever_checks_a_void_order_learns_the_day(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    found = document(bureau, void(bureau, a.served(bureau, plant)))
    reader, today = nobody(app), clock.today().isoformat()
    for opened in (found.code, found.number):
        page = reader.get(f"/verify/{opened}").text
        assert f"已撤销，{today}" in page and "已送达" not in page
    pages = PdfReader(BytesIO(paper.sealed_pdf(found, "http://127.0.0.1"))).pages
    said = [page.extract_text().replace("\n", "").count("撤销，不再有效") for page in pages]
    assert said == [1] * (len(pages) - 1) + [2]  # above each page, and once more beside the symbol


def test_the_plant_hears_of_it_and_what_is_open_is_its_own_to_rectify(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant, findings=1)
    due = hazard(plant, order).due_at
    void(bureau, order)
    run_reactions()
    assert "已撤销，原因：期限有误" in told(plant.manager)[-1] and "已撤销" in told(bureau.second)[-1]
    left = hazard(plant, order)
    assert (left.state, left.order_item_id, left.due_at) == (State.CONFIRMED, None, due)
    facts = {"assigned_to": plant.worker.person_id, "due_on": a.in_days(3)}
    a.do(plant.manager, lambda: a.plants.command("assign")(plant.manager, left.id, facts, Act.new()))
    refused(WrongState, answers.ask, plant.principal, order)
    page = desks.sign_in(app, a.plants.account_of(plant.id, "manager")).get(
        f"/e/{plant.id}/orders/{order.id}"
    )
    assert "已撤销" in page.text and "期限有误" in page.text and "答复</a>" not in page.text


def test_what_the_plant_has_accepted_is_closed_with_its_order(scene: Scene) -> None:
    bureau, plant = scene
    order = a.answered(bureau, plant, findings=1)
    assert hazard(plant, order).state is State.ACCEPTED
    void(bureau, order)
    assert hazard(plant, order).state is State.CLOSED


def test_a_reinspection_of_a_void_order_goes_no_further(scene: Scene) -> None:
    bureau, plant = scene
    order = a.answered(bureau, plant, findings=1)
    again = a.a_reinspection(bureau, order)
    void(bureau, order)
    refused(WrongState, reinspections.confirm, bureau.first, again)
    with pytest.raises(WrongState):
        a.a_reinspection(bureau, order)


def test_before_service_another_order_takes_its_place_and_afterwards_another_visit(scene: Scene) -> None:
    bureau, plant = scene
    unserved, served = a.sealed(bureau, plant), a.served(bureau, plant)
    for order in (unserved, served):
        void(bureau, order)

    def again(order: Order) -> Order:
        return a.drafted(bureau.first, order.visit_id)

    assert again(unserved).state is OrderState.DRAFT
    with pytest.raises(WrongState, match="另行申请检查"):
        again(served)
    visit = a.see(bureau.first, lambda: visit_queries.visit(bureau.first, served.visit_id))
    nothing = {"photos": [], "objection": "", "refusal": "不认可", "witness": "社区 周敏"}
    a.act(bureau.first, a.site_inspection.sign, visit, **nothing)
    a.act(bureau.first, visits.close, visit)


def test_a_void_order_that_was_not_served_stays_unknown_to_the_plant(scene: Scene) -> None:
    bureau, plant = scene
    order = void(bureau, a.sealed(bureau, plant))
    run_reactions()
    assert not any("撤销" in one for one in told(plant.manager))
    with pytest.raises(NotFound):
        a.see(plant.manager, lambda: order_queries.order(plant.manager, order.id))
