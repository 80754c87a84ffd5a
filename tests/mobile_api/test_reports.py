"""A report from where one stands: once, with or without an account, and nothing is lost."""

import re
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from service.attachments.models import Attachment
from service.core import clock
from service.core.db.transactions import db, reading, transaction
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.hazards.limits import report_id
from service.hazards.models import Hazard
from service.hazards.states import Source
from service.identity.models import Device
from tests.builders.hazards import a_jpeg, see
from tests.builders.inspections import Checked, a_phone


def form_id(client: FlaskClient, checked: Checked) -> str:
    page = client.get(f"/s/{checked.code}/report", follow_redirects=True)
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r'name="id" value="([^"]+)"', page.text)
    assert found
    assert UUID(found[1]).version == 7
    return found[1]


def send(client: FlaskClient, checked: Checked, **fields: Any) -> TestResponse:
    data = {"place": checked.unit.name, "what": "设备损坏", "words": "南侧裂缝"} | fields
    data = {name: value for name, value in data.items() if value is not None}
    return client.post(f"/s/{checked.code}/report", data=data, content_type="multipart/form-data")


def photo(name: str = "photo.jpg") -> tuple[BytesIO, str]:
    return BytesIO(a_jpeg()), name


def hazards(checked: Checked) -> list[Hazard]:
    return list(see(checked.plant.manager, lambda: db.session.scalars(select(Hazard)).all()))


def photos() -> list[Attachment]:
    with scope.opened(Scope.platform()), reading():
        return list(db.session.scalars(select(Attachment)).all())


def test_a_browser_may_say_that_the_form_comes_from_here(client: FlaskClient, checked: Checked) -> None:
    """Under `no-referrer` a form is sent with `Origin: null`, and refused as another site's."""
    assert (
        client.get(f"/s/{checked.code}/report", follow_redirects=True).headers["Referrer-Policy"]
        == "same-origin"
    )


def test_each_opening_has_an_id_of_its_own(client: FlaskClient, checked: Checked) -> None:
    assert form_id(client, checked) != form_id(client, checked)


@pytest.mark.parametrize("signed_in", [False, True])
def test_who_comes_back_by_history_finds_the_same_form_and_then_that_it_arrived(
    client: FlaskClient, checked: Checked, signed_in: bool
) -> None:
    if signed_in:
        client.set_cookie("device", a_phone(checked, checked.plant.worker))
    address = client.get(f"/s/{checked.code}/report").location
    same = address.rpartition("=")[2]
    for _time in range(2):
        assert f'name="id" value="{same}"' in client.get(address).text
    send(client, checked, id=same, photos=photo())
    assert "已经送达" in client.get(address).text
    assert 'name="id"' not in client.get(address).text


def test_a_report_without_account_gets_a_claim_that_follows_it(client: FlaskClient, checked: Checked) -> None:
    sent = send(client, checked, id=form_id(client, checked), photos=photo())
    assert sent.status_code == 303
    receipt = client.get(sent.location)
    assert "已送达" in receipt.text
    claim = re.search(r"/r/([0-9A-Z-]{28,})", receipt.text)
    assert claim
    assert "甲醇储罐区" in client.get(f"/r/{claim[1]}").text
    hazard = hazards(checked)[0]
    assert (hazard.source, hazard.reported_by, hazard.unit_id) == (Source.ANONYMOUS, None, checked.unit.id)
    assert claim[1] not in str(hazard.claim)


def test_of_an_anonymous_report_no_original_no_time_and_no_person_is_kept(
    client: FlaskClient, checked: Checked
) -> None:
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    send(client, checked, id=form_id(client, checked), photos=photo(), anonymous="1")
    kept = photos()[0]
    assert (kept.original_sha256, kept.taken_at, kept.sender_id) == (None, None, None)
    entries = see(checked.plant.manager, lambda: db.session.scalars(select(LedgerEntry)).all())
    about = [entry for entry in entries if entry.act in {"hazard.report", "attachment.receive"}]
    assert about
    assert {entry.actor_id for entry in about} == {None}


