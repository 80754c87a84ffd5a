"""What a regulator reads of one plant: its hazards and its register, and nothing of a plant out of sight."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.codes.rules import hash_of
from service.core import ids
from service.core.db.transactions import retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.hazards.commands import reporting
from service.hazards.commands.reporting import claim_of
from service.hazards.states import Source
from service.inspections.rules import hazard_id
from tests.builders import desks, enforcement, inspections
from tests.builders import hazards as a
from tests.builders.enforcement import Bureau
from tests.builders.hazards import Plant

REGION = "410505"


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


@pytest.fixture
def bureau(plant: Plant) -> Bureau:
    return enforcement.a_bureau(REGION)


@pytest.fixture
def officer(app: Flask, bureau: Bureau) -> FlaskClient:
    return desks.sign_in(app, enforcement.account_of(bureau.id, "first"))


def home(plant: Plant) -> str:
    return f"/g/{REGION}/e/{plant.id}"


def test_the_file_leads_to_each_hazard_to_all_of_them_and_to_the_register(
    officer: FlaskClient, plant: Plant
) -> None:
    hazard = a.a_hazard(plant)
    inspections.a_unit(plant)
    file = officer.get(f"/g/{REGION}/enterprises/{plant.id}").text
    for path in (f"/hazards/{hazard.id}", "/hazards", "/risks", "/risks?level=major"):
        assert f'href="{home(plant)}{path}"' in file
        assert officer.get(home(plant) + path).status_code == 200


def test_a_hazard_is_read_whole_and_nothing_can_be_done_to_it(officer: FlaskClient, plant: Plant) -> None:
    closed = a.closed(plant)
    page = officer.get(f"{home(plant)}/hazards/{closed.id}").text
    assert "围堰南侧裂缝" in page and "整改完成" in page and "注水试验" in page
    photos = {part.split('"')[0] for part in page.split('src="')[1:] if "/photos/" in part.split('"')[0]}
    assert len(photos) == 2 and all(officer.get(one).status_code == 200 for one in photos)
    assert page.count('<form method="post"') == 1  # signing out


def test_a_major_hazard_tells_its_criterion_before_it_is_endorsed(officer: FlaskClient, plant: Plant) -> None:
    major = a.confirmed(plant, a.Grade.MAJOR)
    page = officer.get(f"{home(plant)}/hazards/{major.id}").text
    assert "GM-13-01" in page and "有限空间没有台账" in page and "等待确认" in page


def test_the_chain_leads_to_the_register_and_to_the_bureau_s_own_order(
    officer: FlaskClient, plant: Plant, bureau: Bureau
) -> None:
    checked = inspections.a_check(plant)
    record = inspections.answered(checked, failed={1: "裂了一条缝"})
    page = officer.get(f"{home(plant)}/hazards/{hazard_id(record.id, 1)}").text
    assert f'href="{home(plant)}/risks/units/{checked.unit.id}"' in page and "储罐区日检" in page
    order = enforcement.served(bureau, plant)
    item = enforcement.items_of(bureau.first, order)[0]
    page = officer.get(f"{home(plant)}/hazards/{item.finding_id}").text
    assert f'href="/g/{REGION}/orders/{order.id}"' in page


def test_a_plant_s_checks_are_read_item_by_item(officer: FlaskClient, plant: Plant) -> None:
    assert "还没有检查记录" in officer.get(f"{home(plant)}/checks/records").text
    checked = inspections.a_check(plant)
    record = inspections.answered(checked, failed={1: "裂了一条缝"})
    records = f"{home(plant)}/checks/records"
    assert f'href="{records}"' in officer.get(f"/g/{REGION}/enterprises/{plant.id}").text
    for page in (
        records,
        f"{records}?unit={checked.unit.id}",
        f"{home(plant)}/hazards/{hazard_id(record.id, 1)}",
    ):
        assert f'href="{records}/{record.id}"' in officer.get(page).text
    page = officer.get(f"{records}/{record.id}").text
    assert "储罐区日检" in page and "裂了一条缝" in page
    assert f'href="{home(plant)}/hazards/{hazard_id(record.id, 1)}"' in page
    other = a.a_plant("丙厂", "91410500MA40000397", REGION)
    assert officer.get(f"{home(other)}/checks/records/{record.id}").status_code == 404


def test_who_reported_anonymously_stays_anonymous(officer: FlaskClient, plant: Plant) -> None:
    made = ids.new_id()
    nobody = Viewer(Scope.public(hash_of(claim_of(plant.id, made)), plant.id))
    facts: dict[str, Any] = {
        "id": made,
        "place": "罐区",
        "description": "有刺鼻气味",
        "source": Source.ANONYMOUS,
    }
    with scope.opened(nobody.scope):
        retrying(lambda: reporting.report(nobody, reporting.Report(**facts)))
    page = officer.get(f"{home(plant)}/hazards/{made}").text
    assert "有刺鼻气味" in page and "匿名" in page


def test_the_list_is_narrowed_to_what_a_regulator_asks(officer: FlaskClient, plant: Plant) -> None:
    address = f"{home(plant)}/hazards"
    assert "这家企业还没有上报过隐患" in officer.get(address).text
    a.closed(plant, a.assigned(plant, description="已经改好的"))
    a.confirmed(plant, a.Grade.MAJOR, description="重大的一条")
    assert "已经改好的" in officer.get(address).text
    opened = officer.get(address + "?state=open").text
    assert "重大的一条" in opened and "已经改好的" not in opened
    assert "重大的一条" in officer.get(address + "?grade=major").text
    assert "没有符合条件的隐患" in officer.get(address + "?overdue=1&grade=general").text


def test_a_plant_without_a_register_says_so_and_offers_no_import(officer: FlaskClient, plant: Plant) -> None:
    page = officer.get(f"{home(plant)}/risks").text
    assert "还没有导入风险分级管控清单" in page and "imports" not in page


def test_a_plant_out_of_sight_is_a_missing_page_however_it_is_asked_for(
    officer: FlaskClient, plant: Plant
) -> None:
    neighbour = a.a_plant("乙厂", "91410500MA40000029", "410506")
    theirs, unit = a.a_hazard(neighbour), inspections.a_unit(plant)
    own = a.a_hazard(plant)
    for region in (REGION, "410506"):
        base = f"/g/{region}/e/{neighbour.id}"
        for path in ("/hazards", "/risks", "/checks/records", f"/hazards/{theirs.id}", f"/hazards/{own.id}"):
            assert officer.get(base + path).status_code == 404
        assert officer.get(f"{base}/risks/units/{unit.id}").status_code == 404
    assert officer.get(f"{home(plant)}/hazards/{theirs.id}").status_code == 404


def test_a_row_of_another_plant_of_the_region_is_not_shown_under_this_one(
    officer: FlaskClient, plant: Plant
) -> None:
    other = a.a_plant("丙厂", "91410500MA40000397", REGION)
    hazard, unit = a.a_hazard(other), inspections.a_unit(other)
    assert officer.get(f"{home(plant)}/hazards/{hazard.id}").status_code == 404
    assert officer.get(f"{home(plant)}/risks/units/{unit.id}").status_code == 404
    assert officer.get(f"{home(other)}/hazards/{hazard.id}").status_code == 200


def test_the_page_of_a_unit_leads_to_its_hazards_and_its_checks(
    app: Flask, officer: FlaskClient, plant: Plant
) -> None:
    checked = inspections.a_check(plant)
    record = inspections.answered(checked, failed={2: "排水阀关不严"})
    other = a.a_hazard(plant, place="配电室", unit_id=inspections.a_unit(plant, "配电室").id)
    found = hazard_id(record.id, 2)
    for client, desk in (
        (officer, home(plant)),
        (desks.sign_in(app, a.account_of(plant.id, "manager")), f"/e/{plant.id}"),
    ):
        page = client.get(f"{desk}/risks/units/{checked.unit.id}").text
        assert f'href="{desk}/hazards/{found}"' in page
        assert f'href="{desk}/checks/records/{record.id}"' in page
        assert f'href="{desk}/checks/records?unit={checked.unit.id}"' in page
        assert str(other.id) not in page
        assert ("hazards/new" in page) == (client is not officer)
