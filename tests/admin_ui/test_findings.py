"""The form of a finding keeps what was typed into it, and which finding it is."""

import re
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from admin_ui.shared import bases
from service.attachments.models import Attachment
from service.core.db.transactions import db
from service.enforcement.queries import orders, visits
from service.reference.queries import rulebook
from service.reference.rules import criteria_of
from tests.admin_ui.test_enforcement import FINDING, HOME, of_plant, officer, photo
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders import hazards as plants
from tests.builders.enforcement import Bureau, Plant

Scene = tuple[Bureau, Plant]


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    return supervised


def test_a_search_of_bases_loses_neither_a_word_nor_which_finding_it_is(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    visit = a.noticed(bureau, plant)
    known, first = a.a_finding(bureau, visit), officer(app, bureau)
    home = f"{HOME}/visits/{visit.id}"
    page, action = f"{home}/findings/{known.id}", f"{home}/findings"
    refused = desks.send(first, page, action, FINDING | {"fact": "短"})
    assert refused.status_code == 422
    typed = desks.hidden(refused.text, action) | FINDING | {"fact": "围堰北侧有裂缝", "search": "台账"}
    narrowed = first.post(f"{action}/bases", data=typed)
    assert narrowed.status_code == 200 and "围堰北侧有裂缝" in narrowed.text
    again = desks.hidden(narrowed.text, action)
    assert again["finding_id"] == str(known.id)
    saved = first.post(action, data=again | FINDING | {"fact": "围堰北侧有裂缝", "search": "台账"})
    assert saved.status_code == 303
    (only,) = a.see(bureau.first, lambda: visits.findings(visit))
    assert (only.id, only.fact) == (known.id, "围堰北侧有裂缝")


@pytest.mark.parametrize("who", ["third", "first"])
def test_a_refused_officer_leaves_no_photo(app: Flask, scene: Scene, who: str) -> None:
    bureau, plant = scene
    visit, client = a.noticed(bureau, plant), officer(app, bureau, who)
    action = f"{HOME}/visits/{visit.id}/findings"
    facts = FINDING | {"photos": photo()} | ({"version": "1"} if who == "first" else {})
    assert desks.send(client, f"{action}/new", action, facts).status_code in (403, 409)
    assert a.see(a.OPERATOR, lambda: db.session.scalars(select(Attachment.id)).all()) == []


@pytest.mark.parametrize("why", ["answered", "stale", "strange order"])
def test_a_refused_answer_leaves_no_photo(app: Flask, scene: Scene, why: str) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant)
    first, second = a.items_of(plant.manager, order)
    client = of_plant(app, plant)
    here = f"/e/{plant.id}/orders/{order.id}/items"
    sent = desks.hidden(client.get(f"{here}/{first.id}").text, f"{here}/{first.id}")
    if why != "strange order":
        a.answer(plant, order, first if why == "answered" else second)
    if why == "answered":
        sent |= {"version": str(a.see(plant.manager, lambda: orders.order(plant.manager, order.id)).version)}
    kept = plants.kept_of(plant.manager)
    at = f"{here}/{first.id}" if why != "strange order" else f"{here}/{plant.id}"
    done = {"measure": "已更换", "completed_on": a.in_days(0).isoformat(), "cost": "0"}
    new = (BytesIO(plants.a_jpeg(red=200)), "1.jpg")
    assert client.post(at, data=sent | done | {"photos": new}).status_code in (404, 409)
    assert plants.kept_of(plant.manager) == kept


def test_an_answer_says_what_kind_of_hazard_it_was_once(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant)
    item = a.items_of(plant.manager, order)[0]
    page, client = f"/e/{plant.id}/orders/{order.id}/items/{item.id}", of_plant(app, plant)
    done = {"measure": "已更换", "completed_on": a.in_days(0).isoformat(), "cost": "0", "photos": photo()}
    refused = desks.send(client, page, page, done)
    assert refused.status_code == 422
    assert 'id="f-hazard_type-err"' in refused.text and 'id="f-cause-err"' in refused.text
    kind = {"hazard_type": "equipment", "cause": "things"}
    again = done | kind | {"photos": photo()}
    assert client.post(page, data=desks.hidden(refused.text, page) | again).status_code == 303
    assert 'name="cause"' not in client.get(page).text


def test_every_criterion_of_a_major_hazard_is_offered_those_of_the_plant_s_sector_first(
    app: Flask, scene: Scene
) -> None:
    bureau, plant = scene
    visit = a.noticed(bureau, plant)
    page = officer(app, bureau).get(f"{HOME}/visits/{visit.id}/findings/new").text
    offered = page.partition('name="criterion_code"')[2].partition("</select>")[0]
    known = a.see(bureau.first, rulebook.criteria)
    assert len(known) > 80
    assert sorted(re.findall(r'<option value="([^"]+)"', offered)) == sorted(one.code for one in known)
    first = re.findall(r'<optgroup label="([^"]+)"', offered)[0]
    assert {one.sector for one in known if one.sector_name == first} <= criteria_of(visit.sector)


def test_a_sector_without_criteria_of_its_own_is_offered_all(scene: Scene) -> None:
    bureau, _plant = scene
    known = a.see(bureau.first, rulebook.criteria)
    assert criteria_of("transport").isdisjoint({one.sector for one in known})
    offered = a.see(bureau.first, lambda: bases.criteria("transport"))
    assert sorted(code for _title, options in offered for code, _text in options) == sorted(
        one.code for one in known
    )
