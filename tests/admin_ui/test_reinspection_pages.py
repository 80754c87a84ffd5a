"""The pages of a re-inspection: who looks again, and how its opinion was handed over."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from service.core import clock
from service.documents.states import ServiceMode
from service.enforcement.commands import reinspections
from service.enforcement.models.orders import Reinspection
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant

HOME = "/g/410505"
Scene = tuple[Bureau, Plant, Reinspection]


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    """A re-inspection whose one item has passed."""
    bureau, plant = supervised
    _order, again = a.a_judged_reinspection(bureau, plant)
    return bureau, plant, again


def test_the_head_replaces_an_officer_on_the_page(app: Flask, scene: Scene) -> None:
    bureau, _plant, again = scene
    page = f"{HOME}/reinspections/{again.id}"
    head = desks.sign_in(app, a.account_of(bureau.id, "head"))
    assert "更换复查人员" in head.get(page).text
    first = desks.sign_in(app, a.account_of(bureau.id, "first"))
    assert "更换复查人员" not in first.get(page).text
    fields = {"former": str(a.person(bureau.second)), "successor": str(a.person(bureau.third))}
    sent = desks.send(head, page, f"{page}/replace_officer", fields | {"reason": "调离本单位"})
    assert sent.status_code == 303
    assert "赵明" in head.get(page).text


def test_both_sides_read_how_the_opinion_was_served_and_print_its_receipt(app: Flask, scene: Scene) -> None:
    bureau, plant, again = scene
    left = {"mode": ServiceMode.LEFT, "receiver": "", "refusal": "不认可", "witness": "社区 周敏"}
    a.concluded(bureau, again, **left)
    first = desks.sign_in(app, a.account_of(bureau.id, "first"))
    manager = desks.sign_in(app, a.plants.account_of(plant.id, "manager"))
    theirs, ours = f"{HOME}/reinspections/{again.id}", f"/e/{plant.id}/orders/{again.order_id}"
    receipt = f"/e/{plant.id}/reinspections/{again.id}/receipt.pdf"
    for client, page, paper in ((first, theirs, f"{theirs}/receipt.pdf"), (manager, ours, receipt)):
        shown = client.get(page).text
        assert "留置送达" in shown and "社区 周敏" in shown and "不认可" in shown
        assert f'href="{paper}"' in shown and "送达整改复查意见书" in shown
        printed = PdfReader(BytesIO(client.get(paper).data)).pages[0].extract_text().replace("\n", "")
        assert (
            "整改复查意见书" in printed and "应急复查" in printed and "社区周敏" in printed.replace(" ", "")
        )
    assert manager.get(f"{ours}/receipt.pdf").data[:5] == b"%PDF-"


def test_a_service_that_was_refused_links_to_each_field_at_fault(app: Flask, scene: Scene) -> None:
    bureau, _plant, again = scene
    for officer in (bureau.first, bureau.second):
        a.act(officer, reinspections.confirm, again)
    a.act(a.proven(bureau.first), reinspections.seal, again)
    page, first = f"{HOME}/reinspections/{again.id}", desks.sign_in(app, a.account_of(bureau.id, "first"))
    at = clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        for faulty in ({"mode": "direct", "at": at, "password": "wrong"}, {"mode": "direct", "at": ""}):
            refused = desks.send(first, page, f"{page}/serve", faulty)
            links = re.findall(r'<a href="#(f-[\w-]+)">', refused.text)
            assert refused.status_code == 422 and links
            assert [one for one in links if f'id="{one}"' not in refused.text] == []


def test_there_is_no_receipt_before_the_service(app: Flask, scene: Scene) -> None:
    bureau, plant, again = scene
    first = desks.sign_in(app, a.account_of(bureau.id, "first"))
    manager = desks.sign_in(app, a.plants.account_of(plant.id, "manager"))
    assert first.get(f"{HOME}/reinspections/{again.id}/receipt.pdf").status_code == 404
    assert manager.get(f"/e/{plant.id}/reinspections/{again.id}/receipt.pdf").status_code == 404
