"""Who reports without a name stays without one: no page, no repeated form and no waiting photo leads to him."""

import os
import re
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from service.core.acts.problems import NotFound
from service.core.db.transactions import db
from service.core.models import LedgerEntry
from service.core.storage import store
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.hazards.queries import cases
from service.hazards.states import Source
from tests.builders.hazards import a_plant, see
from tests.builders.inspections import Checked, a_check, a_phone
from tests.mobile_api.test_reports import form_id, hazards, photo, photos, send, sign_out_everybody


def a_new_jpeg() -> bytes:
    """A photo like none before: the files of all tests lie in one place."""
    target = BytesIO()
    Image.frombytes("RGB", (64, 48), os.urandom(64 * 48 * 3)).save(target, "JPEG")
    return target.getvalue()


def another_photo() -> tuple[BytesIO, str]:
    return BytesIO(a_new_jpeg()), "other.jpg"


def claim_on(page: str) -> str:
    found = re.search(r"/r/([0-9A-Z-]{28,})", page)
    assert found
    return found[1]


def test_who_reads_the_hazard_in_its_address_gets_no_receipt_of_it(
    client: FlaskClient, checked: Checked
) -> None:
    """The manager knows the id, the place and the words of a report, and sends them as a form of his own."""
    sent = send(client, checked, id=form_id(client, checked), photos=photo())
    claim = claim_on(client.get(sent.location).text)
    hazard = hazards(checked)[0]
    assert str(hazard.id) in sent.location
    tried = send(client, checked, id=str(hazard.id), photos=photo())
    assert str(hazard.id) not in tried.location.partition("?")[0]
    assert claim_on(client.get(tried.location).text) != claim
    borrowed = sent.location.partition("?")[0] + "?" + tried.location.partition("?")[2]
    assert client.get(borrowed).status_code == 410


def test_a_lost_receipt_comes_again_to_who_sends_the_same_form(client: FlaskClient, checked: Checked) -> None:
    own_id = form_id(client, checked)
    first, again = (send(client, checked, id=own_id, photos=photo()) for _time in range(2))
    assert claim_on(client.get(first.location).text) == claim_on(client.get(again.location).text)
    assert len(hazards(checked)) == 1


def test_no_row_names_the_form_of_an_anonymous_report(client: FlaskClient, checked: Checked) -> None:
    own_id = form_id(client, checked)
    send(client, checked, id=own_id, photos=photo())
    hazard, kept = hazards(checked)[0], photos()[0]
    assert UUID(own_id) not in (hazard.id, kept.form_id, kept.id, kept.target_id)


def test_nobody_adds_a_photo_to_a_report_that_was_sent(client: FlaskClient, checked: Checked) -> None:
    own_id = form_id(client, checked)
    send(client, checked, id=own_id, photos=photo())
    for fields in ({}, {"mine": "1"}):
        assert send(client, checked, id=own_id, photos=another_photo(), **fields).status_code in (401, 409)
    hazard = hazards(checked)[0]
    assert send(client, checked, id=str(hazard.id), photos=another_photo()).status_code == 303
    assert len([one for one in photos() if one.target_id == hazard.id]) == 1


def test_other_photos_under_the_same_named_form_are_a_conflict(client: FlaskClient, checked: Checked) -> None:
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    own_id = form_id(client, checked)
    assert send(client, checked, id=own_id, photos=photo(), mine="1").status_code == 303
    assert send(client, checked, id=own_id, photos=another_photo(), mine="1").status_code == 409
    assert len([one for one in photos() if one.target_id]) == 1


