"""What waits for somebody else is said before anything is filled in, and nothing is offered that would be refused."""

from typing import Any

import pytest
from flask import Flask

from service.core.acts.ledger import Act
from service.core.acts.problems import Invalid
from service.enforcement.states import VisitKind
from service.hazards.queries import cases
from service.hazards.states import Grade, State
from service.identity.models import Person
from tests.admin_ui.test_hazards import at_desk
from tests.builders import desks
from tests.builders import enforcement as e
from tests.builders import hazards as a
from tests.builders.enforcement import Bureau
from tests.builders.hazards import OPERATOR, Plant
from tests.builders.lives import db


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


def test_a_proposed_major_hazard_has_a_state_and_a_queue_of_its_own(app: Flask, plant: Plant) -> None:
    hazard = a.confirmed(plant, Grade.MAJOR)
    today = at_desk(app, plant, "second").get(f"/e/{plant.id}/today?queue=endorse").text
    assert "待第二人确认" in today and hazard.description in today
    assert (
        hazard.description not in at_desk(app, plant, "second").get(f"/e/{plant.id}/today?queue=assign").text
    )
    rows = at_desk(app, plant, "second").get(f"/e/{plant.id}/hazards?state=second").text
    assert hazard.description in rows and "待分派</span>" not in rows
    confirmed = a.act(plant.second, hazard, "endorse")
    assert confirmed.state is State.PLANNING
    assert "待第二人确认" not in at_desk(app, plant, "second").get(f"/e/{plant.id}/today").text


def test_who_proposed_it_reads_who_can_confirm_it(app: Flask, plant: Plant) -> None:
    hazard = a.confirmed(plant, Grade.MAJOR)
    page = at_desk(app, plant, "manager").get(f"/e/{plant.id}/hazards/{hazard.id}").text
    assert "要由提出人以外的一人确认" in page and "principal" in page and "second" in page
    assert f"/hazards/{hazard.id}/endorse" not in page


def test_who_may_not_accept_reads_who_can(app: Flask, plant: Plant) -> None:
    hazard = a.rectified(plant)
    page = at_desk(app, plant, "worker").get(f"/e/{plant.id}/hazards/{hazard.id}").text
    assert "要由整改人以外的一人验收" in page and "leader" in page


def test_where_nobody_else_is_there_the_manager_is_led_to_invite_one(app: Flask, plant: Plant) -> None:
    def leave() -> None:
        for one in (plant.second, plant.principal):
            db.session.get_one(Person, (plant.id, one.person_id)).left_at = a.clock.now()

    hazard = a.confirmed(plant, Grade.MAJOR)
    a.do(OPERATOR, leave)
    page = at_desk(app, plant, "manager").get(f"/e/{plant.id}/hazards/{hazard.id}").text
    assert "没有别人可以办理" in page and f"/e/{plant.id}/people/new" in page


def test_a_report_without_a_photo_is_confirmed_by_a_reason_that_stays(app: Flask, plant: Plant) -> None:
    hazard = a.a_hazard(plant, photos=[])
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    graded = {"grade": "general", "hazard_type": "equipment", "cause": "things"}
    manager = at_desk(app, plant, "manager")
    refused = desks.send(manager, page, f"{page}/confirm", graded)
    assert refused.status_code == 422 and "写明为什么没有照片" in refused.text
    sent = desks.send(manager, page, f"{page}/confirm", graded | {"no_photo": "变电室断电前不能进入"})
    assert sent.status_code == 303
    assert "变电室断电前不能进入" in manager.get(page).text


def without_account(plant: Plant) -> None:
    def forget() -> None:
        db.session.get_one(Person, (plant.id, plant.other.person_id)).account = None

    a.do(OPERATOR, forget)


def test_who_has_no_desk_is_neither_offered_nor_taken_as_rectifier(app: Flask, plant: Plant) -> None:
    hazard = a.confirmed(plant)
    without_account(plant)
    page = at_desk(app, plant, "manager").get(f"/e/{plant.id}/hazards/{hazard.id}").text
    assert f'value="{plant.worker.person_id}"' in page and f'value="{plant.other.person_id}"' not in page
    facts: dict[str, Any] = {"assigned_to": plant.other.person_id, "due_on": a.in_days(3)}
    with pytest.raises(Invalid) as refusal:
        a.do(plant.manager, lambda: a.command("assign")(plant.manager, hazard.id, facts, Act.new()))
    assert "没有电脑账号" in str(refusal.value.errors["assigned_to"])
    assert a.see(plant.manager, lambda: cases.hazard(plant.manager, hazard.id)).state is State.CONFIRMED


def test_a_manager_is_not_handed_the_form_of_anothers_rectification(app: Flask, plant: Plant) -> None:
    hazard = a.assigned(plant)
    action = f'action="/e/{plant.id}/hazards/{hazard.id}/rectify"'
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    assert action not in at_desk(app, plant, "manager").get(page).text
    assert action in at_desk(app, plant, "worker").get(page).text
    assert action in at_desk(app, plant, "manager").get(f"{page}/rectify").text, (
        "by the link, when it is needed"
    )


def test_a_random_inspection_is_neither_offered_nor_taken_without_a_draw(
    app: Flask, supervised: tuple[Bureau, Plant]
) -> None:
    bureau, plant = supervised
    officer = desks.sign_in(app, e.account_of(bureau.id, "first"))
    assert 'value="random"' not in officer.get(f"/g/410505/visits/new?enterprise={plant.id}").text
    with pytest.raises(Invalid) as refusal:
        e.a_visit(bureau, plant, kind=VisitKind.RANDOM)
    assert "抽取产生" in str(refusal.value.errors["kind"])
