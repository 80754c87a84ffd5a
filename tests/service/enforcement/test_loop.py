"""An inspection from its application to the close of its order."""

import json
from datetime import date, timedelta

import pytest

from service.core import clock
from service.core.acts.ledger import timeline
from service.core.acts.problems import NotFound
from service.documents import queries as documents
from service.documents.states import DocumentKind
from service.enforcement.models.orders import Order
from service.enforcement.models.visits import Visit
from service.enforcement.queries import orders, rows, visits
from service.enforcement.states import ItemState, OrderState, VisitState
from service.hazards.queries import cases
from service.hazards.states import Source, State
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant

pytestmark = [pytest.mark.both, pytest.mark.days]


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> tuple[Bureau, Plant]:
    return supervised


def test_an_order_closes_when_every_item_has_passed(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    order = a.answered(bureau, plant)
    again = a.a_reinspection(bureau, order)
    for item in a.items_of(bureau.first, order):
        a.judge(bureau, again, item, True)
    a.concluded(bureau, again)
    found = a.see(plant.manager, lambda: orders.order(plant.manager, order.id))
    assert found.state is OrderState.CLOSED and found.closed_at
    for item in a.items_of(plant.manager, order):
        assert item.state is ItemState.PASSED
        hazard = a.see(plant.manager, lambda item=item: cases.hazard(plant.manager, item.finding_id))
        assert hazard.state is State.CLOSED


def test_a_failed_item_is_open_again_and_answered_again(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    order = a.answered(bureau, plant)
    again = a.a_reinspection(bureau, order)
    first, second = a.items_of(bureau.first, order)
    a.judge(bureau, again, first, True)
    a.judge(bureau, again, second, False)
    a.concluded(bureau, again)
    first, second = a.items_of(plant.manager, order)
    assert (first.state, second.state) == (ItemState.PASSED, ItemState.OPEN)
    assert (second.round, second.due_on) == (2, a.in_days(7))
    hazard = a.see(plant.manager, lambda: cases.hazard(plant.manager, second.finding_id))
    assert hazard.state is State.RECTIFYING and hazard.due_on == a.in_days(7)
    a.answer(plant, order, second)
    a.act(plant.principal, a.answers.ask, order)
    last = a.a_reinspection(bureau, order)
    a.judge(bureau, last, second, True)
    a.concluded(bureau, last)
    assert a.see(bureau.first, lambda: orders.order(bureau.first, order.id)).state is OrderState.CLOSED


@pytest.mark.parametrize(
    ("later", "said"), [(0, "第2项尚未整改完毕"), (60, "第2项未按期整改完毕，将依法处理")]
)
def test_an_opinion_calls_late_only_what_is_past_its_deadline(
    scene: tuple[Bureau, Plant], later: int, said: str
) -> None:
    bureau, plant = scene
    order = a.answered(bureau, plant)
    if clock.today() < date(2026, 1, 1):  # the forms until then have words for late alone
        said = "第2项未按期整改完毕，将依法处理"
    with clock.frozen(clock.now() + timedelta(days=later)):
        again = a.a_reinspection(bureau, order)
        first, second = a.items_of(bureau.first, order)
        a.judge(bureau, again, first, True)
        a.judge(bureau, again, second, False)
        a.concluded(bureau, again)
    document = a.see(bureau.first, lambda: documents.document_of(again, DocumentKind.OPINION))
    assert document
    overall = json.loads(document.content)["overall"]
    assert overall.startswith("经复查，") and said in overall.replace("第2项问题", "第2项")
    assert overall.count("第2项") == 1


def test_served_items_are_hazards_of_the_plant(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant)
    for item in a.items_of(plant.manager, order):
        hazard = a.see(plant.manager, lambda item=item: cases.hazard(plant.manager, item.finding_id))
        assert (hazard.source, hazard.state) == (Source.REGULATOR, State.CONFIRMED)
        assert hazard.due_on == item.due_on


def test_numbers_and_hashes_stand_on_the_documents(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant)
    document = a.see(bureau.first, lambda: documents.document_of(order, DocumentKind.ORDER))
    assert document is not None
    year = a.clock.today().year
    assert document.number == f"（殷）应急责改〔{year}〕1号"
    assert "安阳市殷都区人民政府" in document.content.decode()


def test_every_step_stands_on_the_timelines(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant)
    told = [entry.act for entry in a.see(bureau.first, lambda: timeline([order.visit_id, order.id]))]
    assert told[:3] == ["visit.apply", "visit.approve", "visit.notice"]
    assert told[-4:] == ["order.confirm", "order.confirm", "order.seal", "order.serve"]
    read = [entry.act for entry in a.see(plant.manager, lambda: timeline([order.visit_id, order.id]))]
    assert read == ["visit.notice", "visit.seal_record", "order.serve"]


def test_a_visit_and_an_order_are_nothing_to_the_plant_before_notice_and_service(
    scene: tuple[Bureau, Plant],
) -> None:
    bureau, plant = scene
    visit = a.approved(bureau, plant)
    assert not a.see(plant.manager, lambda: visits.visits(plant.manager)).rows
    order = a.sealed(bureau, plant)
    shown = a.see(plant.manager, lambda: visits.visits(plant.manager)).rows
    assert [one.id for one in shown] == [order.visit_id] and visit.id != order.visit_id
    assert not a.see(plant.manager, lambda: orders.orders(plant.manager)).rows
    hidden: list[tuple[type[Visit] | type[Order], object]] = [(Visit, visit.id), (Order, order.id)]
    for model, row_id in hidden:
        with pytest.raises(NotFound):
            a.see(plant.manager, lambda model=model, row_id=row_id: rows.one(plant.manager, model, row_id))


def test_changing_a_finding_drops_what_was_confirmed(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    visit = a.recorded(bureau, plant)
    assert visit.state is VisitState.RECORDED
    a.a_finding(bureau, visit)
    found = a.see(bureau.first, lambda: visits.visit(bureau.first, visit.id))
    assert found.state is VisitState.NOTICED
    officers = a.see(bureau.first, lambda: visits.officers(visit))
    assert not any(officer.record_confirmed_at for officer in officers)
