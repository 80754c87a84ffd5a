"""The pages on which more time for an order is asked for, agreed to and decided."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core import clock
from service.enforcement.models.orders import Order
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders import extensions as asking
from tests.builders import hazards as plants
from tests.builders.enforcement import Bureau, Plant

Scene = tuple[Bureau, Plant, Order]


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    bureau, plant = supervised
    return bureau, plant, asking.assigned(bureau, plant)


def of_plant(app: Flask, plant: Plant, who: str) -> FlaskClient:
    return desks.sign_in(app, plants.account_of(plant.id, who))


def officer(app: Flask, bureau: Bureau, who: str = "first") -> FlaskClient:
    return desks.sign_in(app, a.account_of(bureau.id, who))


@pytest.mark.parametrize(("granted", "days", "word"), [("true", 40, "准予延期"), ("false", 10, "不予延期")])
def test_more_time_goes_by_the_forms(app: Flask, scene: Scene, granted: str, days: int, word: str) -> None:
    bureau, plant, order = scene
    item = a.items_of(bureau.first, order)[0]
    manager, principal = of_plant(app, plant, "manager"), of_plant(app, plant, "principal")
    own, page = f"/e/{plant.id}/orders/{order.id}", f"/e/{plant.id}/hazards/{item.finding_id}"
    ask, answer = f"{page}/request_extension", f"{page}/answer_extension"
    assert f'href="{ask}"' in manager.get(own).text and f'href="{ask}"' not in principal.get(own).text
    facts = {"until": a.in_days(40).isoformat(), "reason": "等材料"}
    assert desks.send(manager, ask, ask, facts).status_code == 303
    assert "等待主要负责人答复" in manager.get(own).text and "等待主要负责人答复" in manager.get(page).text
    assert f'href="{answer}"' in principal.get(own).text and f'href="{answer}"' not in manager.get(own).text
    assert desks.send(principal, answer, answer, {"granted": "true", "opinion": "同意"}).status_code == 303
    assert "等待监管部门决定" in manager.get(own).text
    theirs = f"/g/410505/orders/{order.id}"
    form, first = f"{theirs}/items/{item.id}/extension", officer(app, bureau)
    refused = desks.send(first, theirs, form, {"granted": granted, "opinion": ""})
    assert refused.status_code == 422 and f'action="{form}"' in refused.text
    field = f"f-extension-{item.number}-opinion"
    assert f'href="#{field}"' in refused.text and f'id="{field}"' in refused.text
    assert desks.send(first, theirs, form, {"granted": granted, "opinion": "情况属实"}).status_code == 303
    decided = first.get(theirs).text
    assert f'action="{form}"' not in decided and f"监管部门{word}" in decided
    assert f"监管部门{word}" in manager.get(own).text and f"监管部门{word}" in manager.get(page).text
    assert a.items_of(bureau.first, order)[0].due_on == a.in_days(days)
    if granted == "true":
        for seen in (decided, manager.get(page).text):
            assert f"延期前的期限：{item.due_on}" in seen


def test_every_open_request_has_a_form_of_its_own(app: Flask, scene: Scene) -> None:
    bureau, plant, order = scene
    asking.requested(plant.worker, order)
    asking.agreed(plant, order)
    shown = officer(app, bureau).get(f"/g/410505/orders/{order.id}").text
    assert shown.count('/extension"') == 1 and "等材料" in shown
    for name in ("grid", "head"):
        assert '/extension"' not in officer(app, bureau, name).get(f"/g/410505/orders/{order.id}").text


def test_another_bureau_reads_the_request_and_has_no_form(app: Flask, scene: Scene) -> None:
    _bureau, plant, order = scene
    city = a.a_bureau("410500", prefix="安")
    asking.requested(plant.worker, order)
    asking.agreed(plant, order)
    shown = officer(app, city).get(f"/g/410500/orders/{order.id}").text
    assert "等待监管部门决定" in shown and '/extension"' not in shown


def test_nothing_is_asked_for_once_the_deadline_has_passed(app: Flask, scene: Scene) -> None:
    _bureau, plant, order = scene
    with clock.frozen(clock.end_of(a.in_days(10))):
        manager = of_plant(app, plant, "second")
        assert "request_extension" not in manager.get(f"/e/{plant.id}/orders/{order.id}").text
