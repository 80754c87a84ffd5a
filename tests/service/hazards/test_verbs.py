"""What each further verb of a hazard does, and to whom it falls."""

from datetime import timedelta

import pytest

from service.core import clock
from service.core.acts.problems import NotAllowed
from service.hazards.queries import lists
from service.hazards.queries.lists import Wanted
from service.hazards.states import State
from tests.builders import hazards as a
from tests.builders.hazards import Plant
from tests.service.hazards.test_jobs import kinds, run_reactions

pytestmark = pytest.mark.days


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


def test_who_rectifies_puts_a_hazard_before_the_principal_and_it_stays_his(plant: Plant) -> None:
    hazard = a.assigned(plant)
    due_at, worker = hazard.due_at, plant.worker.person_id
    raised = a.act(plant.worker, hazard, "escalate", reason="没有备件，要停产检修")
    assert raised.escalated_at is not None
    assert (raised.state, raised.assigned_to, raised.due_at) == (State.RECTIFYING, worker, due_at)
    run_reactions()
    assert kinds(plant.principal)[-1] == "hazard.escalate"
    assert "hazard.escalate" not in kinds(plant.second) + kinds(plant.leader)


def test_a_worker_does_not_put_before_the_principal_what_is_not_given_to_anybody(plant: Plant) -> None:
    with pytest.raises(NotAllowed):
        a.act(plant.other, a.a_hazard(plant), "escalate", reason="没人管")


def test_a_hazard_given_to_another_keeps_its_deadline_and_the_other_alone_rectifies(plant: Plant) -> None:
    hazard = a.assigned(plant)
    due_at = hazard.due_at
    moved = a.act(plant.manager, hazard, "reassign", assigned_to=plant.other.person_id, reason="调岗")
    assert (moved.state, moved.due_at) == (State.RECTIFYING, due_at)
    assert moved.assigned_to == plant.other.person_id != plant.worker.person_id
    run_reactions()
    assert kinds(plant.other)[-1] == "hazard.assign"
    with pytest.raises(NotAllowed):
        a.rectified(plant, moved)
    with pytest.raises(NotAllowed):
        a.act(plant.leader, moved, "reassign", assigned_to=plant.worker.person_id, reason="还给他")


def test_past_due_but_awaiting_acceptance_is_not_overdue(plant: Plant) -> None:
    late, done = a.assigned(plant), a.rectified(plant)
    with clock.frozen(clock.now() + timedelta(days=5)):
        listed = a.see(plant.manager, lambda: lists.list_page(plant.manager, Wanted(overdue=True)))
        waiting = a.see(plant.manager, lambda: lists.queues(plant.manager))
        figures = a.see(plant.manager, lambda: lists.counts([plant.id]))[plant.id]
        begun = a.rectified(plant, late)
        after = a.see(plant.manager, lambda: lists.queues(plant.manager))
    assert [row.id for row in listed.rows] == [late.id]
    assert (waiting.overdue.count, waiting.to_accept.count) == (1, 1)
    assert (figures.open, figures.overdue) == (2, 1)
    assert (after.overdue.count, after.to_accept.count) == (0, 2)
    assert {done.state, begun.state} == {State.AWAITING_ACCEPTANCE}
