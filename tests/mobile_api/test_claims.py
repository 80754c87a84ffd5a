"""Who holds a claim code follows his report; nobody else learns that there is one."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.attachments import commands as attachments
from service.attachments.commands import Form, Target
from service.codes.rules import hash_of
from service.core.acts.ledger import timeline
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.hazards.commands import reporting
from service.hazards.models import Hazard
from service.hazards.states import Source
from tests import databases
from tests.builders import hazards as a
from tests.builders.hazards import Plant


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


def report(plant: Plant, times: int = 1) -> tuple[Hazard, str]:
    """An anonymous report with a photo, as the scan page makes it."""
    made = new_id()
    claim = reporting.claim_of(plant.id, made)
    nobody = Viewer(Scope.public(hash_of(claim), plant.id))
    facts: dict[str, Any] = {
        "id": made,
        "place": "配电室",
        "description": "挡鼠板缺失",
        "source": Source.ANONYMOUS,
    }

    def act() -> Hazard:
        hazard = reporting.report(nobody, reporting.Report(**facts))
        own = db.session.get_one(Enterprise, (plant.id, plant.id))
        target = Target("hazard", hazard.id, hazard.claim)
        attachments.receive(nobody, own, Form(made, target=target), a.kept())
        return hazard

    for _time in range(times):
        hazard = a.do(nobody, act)
    return hazard, claim


def test_an_anonymous_report_names_nobody_and_stands_once(plant: Plant) -> None:
    hazard, _claim = report(plant, times=3)
    entries = a.see(plant.manager, lambda: timeline([hazard.id], plant.id))
    assert [(entry.act, entry.actor_id, entry.by) for entry in entries] == [("hazard.report", None, "")]
    assert hazard.reported_by is None


def test_a_copy_of_the_database_holds_no_claim(plant: Plant, place: str) -> None:
    hazard, claim = report(plant)
    databases.settle(place)
    written = databases.everything(place).upper()
    assert str(hazard.id).replace("-", "").upper() in written.replace("-", "")
    assert claim not in written and claim.replace("-", "") not in written


def test_a_claim_follows_its_report_to_the_photo_after(client: FlaskClient, plant: Plant) -> None:
    hazard, claim = report(plant)
    page = client.get(f"/r/{claim}")
    assert page.status_code == 200 and "等待确认" in page.text
    assert page.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in page.headers
    hazard = a.act(plant.manager, hazard, "confirm", **a.grading())
    given = {"assigned_to": plant.worker.person_id, "due_on": a.in_days(3)}
    hazard = a.act(plant.manager, hazard, "assign", **given)
    a.closed(plant, hazard)
    page = client.get(f"/r/{claim.lower()}").text
    assert "您上报的隐患已整改" in page
    sources = [part.split('"')[0] for part in page.split('src="')[1:] if part.startswith("/r/")]
    assert len(sources) == 2
    for source in sources:
        assert client.get(source).mimetype == "image/jpeg"


def test_a_dismissed_report_shows_its_reason(client: FlaskClient, plant: Plant) -> None:
    hazard, claim = report(plant)
    a.act(plant.manager, hazard, "dismiss", reason="新式挡板在门内侧")
    page = client.get(f"/r/{claim}").text
    assert "经核实不属于隐患" in page and "新式挡板在门内侧" in page


def test_a_mistyped_claim_reads_like_an_unknown_one(client: FlaskClient, plant: Plant) -> None:
    _hazard, claim = report(plant)
    codes = reporting.claim_of(new_id(), new_id()), claim[:-1]
    unknown, mistyped = (client.get(f"/r/{code}") for code in codes)
    assert (unknown.status_code, mistyped.status_code) == (404, 404)
    assert unknown.text.replace(codes[0], "…") == mistyped.text.replace(codes[1], "…")


def test_a_claim_does_not_open_another_s_photo(client: FlaskClient, plant: Plant) -> None:
    _hazard, claim = report(plant)
    other, _theirs = report(plant)
    photo = a.a_photo(plant.worker, plant)
    assert client.get(f"/r/{claim}/photos/{photo}").status_code == 404
    assert client.get(f"/r/{claim}/photos/{other.id}").status_code == 404


def test_a_claim_copied_by_hand_can_be_typed_in(client: FlaskClient, plant: Plant) -> None:
    _hazard, claim = report(plant)
    assert 'name="claim"' in client.get("/r/").text
    typed = client.get("/r/", query_string={"claim": f" {claim.lower()} "}, follow_redirects=True)
    assert typed.status_code == 200 and "等待确认" in typed.text
    wrong = client.get("/r/", query_string={"claim": "4FE8-MYT9"}, follow_redirects=True)
    assert wrong.status_code == 404
    assert 'value="4FE8-MYT9"' in wrong.text and "请对照回执再输一次" in wrong.text
