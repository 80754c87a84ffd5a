"""The pages of the rectification loop at a plant's desk."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core import clock, ids
from service.hazards.lifecycle import VERBS
from service.hazards.queries import cases as case_queries
from service.hazards.queries import lists
from service.hazards.queries.lists import Wanted
from service.hazards.states import State
from tests.builders import desks, inspections
from tests.builders import hazards as a
from tests.builders.hazards import Plant


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


def at_desk(app: Flask, plant: Plant, who: str) -> FlaskClient:
    return desks.sign_in(app, a.account_of(plant.id, who))


def photo() -> tuple[BytesIO, str]:
    return BytesIO(a.a_jpeg(red=200)), "1.jpg"


def test_today_says_what_waits_and_opens_the_first_queue_that_holds_anything(
    app: Flask, plant: Plant
) -> None:
    client = at_desk(app, plant, "manager")
    page = client.get(f"/e/{plant.id}/today").text
    for word in ("逾期", "待确认", "待分派", "待验收", "今日检查", "0/0", "政府指令"):
        assert word in page
    assert "没有逾期的隐患" in page
    a.a_hazard(plant)
    assert "围堰南侧裂缝约 10 cm" in client.get(f"/e/{plant.id}/today").text


def test_the_list_is_narrowed_by_its_address(app: Flask, plant: Plant) -> None:
    client = at_desk(app, plant, "manager")
    address = f"/e/{plant.id}/hazards"
    assert "还没有隐患" in client.get(address).text
    a.a_hazard(plant)
    assert "围堰南侧裂缝" in client.get(address).text
    assert "没有符合条件的隐患" in client.get(address + "?state=closed&grade=major&overdue=1").text
    assert "围堰南侧裂缝" in client.get(address + "?state=nonsense&after=nonsense").text


def test_a_hazard_goes_through_its_life_by_the_forms(app: Flask, plant: Plant) -> None:
    hazard = a.a_hazard(plant)
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    manager, worker = at_desk(app, plant, "manager"), at_desk(app, plant, "worker")
    graded = {"grade": "general", "hazard_type": "equipment", "cause": "things"}
    given = {"assigned_to": str(plant.worker.person_id), "due_on": a.in_days(3).isoformat()}
    done = {"rectification": "开槽修补", "cost": "2400", "photos_after": photo()}
    steps = [
        (manager, "confirm", graded),
        (manager, "assign", given),
        (worker, "rectify", done),
        (manager, "accept", {"opinion": "合格"}),
    ]
    for client, verb, fields in steps:
        answer = desks.send(client, page, f"{page}/{verb}", fields)
        assert (verb, answer.status_code) == (verb, 303), answer.text
    shown = manager.get(page).text
    assert "已销号" in shown and "销号" in shown and "开槽修补" in shown
    assert shown.count("/photos/") >= 2


def test_a_deadline_in_the_past_is_shown_beside_its_field(app: Flask, plant: Plant) -> None:
    hazard = a.confirmed(plant)
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    given = {"assigned_to": str(plant.worker.person_id), "due_on": a.in_days(-1).isoformat()}
    answer = desks.send(at_desk(app, plant, "manager"), page, f"{page}/assign", given)
    assert answer.status_code == 422
    assert "期限不能早于今天" in answer.text and f'value="{a.in_days(-1)}"' in answer.text


def test_a_stale_page_is_refused_with_what_to_do(app: Flask, plant: Plant) -> None:
    hazard = a.a_hazard(plant)
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    client = at_desk(app, plant, "manager")
    fields = desks.hidden(client.get(page).text, f"{page}/confirm")
    a.act(plant.leader, hazard, "control", interim_control="雨水阀常闭挂牌")
    graded = {"grade": "general", "hazard_type": "equipment", "cause": "things"}
    answer = client.post(f"{page}/confirm", data=fields | graded)
    assert answer.status_code == 409 and "这次没有生效" in answer.text


def test_a_hazard_is_registered_once_however_often_the_form_is_sent(app: Flask, plant: Plant) -> None:
    client = at_desk(app, plant, "manager")
    form = f"/e/{plant.id}/hazards"
    fields = desks.hidden(client.get(form + "/new").text, form)
    for _time in range(3):
        sent = {"place": "配电室", "description": "挡鼠板缺失", "photos": photo()}
        assert client.post(form, data=fields | sent).status_code == 303
    rows = a.see(plant.manager, lambda: lists.list_page(plant.manager, Wanted()).rows)
    assert [row.place for row in rows] == ["配电室"]


def test_a_fix_on_the_spot_goes_through_one_form(app: Flask, plant: Plant) -> None:
    client = at_desk(app, plant, "worker")
    form = f"/e/{plant.id}/hazards/fix"
    words = {"place": "通道", "description": "杂物堵塞", "rectification": "已清走", "cost": "0"}
    words |= {"hazard_type": "fire", "cause": "people"}
    refused = desks.send(client, form, form, words | {"photos": photo()})
    assert refused.status_code == 422 and "整改后的照片" in refused.text
    kept = desks.hidden(refused.text, form)
    for _time in range(2):
        answer = client.post(form, data=kept | words | {"photos_after": photo()})
        assert answer.status_code == 303, answer.text
    rows = a.see(plant.manager, lambda: lists.list_page(plant.manager, Wanted()).rows)
    assert [row.state for row in rows] == [State.AWAITING_ACCEPTANCE]


@pytest.mark.parametrize("form", ["hazards", "hazards/fix"])
def test_a_form_that_names_no_unit_of_the_plant_keeps_what_was_typed(
    app: Flask, plant: Plant, form: str
) -> None:
    client, action = at_desk(app, plant, "manager"), f"/e/{plant.id}/{form}"
    words = {"place": "通道", "description": "杂物堵塞了东侧通道", "unit_id": str(plant.id)}
    if form == "hazards/fix":
        words |= {"hazard_type": "fire", "cause": "people"}
        words |= {"rectification": "已清走", "cost": "0", "photos": photo(), "photos_after": photo()}
    page = action if form == "hazards/fix" else f"{action}/new"
    answer = desks.send(client, page, action, words)
    assert answer.status_code == 422
    assert "没有这个风险点" in answer.text and "杂物堵塞了东侧通道" in answer.text


@pytest.mark.slow
def test_every_form_of_every_step_can_be_drawn(app: Flask, plant: Plant) -> None:
    cases = [a.a_hazard(plant), a.confirmed(plant), a.assigned(plant), a.rectified(plant), a.closed(plant)]
    major = a.confirmed(plant, a.Grade.MAJOR)
    planning = a.act(plant.second, a.confirmed(plant, a.Grade.MAJOR), "endorse")
    planning = a.act(plant.manager, planning, "plan", **a.plan_facts(plant))
    asking = a.act(plant.worker, a.assigned(plant), "request_extension", until=a.in_days(9), reason="等材料")
    leaving = a.act(plant.second, a.confirmed(plant, a.Grade.MAJOR), "ask_downgrade", reason="不符合标准")
    accepted = a.closed(plant, a.planned(plant))
    drawn = set()
    for who in ("manager", "second", "principal"):
        client = at_desk(app, plant, who)
        for hazard in (*cases, major, planning, asking, leaving, accepted):
            page = f"/e/{plant.id}/hazards/{hazard.id}"
            shown = client.get(page).text
            for verb in (one for one in VERBS.rows if f'"{page}/{one}"' in shown):
                assert f'action="{page}/{verb}"' in client.get(f"{page}/{verb}").text
                drawn.add(verb)
    assert drawn == {verb.id for verb in VERBS.rows.values() if verb.button}


def test_a_worker_s_page_of_a_hazard_has_no_manager_s_button(app: Flask, plant: Plant) -> None:
    hazard = a.a_hazard(plant)
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    client = at_desk(app, plant, "other")
    shown = client.get(page).text
    assert f"{page}/confirm" not in shown and f"{page}/dismiss" not in shown
    fields = desks.hidden(client.get(f"{page}/fix_on_the_spot").text, f"{page}/fix_on_the_spot")
    answer = client.post(f"{page}/dismiss", data=fields | {"reason": "不是隐患"})
    assert answer.status_code == 403


def test_a_neighbour_s_hazard_reads_like_a_missing_one(app: Flask, plant: Plant) -> None:
    neighbour = a.a_plant("乙厂", "91410500MA40000029", "410506")
    hazard = a.a_hazard(neighbour)
    client = at_desk(app, plant, "manager")
    theirs = client.get(f"/e/{plant.id}/hazards/{hazard.id}")
    missing = client.get(f"/e/{plant.id}/hazards/{plant.id}")
    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert theirs.text.replace(str(hazard.id), "") == missing.text.replace(str(plant.id), "")


@pytest.mark.parametrize(("who", "stale", "status"), [("other", False, 403), ("manager", True, 409)])
def test_who_may_not_rectify_leaves_no_photo(
    app: Flask, plant: Plant, who: str, stale: bool, status: int
) -> None:
    hazard = a.assigned(plant)
    page, kept = f"/e/{plant.id}/hazards/{hazard.id}", a.kept_of(plant.manager)
    done = {"rectification": "开槽修补", "cost": "0", "photos_after": photo()}
    sent = {"id": str(ids.new_id()), "version": str(hazard.version - stale)}
    client = at_desk(app, plant, who)
    token = desks.hidden(client.get(f"/e/{plant.id}/hazards/new").text, f"/e/{plant.id}/hazards")
    assert client.post(f"{page}/rectify", data=token | done | sent).status_code == status
    assert a.kept_of(plant.manager) == kept


def test_a_worker_who_tries_to_confirm_leaves_no_photo(app: Flask, plant: Plant) -> None:
    hazard = a.a_hazard(plant)
    page, kept = f"/e/{plant.id}/hazards/{hazard.id}", a.kept_of(plant.manager)
    client = at_desk(app, plant, "worker")
    fields = desks.hidden(client.get(f"{page}/fix_on_the_spot").text, f"{page}/fix_on_the_spot")
    graded = {"grade": "general", "hazard_type": "equipment", "cause": "things", "photos": photo()}
    assert client.post(f"{page}/confirm", data=fields | graded).status_code == 403
    assert a.kept_of(plant.manager) == kept


def test_a_hazard_is_put_to_the_unit_that_was_chosen(app: Flask, plant: Plant) -> None:
    unit, other = inspections.a_unit(plant), inspections.a_unit(plant, "配电室")
    client, form = at_desk(app, plant, "manager"), f"/e/{plant.id}/hazards"
    page = client.get(f"{form}/new?unit={unit.id}").text
    assert f'name="unit_id" value="{unit.id}" checked>' in page
    assert f'name="unit_id" value="{other.id}">' in page
    assert 'value="甲醇储罐区"' in page
    words = {"place": "储罐区", "description": "围堰有裂缝", "unit_id": str(unit.id), "photos": photo()}
    told = client.post(form, data=desks.hidden(page, form) | words)
    assert f"/e/{plant.id}/risks/units/{unit.id}" in client.get(told.headers["Location"]).text
    assert f'name="unit_id" value="{unit.id}">' in client.get(f"{form}/fix").text


def test_a_major_hazard_is_closed_with_a_password_just_given(app: Flask, plant: Plant) -> None:
    hazard = a.closed(plant, a.planned(plant))
    principal = at_desk(app, plant, "principal")
    page, review = f"/e/{plant.id}/hazards/{hazard.id}", {"review": "复核合格"}
    assert 'name="password"' not in principal.get(page).text
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert 'name="password"' in principal.get(page).text
        for wrong in ({}, {"password": "not this one"}, {"password": "x" * 257}, {"password": "no\0t"}):
            assert desks.send(principal, page, f"{page}/close", review | wrong).status_code == 422
        assert (
            a.see(plant.principal, lambda: case_queries.hazard(plant.principal, hazard.id)).state
            is State.ACCEPTED
        )
        proven = review | {"password": desks.PASSWORD}
        assert desks.send(principal, page, f"{page}/close", proven).status_code == 303
    assert (
        a.see(plant.principal, lambda: case_queries.hazard(plant.principal, hazard.id)).state is State.CLOSED
    )


def test_in_english_the_criteria_are_offered_in_english(app: Flask, plant: Plant) -> None:
    hazard, client = a.a_hazard(plant), at_desk(app, plant, "manager")
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    assert "GM-13-01 有限空间" in client.get(page).text
    client.set_cookie("lang", "en")
    assert "GM-13-01 Confined spaces" in client.get(page).text


def test_the_criteria_of_the_plants_own_sector_are_offered_first(app: Flask, plant: Plant) -> None:
    hazard = a.a_hazard(plant)
    page = at_desk(app, plant, "manager").get(f"/e/{plant.id}/hazards/{hazard.id}").text
    first = re.findall(r'<optgroup label="[^"]+">\s*<option value="([A-Z0-9-]+)"', page)
    assert first[0].startswith("GM-07-") and any(one.startswith("HC-") for one in first)


def test_a_photo_that_is_none_is_said_beside_its_field_and_the_words_stay(app: Flask, plant: Plant) -> None:
    hazard = a.assigned(plant)
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    given = {"rectification": "开槽修补", "photos_after": (BytesIO(b"words"), "1.jpg")}
    answer = desks.send(at_desk(app, plant, "worker"), page, f"{page}/rectify", given)
    assert answer.status_code == 415
    assert 'id="f-photos_after-err"' in answer.text and "开槽修补" in answer.text


def test_a_refused_form_says_which_photos_it_has_and_needs_them_no_more(app: Flask, plant: Plant) -> None:
    hazard = a.assigned(plant)
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    client = at_desk(app, plant, "worker")
    given = {"rectification": "开槽修补", "cost": "很多", "photos_after": photo()}
    refused = desks.send(client, page, f"{page}/rectify", given)
    assert refused.status_code == 422 and "已收到 1 张照片" in refused.text
    assert not re.search(r'name="photos_after"[^>]*required', refused.text)
    again = desks.hidden(refused.text, f"{page}/rectify") | {"rectification": "开槽修补", "cost": "120"}
    assert client.post(f"{page}/rectify", data=again).status_code == 303


def test_who_reported_a_hazard_is_told_that_another_grades_it_as_major(app: Flask, plant: Plant) -> None:
    page = f"/e/{plant.id}/hazards/{a.a_hazard(plant, plant.manager).id}"
    assert "请其他管理人员打开本页定级" in at_desk(app, plant, "manager").get(page).text
    assert "请其他管理人员打开本页定级" not in at_desk(app, plant, "principal").get(page).text


def test_a_plan_handed_in_is_not_asked_for_again_and_a_returned_one_is_bettered(
    app: Flask, plant: Plant
) -> None:
    hazard = a.handed_in(plant)
    page = f"/e/{plant.id}/hazards/{hazard.id}"
    manager = at_desk(app, plant, "manager")
    waiting = manager.get(page).text
    assert "等主要负责人批准或退回" in waiting and 'name="emergency_plan"' not in waiting
    a.act(plant.principal, hazard, "return_plan", reason="资金不够")
    form = manager.get(page).text
    assert a.plan_facts(plant)["measures"] in form[form.index('name="measures"') :]


def test_fields_that_were_left_empty_are_counted_in_one_line(app: Flask, plant: Plant) -> None:
    answer = desks.send(
        at_desk(app, plant, "manager"), f"/e/{plant.id}/hazards/new", f"/e/{plant.id}/hazards", {}
    )
    assert answer.status_code == 422 and answer.text.count('<li><a href="#f-') == 1
    assert "（2 处，都标在下面）" in answer.text
