"""A check from the phone: one tap an item, once for ever, no word lost."""

import re
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from service.core.db.transactions import db
from service.core.ids import new_id
from service.hazards.models import Hazard
from service.inspections.models import Record
from tests.builders.hazards import a_jpeg, kept_of, see
from tests.builders.inspections import Checked, a_phone, answered, items, todays
from tests.mobile_api.test_reports import photos, sign_out_everybody


@pytest.fixture
def worker(client: FlaskClient, checked: Checked) -> FlaskClient:
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    return client


def form_id(client: FlaskClient, checked: Checked) -> str:
    page = client.get(f"/s/{checked.code}/check")
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r'name="id" value="([^"]+)"', page.text)
    assert found
    return found[1]


def filled(checked: Checked, **fields: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"check": str(todays(checked).id)}
    for item in items(checked):
        data |= {f"id-{item.number}": str(item.id), f"text-{item.number}": item.text}
        data |= {f"item-{item.number}": "normal", f"words-{item.number}": ""}
    return data | {name.replace("_", "-"): value for name, value in fields.items()}


def send(client: FlaskClient, checked: Checked, **fields: Any) -> TestResponse:
    path = f"/s/{checked.code}/check?check={todays(checked).id}"
    return client.post(path, data=filled(checked, **fields), content_type="multipart/form-data")


def records(checked: Checked) -> list[Record]:
    return list(see(checked.plant.manager, lambda: db.session.scalars(select(Record)).all()))


def hazards(checked: Checked) -> list[Hazard]:
    return list(see(checked.plant.manager, lambda: db.session.scalars(select(Hazard)).all()))


def asked_now() -> list[str]:
    """Return what will list the statements of the database from now on."""
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(" ".join(args[2].split())))
    return asked


def test_the_way_home_of_a_phone_is_its_own_page(client: FlaskClient, checked: Checked) -> None:
    assert client.get("/").location == "/sign-in"
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    assert client.get("/").location == "/m/"


def test_who_is_not_signed_in_signs_in_first(client: FlaskClient, checked: Checked) -> None:
    answer = client.get(f"/s/{checked.code}/check")
    assert answer.status_code == 303
    assert answer.location.startswith("/m/sign-in?next=/s/")


def test_a_failed_item_with_a_photo_is_there_once_however_often_it_is_sent(
    worker: FlaskClient, checked: Checked
) -> None:
    own_id = form_id(worker, checked)
    for _press in range(10):
        photo = (BytesIO(a_jpeg()), "photo.jpg")
        sent = send(worker, checked, id=own_id, item_2="failed", words_2="无标识", photos_2=photo)
        assert sent.status_code == 303
    receipt = worker.get(sent.location)
    assert "已送达" in receipt.text
    assert "无标识" in receipt.text
    assert [str(record.id) for record in records(checked)] == [own_id]
    assert [hazard.record_id for hazard in hazards(checked)] == [UUID(own_id)]
    assert [one.target_id for one in photos()] == [hazards(checked)[0].id]


def test_more_faults_cost_no_more_questions(worker: FlaskClient, checked: Checked) -> None:
    """One question for the photos of all items, and one for the hazards of all that failed."""
    send_with = {"item_1": "failed", "words_1": "破损", "item_2": "failed", "words_2": "无标识"}
    own_id, asked = form_id(worker, checked), asked_now()
    sent = send(worker, checked, id=own_id, item_3="failed", words_3="不出水", **send_with)
    assert sum(one.startswith("SELECT attachment.") for one in asked) == 1
    asked.clear()
    receipt = worker.get(sent.location).text
    assert [receipt.index(words) for words in ("破损", "无标识", "不出水")] == sorted(
        receipt.index(words) for words in ("破损", "无标识", "不出水")
    )
    assert sum(one.startswith("SELECT hazard.") for one in asked) == 1


def test_what_was_left_out_is_named_and_the_rest_stays(worker: FlaskClient, checked: Checked) -> None:
    own_id = form_id(worker, checked)
    answer = send(worker, checked, id=own_id, item_1="", item_2="failed", words_2="", item_3="normal")
    assert answer.status_code == 422
    assert "第 1 项还没有选" in answer.text
    assert "第 2 项有问题" in answer.text
    assert re.search(r'name="item-3" value="normal" checked', answer.text)
    assert own_id in answer.text
    assert records(checked) == []


def test_a_check_that_is_done_offers_no_form(worker: FlaskClient, checked: Checked) -> None:
    answered(checked)
    page = worker.get(f"/s/{checked.code}/check")
    assert "已经完成" in page.text
    assert 'name="id"' not in page.text


def test_a_colleague_who_was_later_is_told_so(worker: FlaskClient, checked: Checked) -> None:
    own_id = form_id(worker, checked)
    answered(checked)
    sent = send(worker, checked, id=own_id, item_1="failed", words_1="破损")
    receipt = worker.get(sent.location)
    assert "以先交的为准" in receipt.text
    assert "破损" in receipt.text
    assert len(hazards(checked)) == 1


def test_another_team_is_told_whose_check_it_is(client: FlaskClient, checked: Checked) -> None:
    client.set_cookie("device", a_phone(checked, checked.plant.worker, team="机修班"))
    assert "由“储运班”来做" in client.get(f"/s/{checked.code}/check").text
    answer = send(client, checked, id=str(todays(checked).id))
    assert answer.status_code == 403


def test_an_expired_sign_in_keeps_every_answer_and_photo(worker: FlaskClient, checked: Checked) -> None:
    own_id = form_id(worker, checked)
    sign_out_everybody()
    photo = (BytesIO(a_jpeg()), "photo.jpg")
    answer = send(worker, checked, id=own_id, item_2="failed", words_2="无标识", photos_2=photo)
    assert answer.status_code == 401
    for kept in (own_id, "无标识", "围堰无破损", 'name="item-2" value="failed" checked', "/m/sign-in?next="):
        assert kept in answer.text
    assert records(checked) == []

    worker.set_cookie("device", a_phone(checked, checked.plant.worker))
    assert send(worker, checked, id=own_id, item_2="failed", words_2="无标识").status_code == 303
    assert [one.target_id for one in photos()] == [hazards(checked)[0].id]


def test_who_is_not_of_the_team_leaves_no_photo(client: FlaskClient, checked: Checked) -> None:
    client.set_cookie("device", a_phone(checked, checked.plant.leader, team="机修班"))
    kept = kept_of(checked.plant.manager)
    answer = send(client, checked, id=str(new_id()), item_1="failed", photos_1=(BytesIO(a_jpeg()), "1.jpg"))
    assert answer.status_code == 403 and "由“储运班”来做" in answer.text
    assert kept_of(checked.plant.manager) == kept
