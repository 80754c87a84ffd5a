"""What a hazard descends from is told on its page: the risk, the measure, the check, or the order."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core.db.transactions import db
from service.hazards.models import Hazard
from service.inspections.rules import hazard_id
from tests.builders import desks, enforcement, inspections
from tests.builders import hazards as a
from tests.builders.hazards import Plant


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


def at_desk(app: Flask, plant: Plant, who: str = "manager") -> FlaskClient:
    return desks.sign_in(app, a.account_of(plant.id, who))


def test_a_failed_item_s_hazard_names_unit_event_measure_and_check(app: Flask, plant: Plant) -> None:
    checked = inspections.a_check(plant)
    record = inspections.answered(checked, failed={1: "裂了一条缝"})
    page = at_desk(app, plant).get(f"/e/{plant.id}/hazards/{hazard_id(record.id, 1)}").text
    assert f'href="/e/{plant.id}/risks/units/{checked.unit.id}"' in page
    assert "储存 → 甲醇 → 火灾" in page
    assert inspections.MEASURES[inspections.MeasureKind.ENGINEERING] in page
    assert f'href="/e/{plant.id}/checks/records/{record.id}"' in page


def test_a_hazard_of_an_order_leads_to_it_for_who_may_read_orders(app: Flask, plant: Plant) -> None:
    bureau = enforcement.a_bureau()
    order = enforcement.served(bureau, plant)
    item = enforcement.items_of(bureau.first, order)[0]
    path = f"/e/{plant.id}/hazards/{item.finding_id}"
    link = f'href="/e/{plant.id}/orders/{order.id}"'
    assert link in at_desk(app, plant).get(path).text
    worker = at_desk(app, plant, "worker").get(path).text
    assert "应急责改" in worker and link not in worker


def test_a_hazard_reported_without_a_unit_says_so(app: Flask, plant: Plant) -> None:
    hazard = a.a_hazard(plant)
    assert a.see(plant.manager, lambda: db.session.get_one(Hazard, (plant.id, hazard.id))).unit_id is None
    assert "上报时没有指明风险点" in at_desk(app, plant).get(f"/e/{plant.id}/hazards/{hazard.id}").text
