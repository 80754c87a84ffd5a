"""More time for what an order demands: the plant asks, its principal agrees, the bureau decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.core import clock
from service.core.acts.ledger import Act, timeline
from service.core.acts.problems import Conflict, Invalid, NotAllowed, NotFound, WrongState
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands import extensions
from service.enforcement.models.orders import Order, OrderItem
from service.enforcement.queries import orders
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.hazards.schemas import AnswerForm, ExtensionForm
from service.hazards.states import State
from tests.builders import enforcement as a
from tests.builders import extensions as asking
from tests.builders.enforcement import Bureau, Plant
from tests.service.enforcement.test_jobs import run_reactions, told

pytestmark = pytest.mark.days

Scene = tuple[Bureau, Plant, Order]


@pytest.fixture
def rectifying(supervised: tuple[Bureau, Plant], settle: Callable[..., Order]) -> Order:
    return settle("rectifying", lambda: asking.assigned(*supervised))


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant], rectifying: Order) -> Scene:
    return *supervised, rectifying


def first(plant: Plant, order: Order) -> tuple[OrderItem, Hazard]:
    item = a.items_of(plant.manager, order)[0]
    return item, a.see(plant.manager, lambda: cases.hazard(plant.manager, item.finding_id))


def refused(error: type[Exception], command: Any, viewer: Viewer, *args: Any, **facts: Any) -> Any:
    with pytest.raises(error) as found:
        command(viewer, *args, **facts)
    return found.value


def test_a_bureau_s_grant_moves_the_deadlines_of_hazard_and_item_and_keeps_the_first(scene: Scene) -> None:
    bureau, plant, order = scene
    item, before = first(plant, order)
    asking.requested(plant.worker, order)
    asking.agreed(plant, order)
    assert [one.due_on for one in first(plant, order)] == [item.due_on, item.due_on]
    asking.decided(bureau.third, order, granted=True)
    item, hazard = first(plant, order)
    assert (item.due_on, hazard.due_on) == (a.in_days(40), a.in_days(40))
    assert (hazard.state, hazard.original_due_at) == (State.RECTIFYING, before.due_at)


@pytest.mark.parametrize("of_bureau", [False, True])
def test_a_refusal_of_either_leaves_the_deadlines_and_lets_ask_again(scene: Scene, of_bureau: bool) -> None:
    bureau, plant, order = scene
    before = [one.due_on for one in first(plant, order)]
    asking.requested(plant.worker, order)
    asking.agreed(plant, order, granted=of_bureau, opinion="材料已到货")
    if of_bureau:
        asking.decided(bureau.first, order, granted=False)
    assert [one.due_on for one in first(plant, order)] == before
    refused(WrongState, asking.decided, bureau.first, order, granted=True)
    asking.requested(plant.worker, order)


def test_every_step_stands_on_the_timelines_of_hazard_and_order(scene: Scene) -> None:
    bureau, plant, order = scene
    asking.requested(plant.worker, order)
    asking.agreed(plant, order)
    asking.decided(bureau.first, order, granted=True)
    steps = ["request_extension", "answer_extension", "decide_extension"]

    def acts(row_id: UUID) -> list[str]:
        return [entry.act for entry in a.see(plant.manager, lambda: timeline([row_id], plant.id))][-3:]

    assert acts(order.id) == [f"order.{step}" for step in steps]
    assert acts(first(plant, order)[1].id) == [f"hazard.{step}" for step in steps]


def test_a_request_after_the_deadline_is_refused(scene: Scene) -> None:
    _bureau, plant, order = scene
    with clock.frozen(clock.end_of(first(plant, order)[0].due_on) + timedelta(minutes=1)):
        assert "期限已过" in refused(WrongState, asking.requested, plant.worker, order).detail


@pytest.mark.parametrize("days", [-1, 3, 10])
def test_a_day_not_after_the_present_deadline_is_refused(scene: Scene, days: int) -> None:
    _bureau, plant, order = scene
    problem = refused(Invalid, asking.requested, plant.worker, order, until=a.in_days(days))
    assert "晚于现在的期限" in problem.errors["until"][0]


def test_there_is_one_open_request_until_the_bureau_has_decided(scene: Scene) -> None:
    _bureau, plant, order = scene
    asking.requested(plant.worker, order)
    refused(Conflict, asking.requested, plant.manager, order)
    asking.agreed(plant, order)
    assert refused(Conflict, asking.requested, plant.manager, order).status == 409


def test_the_principal_agrees_and_nobody_for_him(scene: Scene) -> None:
    bureau, plant, order = scene
    refused(NotAllowed, asking.requested, plant.principal, order)
    refused(NotAllowed, asking.requested, plant.other, order)
    asking.requested(plant.worker, order)
    hazard = first(plant, order)[1]
    data = AnswerForm(granted=True)
    for viewer in (plant.manager, plant.worker):
        with pytest.raises(NotAllowed):
            a.do(viewer, lambda viewer=viewer: extensions.answer(viewer, hazard.id, data, Act.new()))
    refused(WrongState, asking.decided, bureau.first, order, granted=True)


def test_only_a_certified_officer_of_the_bureau_that_ordered_it_decides(scene: Scene) -> None:
    bureau, plant, order = scene
    city = a.a_bureau("410500", prefix="安")
    asking.requested(plant.worker, order)
    asking.agreed(plant, order)
    assert "另一家" in refused(NotAllowed, asking.decided, city.first, order, granted=True).detail
    for viewer in (bureau.grid, bureau.expert, bureau.head, plant.principal):
        refused(NotAllowed, asking.decided, viewer, order, granted=True)
    refused(NotFound, asking.decided, a.a_bureau("410506", prefix="龙").first, order, granted=True)
    with clock.frozen(clock.now() + timedelta(days=400)):
        assert "执法证" in refused(NotAllowed, asking.decided, bureau.first, order, granted=True).detail


def test_a_decision_needs_its_opinion_and_a_fresh_page(scene: Scene) -> None:
    bureau, plant, order = scene
    asking.requested(plant.worker, order)
    asking.agreed(plant, order)
    assert refused(Invalid, asking.decided, bureau.first, order, granted=True, opinion=" ").errors["opinion"]
    refused(Conflict, asking.decided, bureau.first, order, granted=True, version=order.version)
    asking.decided(bureau.first, order, granted=False)


def test_a_day_that_has_passed_meanwhile_is_not_granted(scene: Scene) -> None:
    bureau, plant, order = scene
    asking.requested(plant.worker, order)
    asking.agreed(plant, order)
    with clock.frozen(clock.now() + timedelta(days=41)):
        assert refused(Invalid, asking.decided, bureau.first, order, granted=True).errors["granted"]
        asking.decided(bureau.first, order, granted=False)


def test_the_same_act_twice_is_done_once(scene: Scene) -> None:
    bureau, plant, order = scene
    hazard, act = first(plant, order)[1], Act.new()
    data = ExtensionForm(until=a.in_days(40), reason="等材料")
    for _time in range(2):
        a.do(plant.worker, lambda: extensions.request(plant.worker, hazard.id, data, act))
    found = a.see(plant.worker, lambda: cases.case(plant.worker, hazard.id))
    assert len(found.extensions) == 1
    assert a.see(bureau.first, lambda: orders.order(bureau.first, order.id)).version == order.version + 1


def test_each_hears_what_he_has_to_answer_and_what_was_answered(scene: Scene) -> None:
    bureau, plant, order = scene
    asking.requested(plant.worker, order)
    run_reactions()
    assert "请您答复" in told(plant.principal)[-1] and "请您答复" not in str(told(plant.manager))
    asking.agreed(plant, order)
    run_reactions()
    assert "主要负责人同意" in told(plant.worker)[-1]
    for officer in (bureau.first, bureau.second):
        assert "请您决定" in told(officer)[-1] and a.in_days(40).isoformat() in told(officer)[-1]
    asking.decided(bureau.first, order, granted=True)
    run_reactions()
    for viewer in (plant.worker, plant.manager, plant.principal):
        assert "准予" in told(viewer)[-1] and "情况属实" in told(viewer)[-1]


def test_the_other_way_of_each_answer_is_told_too(scene: Scene) -> None:
    bureau, plant, order = scene
    asking.requested(plant.worker, order)
    asking.agreed(plant, order, granted=False, opinion="材料已到货")
    run_reactions()
    assert "不同意" in told(plant.worker)[-1] and "请您决定" not in str(told(bureau.first))
    asking.requested(plant.worker, order)
    asking.agreed(plant, order)
    asking.decided(bureau.first, order, granted=False)
    run_reactions()
    assert "不予" in told(plant.worker)[-1] and "不予" in told(plant.manager)[-1]
