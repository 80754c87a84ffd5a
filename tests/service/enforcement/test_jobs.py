"""Who hears of a visit, an order and a re-inspection, once the reactions have run."""

import pytest
from sqlalchemy import select

from service.core import clock
from service.core.acts.problems import Message
from service.core.db.transactions import db, reading
from service.core.jobs.outbox import run_job
from service.core.models import OutboxJob
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands import visits
from service.enforcement.titles import NOTICES
from service.hazards.states import Grade
from service.identity.models import Person, RoleGrant
from service.notifications import queries
from service.notifications.models import BureauNotice
from tests.builders import enforcement as a
from tests.builders import hazards as plants
from tests.builders.enforcement import Bureau, Plant

pytestmark = pytest.mark.days

Scene = tuple[Bureau, Plant]


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    return supervised


def run_reactions() -> None:
    with scope.opened(Scope.machine()), reading():
        waiting = list(db.session.scalars(select(OutboxJob.id).where(OutboxJob.settled_at.is_(None))))
    for reaction_id in waiting:
        run_job(str(reaction_id))
    with scope.opened(Scope.machine()), reading():
        left = select(OutboxJob.last_error).where(OutboxJob.settled_at.is_(None))
        assert not db.session.scalars(left).all()


def told(viewer: Viewer) -> list[str]:
    """What he is told, the oldest first, with every value in its sentence."""
    found = a.see(viewer, lambda: queries.inbox(viewer)).rows
    return [Message(NOTICES[one.kind], **one.values) for one in reversed(found) if one.kind in NOTICES]


def test_an_applicant_hears_what_the_head_decided(scene: Scene) -> None:
    bureau, plant = scene
    a.approved(bureau, plant)
    refused = a.a_visit(bureau, plant, reason="重复检查")
    a.act(bureau.head, visits.refuse, refused, opinion="上月刚查过")
    run_reactions()
    yes, no = told(bureau.first)
    assert "已批准" in yes and "上月刚查过" in no
    assert told(plant.manager) == []


def test_who_decides_and_the_other_officer_hear_of_an_application(scene: Scene) -> None:
    bureau, plant = scene
    elsewhere = a.a_bureau("410506", prefix="龙")
    a.a_visit(bureau, plant, reason="年度计划")
    run_reactions()
    for person in (bureau.head, bureau.second):
        (words,) = told(person)
        assert "等待局领导审批" in words and "年度计划" in words
    for person in (bureau.first, bureau.third, elsewhere.head, plant.manager):
        assert told(person) == []


def test_the_plant_hears_of_an_order_from_its_service_on(scene: Scene) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant)
    run_reactions()
    assert told(plant.manager) == []
    a.act(bureau.first, a.orders.serve_order, order, **a.service_facts())
    run_reactions()
    (sentence,) = told(plant.manager)
    assert "应急责改" in sentence and "共 2 项" in sentence and a.in_days(10).isoformat() in sentence
    assert told(plant.principal) == [sentence] and told(plant.worker) == []


def test_both_officers_hear_what_the_plant_answers_and_asks(scene: Scene) -> None:
    bureau, plant = scene
    a.answered(bureau, plant)
    run_reactions()
    for officer in (bureau.first, bureau.second):
        heard = told(officer)[-3:]
        assert ["答复" in one for one in heard] == [True, True, True] and "申请复查" in heard[-1]
    assert told(bureau.third) == []


def test_the_plant_hears_what_failed_and_both_hear_of_the_close(scene: Scene) -> None:
    bureau, plant = scene
    order = a.answered(bureau, plant)
    first, second = a.items_of(bureau.first, order)
    again = a.a_reinspection(bureau, order)
    a.judge(bureau, again, first, True)
    a.judge(bureau, again, second, False)
    a.concluded(bureau, again)
    run_reactions()
    assert "第 2 项未通过" in told(plant.manager)[-1] and a.in_days(7).isoformat() in told(plant.manager)[-1]
    a.answer(plant, order, second)
    a.act(plant.principal, a.answers.ask, order)
    last = a.a_reinspection(bureau, order)
    a.judge(bureau, last, second, True)
    a.concluded(bureau, last)
    run_reactions()
    passed, over = sorted(told(plant.manager)[-2:], key=lambda one: "销号" in one)
    assert "复查的各项均已整改" in passed and "指令销号" in over
    assert "销号" in told(bureau.first)[-1]


def test_the_nearest_bureau_hears_of_a_major_hazard_that_the_plant_found(scene: Scene) -> None:
    bureau, plant = scene
    city, elsewhere = a.a_bureau("410500", prefix="安"), a.a_bureau("410506", prefix="龙")
    plants.confirmed(plant, Grade.MAJOR)
    plants.confirmed(plant)
    run_reactions()
    for viewer in (bureau.head, bureau.first):
        assert ["拟判重大隐患" in one for one in told(viewer)] == [True]
    assert told(bureau.grid) == told(city.head) == told(elsewhere.head) == []


def test_the_bureau_hears_that_a_major_grade_is_confirmed_and_that_it_is_taken_back(scene: Scene) -> None:
    bureau, plant = scene
    hazard = plants.act(plant.second, plants.confirmed(plant, Grade.MAJOR), "endorse")
    run_reactions()
    assert "安阳甲厂 确认重大隐患" in told(bureau.head)[-1]
    plants.act(plant.manager, hazard, "ask_downgrade", reason="复核后不符合判定标准")
    plants.act(plant.second, hazard, "downgrade", reason="复核后不符合判定标准")
    run_reactions()
    assert "改为一般隐患" in told(bureau.head)[-1] and len(told(bureau.head)) == 3


def test_the_numbers_of_what_failed_are_said_in_the_readers_language(scene: Scene) -> None:
    bureau, plant = scene
    order = a.answered(bureau, plant)
    again = a.a_reinspection(bureau, order)
    for item in a.items_of(bureau.first, order):
        a.judge(bureau, again, item, False)
    a.concluded(bureau, again)
    run_reactions()
    (notice,) = a.see(
        plant.manager, lambda: queries.unread(plant.manager, frozenset({"reinspection.failed"}))
    )
    assert notice.values["failed"] == [1, 2]
    assert "第 1、2 项未通过" in told(plant.manager)[-1]


def test_who_left_or_whose_role_is_over_hears_nothing(scene: Scene) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant)

    def end() -> None:
        people = db.session.scalars(select(Person).where(Person.id == plant.manager.person_id))
        people.one().left_at = clock.now()
        grants = select(RoleGrant).where(RoleGrant.person_id == plant.principal.person_id)
        db.session.scalars(grants).one().until = a.in_days(-1)

    a.do(a.OPERATOR, end)
    a.act(bureau.first, a.orders.serve_order, order, **a.service_facts())
    plants.act(plant.second, plants.a_hazard(plant), "confirm", **plants.grading(Grade.MAJOR))
    run_reactions()
    assert told(plant.manager) == [] and len(told(plant.second)) == 1
    assert a.see(plant.principal, lambda: queries.unread(plant.principal)) == []


def test_what_a_bureau_is_told_is_nothing_to_the_plant(scene: Scene) -> None:
    bureau, plant = scene
    a.approved(bureau, plant)
    run_reactions()
    of_bureau = 3  # the head and the other officer of the application, who applied of the decision
    for viewer, count in ((bureau.first, of_bureau), (plant.manager, 0)):
        assert len(a.see(viewer, lambda: db.session.scalars(select(BureauNotice.id)).all())) == count