@pytest.mark.parametrize("signed_out", [True, False])
def test_who_turns_anonymous_leaves_no_original_and_no_sender(
    client: FlaskClient, checked: Checked, signed_out: bool
) -> None:
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    own_id, taken = form_id(client, checked), a_new_jpeg()
    if signed_out:
        sign_out_everybody()
    place = checked.unit.name if signed_out else ""
    named = send(client, checked, id=own_id, photos=(BytesIO(taken), "a.jpg"), mine="1", place=place)
    assert named.status_code == (401 if signed_out else 422)
    waiting = photos()[0]
    assert store().exists(waiting.original_sha256)

    refused = send(client, checked, id=own_id, mine="1", anonymous="1")
    assert refused.status_code == 422
    assert "南侧裂缝" in refused.text
    assert photos() == []
    assert not store().exists(waiting.original_sha256)
    assert not store().exists(waiting.clean_sha256)

    again = send(client, checked, id=own_id, photos=(BytesIO(taken), "a.jpg"), mine="1", anonymous="1")
    assert again.status_code == 303
    assert [hazard.source for hazard in hazards(checked)] == [Source.ANONYMOUS]
    assert [(one.sender_id, one.original_sha256) for one in photos()] == [(None, None)]
    assert store().exists(photos()[0].clean_sha256)
    assert not store().exists(waiting.original_sha256)
    told = see(checked.plant.manager, lambda: db.session.scalars(select(LedgerEntry)).all())
    assert {entry.actor_id for entry in told if entry.act.startswith(("attachment.", "hazard."))} == {None}
    assert waiting.original_sha256 not in str([entry.after for entry in told])


def test_what_was_taken_by_a_report_is_not_dropped(client: FlaskClient, checked: Checked) -> None:
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    own_id = form_id(client, checked)
    send(client, checked, id=own_id, photos=photo(), mine="1")
    assert send(client, checked, id=own_id, photos=photo(), mine="1", anonymous="1").status_code == 409
    assert [store().exists(str(one.original_sha256)) for one in photos()] == [True]


def test_who_has_neither_a_name_nor_a_claim_has_no_report(
    app: Flask, client: FlaskClient, checked: Checked
) -> None:
    send(client, checked, id=form_id(client, checked), photos=photo())
    hazard = hazards(checked)[0]
    nobody = Viewer(Scope.enterprise(checked.plant.id), checked.plant.id)
    with pytest.raises(NotFound):
        see(nobody, lambda: cases.own_report(nobody, hazard.id))


def test_f05_a21_the_form_of_one_plant_sent_to_another_is_a_report_of_its_own_and_tells_nothing(
    client: FlaskClient, checked: Checked
) -> None:
    """What the other plant answers is, but for the ids, what it answers to a form that nobody ever sent."""
    elsewhere = a_check(a_plant("丙厂", "91410500MA40000397"))
    own_id = form_id(client, checked)
    mine = send(client, checked, id=own_id, no_photo="1")
    claim = claim_on(client.get(mine.location).text)
    sent, fresh = (
        send(client, elsewhere, id=each, no_photo="1") for each in (own_id, form_id(client, elsewhere))
    )
    assert (mine.status_code, sent.status_code, fresh.status_code) == (303, 303, 303)
    theirs = claim_on(client.get(sent.location).text)
    assert theirs != claim
    assert client.get(f"/r/{claim}").status_code == client.get(f"/r/{theirs}").status_code == 200
    assert len(hazards(checked)) == 1 and len(hazards(elsewhere)) == 2
    other = {"id": own_id, "words": "另外的话", "no_photo": "1"}
    assert send(client, checked, **other).status_code == send(client, elsewhere, **other).status_code == 409


def test_a57_the_31st_report_of_an_address_is_refused_and_those_of_others_go_on(
    app: Flask, client: FlaskClient, checked: Checked
) -> None:
    client.environ_base |= {"REMOTE_ADDR": "203.0.113.5"}
    told = [send(client, checked, words=f"堆料 {number}").status_code for number in range(29)]
    told += [send(client, checked, id=form_id(client, checked), photos=photo()).status_code for _ in range(2)]
    assert (set(told[:29]), told[29:]) == ({422}, [303, 429])
    other = app.test_client()
    other.environ_base |= {"REMOTE_ADDR": "203.0.113.6"}
    assert send(other, checked, id=form_id(other, checked), photos=photo()).status_code == 303
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    assert send(client, checked, id=form_id(client, checked), photos=photo()).status_code == 303
