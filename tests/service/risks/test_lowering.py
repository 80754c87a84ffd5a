"""A major unit is lowered by two: who brings the lower level in, and another who confirms it."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from service.core.acts.ledger import Act, timeline
from service.core.acts.problems import Conflict, NotAllowed
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.risks import commands, queries
from service.risks.models import RiskUnit
from service.risks.rules import Level
from service.risks.schemas import LowerForm
from tests.builders import desks
from tests.builders import hazards as a
from tests.builders.hazards import Plant
from tests.service.risks.test_register import an_entry


@pytest.fixture
def plant(app: Flask) -> Iterator[Plant]:
    """A plant whose only unit is major by one of its two events; the manager brings in that it is general."""
    with app.app_context():
        found = a.a_plant()
        land(found, found.manager, Level.MAJOR)
        yield found


def land(plant: Plant, viewer: Viewer, level: Level) -> None:
    entries = [an_entry(), an_entry("检修", level=level)]

    def act() -> Any:
        return commands.apply_rows(viewer, db.session.get_one(Enterprise, (plant.id, plant.id)), entries)

    a.do(viewer, act)


def unit(plant: Plant) -> RiskUnit:
    return a.see(plant.manager, lambda: queries.units(plant.id)[0])


def lower(plant: Plant, viewer: Viewer, level: Level = Level.GENERAL) -> RiskUnit:
    act, found = Act.new(), unit(plant)
    data = LowerForm(id=act.id, proposed=level, reason="已改为自动送料，人不再进入模区")
    return a.do(viewer, lambda: commands.lower(viewer, found.id, data, act))


def levels(plant: Plant) -> tuple[Any, Any, Any]:
    found = unit(plant)
    (above,) = a.see(plant.manager, lambda: queries.objects(plant.id))
    return found.level, found.proposed, above.level


def test_an_import_alone_does_not_lower_a_major_unit(plant: Plant) -> None:
    land(plant, plant.manager, Level.CONSIDERABLE)
    assert levels(plant) == (Level.MAJOR, Level.CONSIDERABLE, Level.MAJOR)
    land(plant, plant.manager, Level.GENERAL)
    assert levels(plant) == (Level.MAJOR, Level.GENERAL, Level.MAJOR)
    land(plant, plant.manager, Level.MAJOR)
    assert levels(plant) == (Level.MAJOR, None, Level.MAJOR)


@pytest.mark.parametrize("who", ["second", "principal"])
def test_a_second_person_confirms_it_with_a_reason(plant: Plant, who: str) -> None:
    land(plant, plant.manager, Level.GENERAL)
    with pytest.raises(NotAllowed, match="另一人"):
        lower(plant, plant.manager)
    with pytest.raises(NotAllowed):
        lower(plant, plant.worker)
    lower(plant, getattr(plant, who))
    assert levels(plant) == (Level.GENERAL, None, Level.GENERAL)
    told = a.see(plant.manager, lambda: timeline([unit(plant).id]))
    assert [one.act for one in told][-2:] == ["risk_unit.propose", "risk_unit.lower"]
    assert (told[-1].actor_id, (told[-1].after or {})["reason"][:3]) == (
        getattr(plant, who).person_id,
        "已改为",
    )


def test_what_is_no_longer_proposed_is_not_confirmed(plant: Plant) -> None:
    with pytest.raises(Conflict):
        lower(plant, plant.second)
    land(plant, plant.manager, Level.CONSIDERABLE)
    with pytest.raises(Conflict):
        lower(plant, plant.second, Level.GENERAL)
    assert levels(plant)[0] is Level.MAJOR


def test_what_is_not_major_follows_its_import_at_once(plant: Plant) -> None:
    land(plant, plant.manager, Level.CONSIDERABLE)
    lower(plant, plant.second, Level.CONSIDERABLE)
    land(plant, plant.manager, Level.GENERAL)
    assert levels(plant) == (Level.GENERAL, None, Level.GENERAL)


def test_the_page_of_the_unit_shows_it_and_asks_another_to_confirm(app: Flask, plant: Plant) -> None:
    land(plant, plant.manager, Level.GENERAL)
    page = f"/e/{plant.id}/risks/units/{unit(plant).id}"
    importer = desks.sign_in(app, a.account_of(plant.id, "manager"))
    assert "等级待确认" in importer.get(page).text and "确认降级</button>" not in importer.get(page).text
    second = desks.sign_in(app, a.account_of(plant.id, "second"))
    facts = {"proposed": "general", "reason": "已改为自动送料"}
    assert desks.send(second, page, f"{page}/lower", facts | {"reason": ""}).status_code == 422
    assert desks.send(second, page, f"{page}/lower", facts).status_code == 303
    shown = second.get(page).text
    assert "等级待确认" not in shown and "已改为自动送料" in shown


@pytest.mark.parametrize("who", ["manager", "second", "principal", "leader"])
def test_the_form_is_shown_to_whom_the_command_obeys(app: Flask, plant: Plant, who: str) -> None:
    land(plant, plant.manager, Level.GENERAL)
    client = desks.sign_in(app, a.account_of(plant.id, who))
    shown = "确认降级</button>" in client.get(f"/e/{plant.id}/risks/units/{unit(plant).id}").text
    try:
        lower(plant, getattr(plant, who))
    except NotAllowed:
        assert not shown
    else:
        assert shown
    assert shown is (who in {"second", "principal"})


def test_it_waits_today_for_everybody_who_may_confirm_it_and_is_found_in_the_register(
    app: Flask, plant: Plant
) -> None:
    home = f"/e/{plant.id}"
    desk = {who: desks.sign_in(app, a.account_of(plant.id, who)) for who in ("manager", "second", "leader")}
    waits = f'href="{home}/risks?held=1"'
    assert waits not in desk["second"].get(f"{home}/today").text
    assert "没有符合条件的风险点" in desk["second"].get(f"{home}/risks?held=1").text
    land(plant, plant.manager, Level.GENERAL)
    seen = {who: waits in client.get(f"{home}/today").text for who, client in desk.items()}
    assert seen == {"manager": False, "second": True, "leader": False}
    assert "等级待确认" in desk["second"].get(f"{home}/risks?held=1").text
