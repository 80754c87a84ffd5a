"""The pages of checks at a plant's desk."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core import clock, ids
from service.core.db import paging
from service.inspections.jobs import MATERIALISE
from service.inspections.queries import check_rows
from tests.builders import desks
from tests.builders import hazards as a
from tests.builders.hazards import Plant
from tests.builders.inspections import TEAM, a_check, a_phone, a_plan, a_unit, answered, measures

pytestmark = pytest.mark.days


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


def at_desk(app: Flask, plant: Plant, who: str = "manager") -> FlaskClient:
    return desks.sign_in(app, a.account_of(plant.id, who))


def test_a_plant_without_checks_is_told_how_to_begin(app: Flask, plant: Plant) -> None:
    client = at_desk(app, plant)
    page = client.get(f"/e/{plant.id}/checks").text
    assert "还没有检查计划" in page
    assert "编第一张检查表" in page
    assert "还没有风险点" in client.get(f"/e/{plant.id}/checks/lists/new").text
    assert "还没有检查记录" in client.get(f"/e/{plant.id}/checks/records").text


def test_a_list_is_made_of_the_measures_of_a_unit(app: Flask, plant: Plant) -> None:
    unit = a_unit(plant)
    client = at_desk(app, plant)
    new, lists = f"/e/{plant.id}/checks/lists/new", f"/e/{plant.id}/checks/lists"
    assert "甲醇储罐区" in client.get(new).text
    wanted = [str(one) for one in measures(plant, unit)[:2]]
    made = desks.send(client, f"{new}?unit={unit.id}", lists, {"measures": wanted})
    assert made.status_code == 422
    assert "请填写" in made.text
    facts: dict[str, Any] = {"measures": wanted, "name": "储罐区日检"}
    made = desks.send(client, f"{new}?unit={unit.id}", lists, facts)
    assert made.status_code == 303
    assert "围堰无破损，排水阀关闭" in client.get(made.location).text


def test_today_missed_and_records_stand_on_pages(app: Flask, plant: Plant) -> None:
    checked = a_check(plant)
    record = answered(checked, {2: "无检定标识"})
    client = at_desk(app, plant)
    page = client.get(f"/e/{plant.id}/checks").text
    for words in ("储罐区日检", TEAM, "已完成", "1/1"):
        assert words in page
    assert "甲醇储罐区" in client.get(f"/e/{plant.id}/checks/records?unit={checked.unit.id}").text
    shown = client.get(f"/e/{plant.id}/checks/records/{record.id}").text
    for words in ("无检定标识", "有问题", "看处理进展"):
        assert words in shown


def test_the_page_of_checks_shows_the_latest_missed_and_leads_to_all(app: Flask, plant: Plant) -> None:
    a_check(plant)
    began = clock.today()
    with clock.frozen(clock.now() + timedelta(days=60)):
        MATERIALISE.run(clock.now())
        client, here = at_desk(app, plant), f"/e/{plant.id}/checks"
        assert client.get(here).text.count('scope="row">甲醇储罐区') == 1 + 7
        first = client.get(f"{here}/missed").text
        more = re.search(r'rel="next" href="([^"]+)"', first)
        assert more is not None
        shown = [re.findall(r'class="num">([0-9-]{10})<', page) for page in (first, client.get(more[1]).text)]
    assert shown[0] + shown[1] == [(began + timedelta(days=59 - n)).isoformat() for n in range(60)]
    assert len(shown[0]) == 50


def test_of_many_missed_checks_the_page_of_checks_shows_ten(app: Flask, plant: Plant) -> None:
    checked = a_check(plant)
    for team in ("甲班", "乙班", "丙班"):
        a_plan(plant.manager, checked.checklist.id, team)
    with clock.frozen(clock.now() + timedelta(days=3)):
        MATERIALISE.run(clock.now())
        page = at_desk(app, plant).get(f"/e/{plant.id}/checks").text
    assert page.partition('id="missed"')[2].partition("</table>")[0].count("<tr><th scope") == 10


def test_the_pages_of_records_are_turned(app: Flask, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = a_check(plant)
    answered(checked)
    with clock.frozen(clock.now() + timedelta(days=1)):
        MATERIALISE.run(clock.now())
        answered(checked)
        monkeypatch.setattr(paging, "PAGE_ROWS", 1)
        client = at_desk(app, plant)
        first = client.get(f"/e/{plant.id}/checks/records").text
        more = re.search(r'rel="next" href="([^"]+)"', first)
        assert more is not None
        second = client.get(more[1]).text
    links = [re.findall(r"/checks/records/([0-9a-f-]{36})", page) for page in (first, second)]
    assert [len(one) for one in links] == [1, 1] and links[0] != links[1]


def test_a_plant_that_missed_nothing_is_told_so(app: Flask, plant: Plant) -> None:
    assert "没有漏检" in at_desk(app, plant).get(f"/e/{plant.id}/checks/missed").text


def test_a_page_without_any_missed_leads_on_where_older_ones_may_be(
    app: Flask, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = a_check(plant)
    missed = clock.today()
    monkeypatch.setattr(check_rows, "LOOKED_THROUGH", 1)
    with clock.frozen(clock.now() + timedelta(days=1)):
        MATERIALISE.run(clock.now())
        answered(checked)
    with clock.frozen(clock.now() + timedelta(days=2)):
        MATERIALISE.run(clock.now())
        client = at_desk(app, plant)
        first = client.get(f"/e/{plant.id}/checks/missed").text
        assert "这段时间没有漏检" in first
        more = re.search(r'rel="next" href="([^"]+)"', first)
        assert more is not None
        assert missed.isoformat() in client.get(more[1]).text


def test_a_plan_is_made_and_stopped_by_the_forms(app: Flask, plant: Plant) -> None:
    checked = a_check(plant)
    a_phone(checked, plant.other)
    client = at_desk(app, plant)
    page = f"/e/{plant.id}/checks/lists/{checked.checklist.id}"
    refused = desks.send(client, page, f"{page}/plans", {"team": "", "post": ""})
    assert refused.status_code == 422
    assert "请在班组和岗位中选一个" in refused.text
    assert desks.send(client, page, f"{page}/plans", {"team": TEAM, "post": ""}).status_code == 303
    stop = f"/e/{plant.id}/checks/plans/{checked.plan.id}/stop"
    assert desks.send(client, page, stop, {}).status_code == 303


def test_a_worker_reads_but_does_not_plan(app: Flask, plant: Plant) -> None:
    a_check(plant)
    client = at_desk(app, plant, "worker")
    page = client.get(f"/e/{plant.id}/checks")
    assert page.status_code == 200
    assert "编检查表" not in page.text
    assert client.get(f"/e/{plant.id}/checks/lists/new").status_code == 403
    assert client.get(f"/e/{plant.id}/checks/lists/{ids.new_id()}").status_code == 404


def test_what_cannot_be_seen_on_the_spot_is_not_ticked_at_first(app: Flask, plant: Plant) -> None:
    unit = a_unit(plant)
    page = at_desk(app, plant).get(f"/e/{plant.id}/checks/lists/new?unit={unit.id}").text
    ticks = re.findall(r'name="measures" value="[^"]+"(\s+checked)?><span>([^<]+) ', page)
    assert {words for tick, words in ticks if not tick} == {"洗眼器出水正常"}
    assert len(ticks) == 3
