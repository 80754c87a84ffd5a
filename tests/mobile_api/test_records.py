"""The JSON route of a record: strict, on the same command, the same answer each time."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.core import ids
from service.core.acts.problems import Invalid
from service.core.db.transactions import db
from service.core.forms import take
from service.inspections.commands import answering, at_once
from service.inspections.models import Record
from service.inspections.queries.lists import Item
from service.inspections.schemas import RecordForm
from tests.builders.desks import Visitor
from tests.builders.hazards import a_plant, see
from tests.builders.inspections import Checked, a_check, a_phone, items, todays
from tests.web.foreign import a_run

pytestmark = pytest.mark.both


@pytest.fixture
def worker(client: FlaskClient, checked: Checked) -> FlaskClient:
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    return client


def body(checked: Checked, **more: Any) -> dict[str, Any]:
    answers = [{"item_id": str(item.id), "answer": "normal"} for item in items(checked)]
    return {"occurrence_id": str(todays(checked).id), "answers": answers} | more


def put(
    client: FlaskClient, checked: Checked, content: Any, form_id: Any = None, **more: Any
) -> TestResponse:
    path = f"/api/v1/e/{checked.plant.id}/records/{form_id or ids.new_id()}"
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.put(path, data=data, **({"content_type": "application/json"} | more))


def count(checked: Checked) -> int:
    found = see(checked.plant.manager, lambda: db.session.scalar(select(func.count()).select_from(Record)))
    return found or 0


def test_the_same_record_again_is_the_same_answer(worker: FlaskClient, checked: Checked) -> None:
    form_id, content = ids.new_id(), body(checked)
    content["answers"][1] |= {"answer": "failed", "words": "无标识"}
    first, again = put(worker, checked, content, form_id), put(worker, checked, content, form_id)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    assert len(first.json["hazards"]) == 1
    assert count(checked) == 1


def test_f04_other_content_under_the_same_id_is_a_problem(worker: FlaskClient, checked: Checked) -> None:
    form_id, content = ids.new_id(), body(checked)
    put(worker, checked, content, form_id)
    content["answers"][0]["answer"] = "not_applicable"
    answer = put(worker, checked, content, form_id)
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "CONFLICT"


def test_f04_an_id_that_named_something_else_is_a_problem(worker: FlaskClient, checked: Checked) -> None:
    answer = put(worker, checked, body(checked), a_run(checked.plant))
    assert (answer.status_code, answer.json["code"]) == (409, "CONFLICT")
    assert count(checked) == 0


def test_a_fault_names_its_field(worker: FlaskClient, checked: Checked) -> None:
    content = body(checked)
    content["answers"][0]["answer"] = "perfect"
    answer = put(worker, checked, content)
    assert answer.status_code == 422
    assert list(answer.json["fields"]) == ["answers.0.answer"]


def test_f05_a51_another_plants_check_is_not_found(worker: FlaskClient, checked: Checked) -> None:
    other = a_check(a_plant("乙厂", "91410500MA40000029"))
    assert put(worker, other, body(other)).status_code == 404
    assert put(worker, checked, body(other)).status_code == 404


def test_f05_one_id_names_a_record_of_each_of_two_plants(
    app: Flask, worker: FlaskClient, checked: Checked
) -> None:
    """What either sends under it is its own, at first and again: nothing of the other's answer is played back."""
    other, form_id = a_check(a_plant("乙厂", "91410500MA40000029")), ids.new_id()
    neighbour = Visitor(app, app.response_class)
    neighbour.set_cookie("device", a_phone(other, other.plant.worker))
    mine, theirs = body(checked), body(other)
    mine["answers"][1] |= {"answer": "failed", "words": "无标识"}
    first, second = put(worker, checked, mine, form_id), put(neighbour, other, theirs, form_id)
    assert (first.status_code, second.status_code) == (201, 201)
    assert [one.json["occurrence_id"] for one in (first, second)] == [
        mine["occurrence_id"],
        theirs["occurrence_id"],
    ]
    assert (len(first.json["hazards"]), second.json["hazards"]) == (1, [])
    assert put(neighbour, other, theirs, form_id).data == second.data
    assert put(worker, checked, mine, form_id).data == first.data
    assert (count(checked), count(other)) == (1, 1)
    assert put(neighbour, other, mine, form_id).status_code in {404, 409, 422}
    assert put(worker, checked, theirs, form_id).status_code in {404, 409, 422}


def test_without_a_device_it_is_a_401_in_json(client: FlaskClient, checked: Checked) -> None:
    answer = put(client, checked, body(checked))
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


def test_only_json_is_taken(worker: FlaskClient, checked: Checked) -> None:
    assert put(worker, checked, body(checked), content_type="text/plain").status_code == 415


