"""A major hazard: a criterion, evidence, two people, a plan; the regulator sees it at once."""

import pytest

from service.core.acts.problems import Invalid, NotAllowed, WrongState
from service.core.forms import take
from service.hazards.models import Hazard
from service.hazards.queries import cases, lists
from service.hazards.queries.lists import Wanted
from service.hazards.schemas import CloseForm
from service.hazards.states import Grade, State
from tests.builders import hazards as a
from tests.builders.hazards import Plant

pytestmark = pytest.mark.days


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


@pytest.mark.parametrize(
    ("field", "value"), [("criterion_code", ""), ("evidence", ""), ("criterion_code", "GM-99-01")]
)
def test_a_major_grade_needs_one_of_the_criteria_and_evidence(plant: Plant, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        a.act(plant.manager, a.a_hazard(plant), "confirm", **a.grading(Grade.MAJOR) | {field: value})
    assert field in refused.value.errors


def test_a_finder_does_not_grade_his_own_major(plant: Plant) -> None:
    hazard = a.a_hazard(plant, plant.manager)
    with pytest.raises(NotAllowed):
        a.act(plant.manager, hazard, "confirm", **a.grading(Grade.MAJOR))
    assert a.act(plant.manager, hazard, "confirm", **a.grading()).grade is Grade.GENERAL


def test_a_major_grade_names_the_version_of_its_criterion(plant: Plant) -> None:
    hazard = a.confirmed(plant, Grade.MAJOR)
    found = a.see(plant.manager, lambda: cases.of([hazard])[hazard.id].match)
    assert found is not None
    assert (found.criterion_code, bool(found.criterion_version), found.confirmed_by) == (
        "GM-13-01",
        True,
        None,
    )


def test_a_regulator_sees_it_at_once_and_only_in_his_area(plant: Plant) -> None:
    hazard = a.confirmed(plant, Grade.MAJOR)
    a.a_hazard(plant)

    def seen(officer: a.Viewer) -> list[Hazard]:
        page = a.see(officer, lambda: lists.list_page(officer, Wanted(grade=Grade.MAJOR)))
        return [row.id for row in page.rows]

    assert seen(a.an_officer("410505")) == [hazard.id]
    assert seen(a.an_officer("410506")) == []


def test_the_second_person_is_another(plant: Plant) -> None:
    hazard = a.confirmed(plant, Grade.MAJOR)
    with pytest.raises(NotAllowed):
        a.act(plant.manager, hazard, "endorse")
    assert a.act(plant.second, hazard, "endorse").state is State.PLANNING


def test_a_major_hazard_is_not_assigned_past_its_plan(plant: Plant) -> None:
    hazard = a.confirmed(plant, Grade.MAJOR)
    with pytest.raises(WrongState):
        a.act(plant.manager, hazard, "assign", assigned_to=plant.worker.person_id, due_on=a.in_days(3))
    hazard = a.act(plant.second, hazard, "endorse")
    with pytest.raises(WrongState):
        a.act(plant.principal, hazard, "approve_plan")


def test_the_plan_gives_the_person_and_the_deadline(plant: Plant) -> None:
    hazard = a.planned(plant)
    given = (hazard.state, hazard.assigned_to, hazard.due_on)
    assert given == (State.RECTIFYING, plant.worker.person_id, a.in_days(40))


def test_a_returned_plan_is_written_anew(plant: Plant) -> None:
    hazard = a.act(plant.second, a.confirmed(plant, Grade.MAJOR), "endorse")
    hazard = a.act(plant.manager, hazard, "plan", **a.plan_facts(plant))
    hazard = a.act(plant.principal, hazard, "return_plan", reason="没有应急物资")
    with pytest.raises(WrongState):
        a.act(plant.principal, hazard, "approve_plan")
    hazard = a.act(plant.manager, hazard, "plan", **a.plan_facts(plant, materials="沙袋"))
    assert a.act(plant.principal, hazard, "approve_plan").state is State.RECTIFYING
    assert [one.number for one in a.see(plant.manager, lambda: cases.of([hazard])[hazard.id].plans)] == [1, 2]


def test_an_accepted_major_hazard_waits_for_its_review(plant: Plant) -> None:
    hazard = a.closed(plant, a.planned(plant))
    assert hazard.state is State.ACCEPTED
    with pytest.raises(Invalid):
        take(CloseForm, {"id": str(hazard.id), "version": hazard.version})
    assert a.act(a.proven(plant.principal), hazard, "close", review="复核合格").state is State.CLOSED


def test_a_major_hazard_is_closed_by_who_has_just_given_his_password(plant: Plant) -> None:
    hazard = a.closed(plant, a.planned(plant))
    with pytest.raises(NotAllowed) as refused:
        a.act(plant.principal, hazard, "close", review="复核合格")
    assert refused.value.code == "PROOF_NEEDED"


def test_a_team_leader_does_not_accept_a_major_hazard(plant: Plant) -> None:
    hazard = a.rectified(plant, a.planned(plant))
    with pytest.raises(NotAllowed):
        a.act(plant.leader, hazard, "accept", opinion="合格")


def test_a_downgrade_takes_two_people_and_a_reason(plant: Plant) -> None:
    hazard = a.confirmed(plant, Grade.MAJOR)
    with pytest.raises(WrongState):
        a.act(plant.second, hazard, "downgrade")
    hazard = a.act(plant.manager, hazard, "ask_downgrade", reason="现场有台账，只缺标志")
    with pytest.raises(NotAllowed):
        a.act(plant.manager, hazard, "downgrade")
    hazard = a.act(plant.second, hazard, "downgrade")
    assert (hazard.state, hazard.grade) == (State.CONFIRMED, Grade.GENERAL)
    assert a.see(plant.manager, lambda: cases.of([hazard])[hazard.id].match) is None


def test_who_asked_for_a_downgrade_is_not_the_second_person_whoever_graded(plant: Plant) -> None:
    hazard = a.confirmed(plant, Grade.MAJOR)
    hazard = a.act(plant.second, hazard, "ask_downgrade", reason="现场有台账，只缺标志")
    with pytest.raises(NotAllowed):
        a.act(plant.second, hazard, "downgrade")
    assert a.act(plant.manager, hazard, "downgrade").grade is Grade.GENERAL


def test_a_general_hazard_that_turns_out_major_is_planned_anew(plant: Plant) -> None:
    why = {"criterion_code": "GM-13-01", "evidence": "进入前没有检测"}
    hazard = a.act(plant.manager, a.rectified(plant), "upgrade", **why)
    assert (hazard.state, hazard.grade, hazard.due_at) == (State.CONFIRMED, Grade.MAJOR, None)
    assert a.act(plant.second, hazard, "endorse").state is State.PLANNING