def test_the_claim_is_shown_for_a_while_only(client: FlaskClient, checked: Checked) -> None:
    sent = send(client, checked, id=form_id(client, checked), photos=photo())
    assert client.get(re.sub(r"k=.*", "k=forged", sent.location)).status_code == 410
    assert client.get(sent.location.split("?")[0]).status_code == 404


def test_pressed_ten_times_it_is_one_hazard_with_one_photo(client: FlaskClient, checked: Checked) -> None:
    own_id = form_id(client, checked)
    for _press in range(10):
        assert send(client, checked, id=own_id, photos=photo()).status_code == 303
    assert len(hazards(checked)) == 1
    assert len(photos()) == 1


def test_a_named_report_pressed_ten_times_is_one_hazard_of_his(client: FlaskClient, checked: Checked) -> None:
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    own_id = form_id(client, checked)
    for _press in range(10):
        sent = send(client, checked, id=own_id, photos=photo(), mine="1")
        assert sent.status_code == 303
    assert "看进展" in client.get(sent.location).text
    assert [hazard.reported_by for hazard in hazards(checked)] == [checked.plant.worker.person_id]
    assert [one.target_id for one in photos()] == [report_id(UUID(own_id))]


def test_the_same_id_with_other_words_is_a_conflict(client: FlaskClient, checked: Checked) -> None:
    own_id = form_id(client, checked)
    send(client, checked, id=own_id, photos=photo())
    assert send(client, checked, id=own_id, photos=photo(), words="另一件事").status_code == 409
    assert len(hazards(checked)) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": None, "words": "有裂缝"}, "请拍一张照片"),
        ({"what": None, "words": "", "no_photo": "1"}, "请选一项或说一句"),
        ({"place": ""}, "请填写"),
        ({"what": "没有的"}, "请从列表中选择"),
    ],
)
def test_what_is_missing_is_said_and_what_was_filled_stays(
    client: FlaskClient, checked: Checked, fields: dict[str, Any], said: str
) -> None:
    own_id = form_id(client, checked)
    answer = send(client, checked, id=own_id, **fields)
    assert answer.status_code == 422
    assert said in answer.text, answer.text
    assert own_id in answer.text
    assert fields.get("words", "南侧裂缝") in answer.text


def test_a_picture_that_is_none_is_said_beside_it(client: FlaskClient, checked: Checked) -> None:
    answer = send(client, checked, id=form_id(client, checked), photos=(BytesIO(b"no picture"), "x.jpg"))
    assert answer.status_code == 415
    assert "南侧裂缝" in answer.text
    assert hazards(checked) == []


def sign_out_everybody() -> None:
    with scope.opened(Scope.platform()), transaction():
        revoked = update(Device).values(revoked_at=clock.now())
        db.session.execute(revoked.execution_options(synchronize_session=False))


def test_an_expired_sign_in_keeps_words_in_the_page_and_photos_for_their_sender(
    client: FlaskClient, checked: Checked
) -> None:
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    own_id = form_id(client, checked)
    sign_out_everybody()
    answer = send(client, checked, id=own_id, photos=photo(), mine="1")
    assert answer.status_code == 401
    assert "/m/sign-in?next=" in answer.text
    for kept in (own_id, "南侧裂缝", checked.unit.name):
        assert kept in answer.text
    assert hazards(checked) == []
    waiting = photos()[0]
    path = f"/m/e/{checked.plant.id}/photos/{waiting.id}"
    assert client.get(path).status_code == 303

    client.set_cookie("device", a_phone(checked, checked.plant.other))
    assert client.get(path).status_code == 404

    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    assert client.get(path).status_code == 200
    assert send(client, checked, id=own_id, mine="1").status_code == 303
    assert [one.target_id for one in photos()] == [report_id(UUID(own_id))]
    assert hazards(checked)[0].reported_by == checked.plant.worker.person_id
