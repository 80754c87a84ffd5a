"""A choice among many: at most twenty are shown, found by a few characters, with and without script."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core import ids
from service.core.db.transactions import db
from service.identity.models import Person
from service.risks.models import RiskObject, RiskUnit, RiskUnitBigram
from tests.builders import desks
from tests.builders import hazards as a
from tests.builders.hazards import Plant, do

MANY = 30


@pytest.fixture
def plant(app: Flask) -> Iterator[Plant]:
    with app.app_context():
        found = a.a_plant()
        do(found.manager, lambda: fill(found))
        yield found


@pytest.fixture
def manager(app: Flask, plant: Plant) -> FlaskClient:
    return desks.sign_in(app, a.account_of(plant.id, "manager"))


def fill(plant: Plant) -> None:
    own = {"enterprise_id": plant.id, "area_code": "410505", "sector": "hazardous_chemicals"}
    area = RiskObject(**own, id=ids.new_id(), name="罐区", level=None)
    db.session.add(area)
    db.session.flush()
    for number in range(MANY):
        kept = {
            "object_id": area.id,
            "sheet": "清单",
            "number": f"FX-{number:03}",
            "name": f"离心泵{number:03}",
        }
        unit = RiskUnit(
            **own, **kept, id=ids.new_id(), kind=None, level=None, proposed=None, proposed_by=None
        )
        db.session.add(unit)
        db.session.flush()
        for pair in {unit.name[i : i + 2] for i in range(len(unit.name))}:
            db.session.add(RiskUnitBigram(**own, unit_id=unit.id, bigram=pair))
        facts = {"name": f"王{number:03}", "work_number": f"K{number:03}", "team": "甲班", "post": "操作工"}
        facts |= {"account": f"wang.{number:03}"} if number else {}
        db.session.add(Person(**own, **facts, id=ids.new_id()))


def offered(text: str, field: str) -> list[str]:
    return re.findall(rf'type="radio" name="{field}" value="([^"]+)"', text)


def test_a_form_offers_twenty_units_however_many_there_are(manager: FlaskClient, plant: Plant) -> None:
    page = manager.get(f"/e/{plant.id}/hazards/new").text
    assert len(offered(page, "unit_id")) == 20
    assert "只列出前 20 个" in page
    (form,) = re.findall(r'<form id="find-unit_id" method="get" action="([^"]+)">', page)
    searched = manager.get(f"{form}?q=心泵029").text
    assert len(offered(searched, "unit_id")) == 1
    assert "离心泵029" in searched
    assert "没有找到“空压机”" in manager.get(f"{form}?q=空压机").text


def test_the_chosen_one_stays_while_others_are_found(manager: FlaskClient, plant: Plant) -> None:
    source = f"/e/{plant.id}/pickers/units?name=unit_id&blank=1"
    first = offered(manager.get(source).text, "unit_id")[0]
    found = manager.get(f"{source}&q=心泵029&chosen={first}").text
    assert offered(found, "unit_id")[0] == first
    assert f'value="{first}" checked' in found
    assert len(offered(found, "unit_id")) == 2


def test_people_are_found_by_how_name_or_work_number_begins(manager: FlaskClient, plant: Plant) -> None:
    source = f"/e/{plant.id}/pickers/people?name=assigned_to"
    assert len(offered(manager.get(source).text, "assigned_to")) == 20
    for words in ("王029", "k029"):
        found = manager.get(f"{source}&q={words}").text
        assert len(offered(found, "assigned_to")) == 1
        assert "K029" in found
    assert offered(manager.get(f"{source}&q=029").text, "assigned_to") == []


def test_a_picker_names_only_fields_that_pick(manager: FlaskClient, plant: Plant) -> None:
    assert manager.get(f"/e/{plant.id}/pickers/people?name=csrf_token").status_code == 404
    assert manager.get(f"/e/{ids.new_id()}/pickers/units").status_code == 404
