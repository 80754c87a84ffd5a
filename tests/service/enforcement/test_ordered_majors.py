"""A major hazard that a bureau ordered: its service opens it, the service of the opinion closes it."""

import pytest

from service.core.acts.problems import NotAllowed
from service.enforcement.commands import answers, orders, reinspections, site_inspection
from service.enforcement.models.orders import Order
from service.hazards.queries import cases
from service.hazards.states import Grade, State
from tests.builders import enforcement as a
from tests.builders import hazards
from tests.builders.enforcement import Bureau, Plant
from tests.service.enforcement.test_refusals import refused


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> tuple[Bureau, Plant]:
    return supervised


def an_order(bureau: Bureau, plant: Plant) -> Order:
    """An order of one major finding, served."""
    visit = a.recorded(bureau, plant, findings=0)
    a.a_finding(bureau, visit, grade=Grade.MAJOR, criterion_code="GM-13-01")
    for officer in (bureau.first, bureau.second):
        a.act(officer, site_inspection.confirm_record, visit)
    a.act(a.proven(bureau.first), site_inspection.seal_record, visit)
    drafted = a.drafted(bureau.first, visit.id)
    for officer in (bureau.first, bureau.second):
        a.act(officer, orders.confirm, drafted)
    a.act(a.proven(bureau.first), orders.seal, drafted)
    return a.act(bureau.first, orders.serve_order, drafted, **a.service_facts())


def test_an_order_calls_a_major_hazard_one_and_no_other(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    (item,) = a.items_of(bureau.first, an_order(bureau, plant))
    assert item.text.endswith("（重大事故隐患）。")
    assert not [one for one in a.items_of(bureau.first, a.served(bureau, plant)) if "重大" in one.text]


def test_a_plant_does_not_lower_what_its_bureau_graded(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    (item,) = a.items_of(bureau.first, an_order(bureau, plant))
    hazard = a.see(plant.manager, lambda: cases.hazard(plant.manager, item.finding_id))
    with pytest.raises(NotAllowed):
        hazards.act(plant.manager, hazard, "ask_downgrade", reason="复核后不符合判定标准")
    with pytest.raises(NotAllowed):
        hazards.act(plant.principal, hazard, "downgrade")


def test_an_opinion_that_closes_a_major_hazard_is_served_by_who_has_just_given_his_password(
    scene: tuple[Bureau, Plant],
) -> None:
    bureau, plant = scene
    order = an_order(bureau, plant)
    (item,) = a.items_of(plant.manager, order)
    hazard = a.see(plant.manager, lambda: cases.hazard(plant.manager, item.finding_id))
    plan = hazards.plan_facts(plant, due_on=a.in_days(9))
    hazards.act(plant.manager, hazard, "plan", **plan)
    hazards.act(plant.principal, hazard, "approve_plan")
    a.answer(plant, order, item)
    a.act(plant.principal, answers.ask, order)
    again = a.a_reinspection(bureau, order)
    a.judge(bureau, again, item, True)
    a.act(bureau.first, reinspections.confirm, again)
    a.act(bureau.second, reinspections.confirm, again)
    a.act(a.proven(bureau.second), reinspections.seal, again)
    stale = refused(NotAllowed, reinspections.serve_opinion, bureau.second, again, **a.service_facts())
    assert stale.code == "PROOF_NEEDED"
    a.act(a.proven(bureau.second), reinspections.serve_opinion, again, **a.service_facts())
    found = a.see(plant.manager, lambda: cases.hazard(plant.manager, hazard.id))
    assert found.state is State.CLOSED
