"""Who hears of what, once the reactions have run."""

import pytest
from sqlalchemy import select

from service.core.db.transactions import db, reading
from service.core.jobs.outbox import run_job
from service.core.models import OutboxJob
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.hazards.states import Grade
from service.hazards.titles import NOTICES
from service.notifications import commands, queries
from service.notifications.models import Notice
from tests.builders import hazards as a
from tests.builders.hazards import Plant

pytestmark = pytest.mark.days


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


def run_reactions() -> None:
    with scope.opened(Scope.machine()), reading():
        waiting = list(db.session.scalars(select(OutboxJob.id).where(OutboxJob.settled_at.is_(None))))
    for reaction_id in waiting:
        run_job(str(reaction_id))


def inbox(viewer: Viewer) -> list[Notice]:
    return list(a.see(viewer, lambda: queries.inbox(viewer)).rows)


def kinds(viewer: Viewer) -> list[str]:
    return [notice.kind for notice in reversed(inbox(viewer))]


def test_a_reporter_hears_that_it_is_taken_up_and_rectified(plant: Plant) -> None:
    hazard = a.a_hazard(plant, plant.other)
    hazard = a.act(plant.manager, hazard, "confirm", **a.grading())
    given = {"assigned_to": plant.worker.person_id, "due_on": a.in_days(3)}
    a.closed(plant, a.act(plant.manager, hazard, "assign", **given))
    run_reactions()
    run_reactions()
    assert kinds(plant.other) == ["hazard.confirm", "hazard.close"]
    assert kinds(plant.worker) == ["hazard.assign"]


def test_a_dismissal_is_told_with_its_reason(plant: Plant) -> None:
    a.act(plant.manager, a.a_hazard(plant, plant.other), "dismiss", reason="设计如此")
    run_reactions()
    (notice,) = inbox(plant.other)
    assert "设计如此" in NOTICES[notice.kind] % notice.values


def test_the_principal_hears_of_a_major_hazard(plant: Plant) -> None:
    a.confirmed(plant, Grade.MAJOR)
    run_reactions()
    assert kinds(plant.principal) == ["hazard.major"]
    assert kinds(plant.second) == ["hazard.to_endorse"]
    assert kinds(plant.manager) == [], "who proposed it is not the second person"


def test_a_new_report_and_work_that_waits_for_acceptance_reach_the_managers_alone(plant: Plant) -> None:
    hazard = a.a_hazard(plant)
    run_reactions()
    hazard = a.act(plant.manager, hazard, "confirm", **a.grading())
    given = {"assigned_to": plant.worker.person_id, "due_on": a.in_days(3)}
    a.rectified(plant, a.act(plant.manager, hazard, "assign", **given))
    run_reactions()
    assert kinds(plant.second) == kinds(plant.principal) == ["hazard.report", "hazard.rectify"]
    assert kinds(plant.leader) == []


def test_what_was_seen_to_before_the_telling_waits_no_more(plant: Plant) -> None:
    a.closed(plant)
    run_reactions()
    assert kinds(plant.second) == []


def test_a_managers_own_report_is_no_news_to_him(plant: Plant) -> None:
    a.a_hazard(plant, plant.manager)
    run_reactions()
    assert kinds(plant.manager) == []
    assert kinds(plant.second) == ["hazard.report"]


def test_nor_is_what_he_makes_of_it(plant: Plant) -> None:
    hazard = a.a_hazard(plant, plant.manager)
    hazard = a.act(plant.manager, hazard, "confirm", **a.grading())
    run_reactions()
    assert kinds(plant.manager) == []
    a.act(plant.second, a.a_hazard(plant, plant.manager), "dismiss", reason="设计如此")
    run_reactions()
    assert kinds(plant.manager) == ["hazard.dismiss"]


def test_what_was_read_is_no_longer_counted(plant: Plant) -> None:
    a.assigned(plant)
    run_reactions()
    me = plant.worker
    assert a.see(me, lambda: queries.unread_count(me)) == 2
    a.do(me, lambda: commands.read(me))
    assert a.see(me, lambda: queries.unread_count(me)) == 0
    assert inbox(plant.other) == []