HOSTILE = {
    "deep": b"[" * 10_000 + b"]" * 10_000,
    "deep in an object": b'{"answers":' * 10_000,
    "a key twice": b'{"occurrence_id": "a", "occurrence_id": "b"}',
    "not a number": b'{"answers": NaN}',
    "infinite": b'{"answers": -Infinity}',
    "a huge number": b'{"answers": ' + b"9" * 5000 + b"}",
    "a huge exponent": b'{"answers": 1e999}',
    "half a surrogate pair": b'{"occurrence_id": "\\ud800"}',
    "NUL": b'{"occurrence_id": "\\u0000"}',
    "no UTF-8": b'{"occurrence_id": "\xff"}',
    "nothing": b"",
    "no object": b"[]",
    "wrong kinds": b'{"occurrence_id": 1, "answers": {"item_id": []}}',
    "another wrong kind": b'{"occurrence_id": null, "answers": [null, 7, "x"]}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a47_a_hostile_body_is_refused_and_nothing_is_kept(
    worker: FlaskClient, checked: Checked, content: bytes
) -> None:
    answer = put(worker, checked, content)
    assert 400 <= answer.status_code < 500
    assert answer.mimetype == "application/problem+json"
    assert count(checked) == 0


def test_a47_words_that_no_database_keeps_are_refused(worker: FlaskClient, checked: Checked) -> None:
    for words in ("\x00", "\ud83d"):
        content = body(checked)
        content["answers"][0] |= {"answer": "failed", "words": f"裂缝{words}"}
        assert put(worker, checked, content).status_code == 400
    content["answers"][0]["words"] = "裂缝 😀"
    assert put(worker, checked, content).status_code == 201


def test_a47_more_than_a_megabyte_is_refused(worker: FlaskClient, checked: Checked) -> None:
    content = body(checked, device_at=" " * 1024 * 1024)
    assert put(worker, checked, content).status_code == 413


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"])
@pytest.mark.parametrize("words", ["", " "])
def test_a_moment_at_the_edge_of_the_calendar_is_refused(
    worker: FlaskClient, checked: Checked, moment: str, words: str
) -> None:
    """By both readers: words with a blank are not plainly good."""
    content = body(checked, device_at=moment)
    content["answers"][0]["words"] = words
    answer = put(worker, checked, content)
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["device_at"])
    assert count(checked) == 0


ITEM = Item(ids.new_id(), 1, "阀门", None, "条款")


def alike(content: dict[str, Any]) -> bool:
    """Tell whether a body is plainly good; what is must be to the schema what it is here."""
    at_once.learn(ids.new_id(), (ITEM,))
    quick = at_once.judged(content)
    try:
        slow = take(RecordForm, content)
    except Invalid:
        slow = None
    if quick is not None:
        assert slow is not None
        assert (quick.occurrence_id, quick.device_at) == (str(slow.occurrence_id), slow.device_at)
        assert [{**answer, "number": 1} for answer in quick.answers] == [
            answering.stored(ITEM, answer) for answer in slow.answers
        ]
    return quick is not None


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"words": " 前后有空格 "},
        {"words": "x" * 501},
        {"words": "两行\n字"},
        {"answer": "NORMAL"},
        {"answer": "failed"},
        {"item_id": "x"},
        {"photos": None},
        {"photos": [str(ids.new_id())]},
        {"extra": 1},
        {"words": 5},
    ],
)
def test_what_plainly_passes_the_schema_takes_alike(app: Flask, change: dict[str, Any]) -> None:
    one = {"item_id": str(ITEM.id), "answer": "normal", "words": "完好"} | change
    passes = alike({"occurrence_id": str(ids.new_id()), "answers": [one]})
    assert passes is not bool(change)


MOMENTS: dict[Any, bool] = {
    "2026-03-02T08:15:30.123Z": True,  # as a browser writes it
    "2026-03-02T08:15:30+08:00": True,
    "20260302T081530+0800": True,
    "2000-01-01T08:00:00+08:00": True,
    "2000-01-01T07:59:59+08:00": False,
    "0001-01-01T00:00:00+08:00": False,
    "9999-12-31T23:59:59-08:00": False,
    "2026-03-02T08:15:30": False,
    "2026-03-02": False,
    " 2026-03-02T08:15:30Z": False,
    "": False,
    "昨天": False,
    5: False,
    None: False,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_that_plainly_passes_the_schema_takes_alike(app: Flask, moment: Any) -> None:
    one = {"item_id": str(ITEM.id), "answer": "normal"}
    content = {"occurrence_id": str(ids.new_id()), "answers": [one], "device_at": moment}
    assert alike(content) is MOMENTS[moment]
