"""A plainly good check is taken by one statement before the application, and is the same as by the long way."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update

from service.core import clock, ids
from service.core.acts import ledger
from service.core.acts.ledger_forms import differences
from service.core.db.transactions import db
from service.core.forms import take
from service.core.models import LedgerEntry
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.models import Device, Person
from service.inspections.commands import answering, at_once, planning
from service.inspections.models import Occurrence, Record
from service.inspections.schemas import PlanForm, RecordForm
from tests.builders.hazards import OPERATOR, do, see
from tests.builders.inspections import Checked, a_phone, items, record_facts, todays
from tests.builders.inspections import answer as send

LONG = {"Origin": "http://localhost"}  # what names its origin goes the long way


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What became of each body that the short way was given: taken or not."""
    seen: list[bool] = []
    take_at_once = at_once.take

    def watched(*args: Any) -> Any:
        answer = take_at_once(*args)
        seen.append(answer is not None)
        return answer

    monkeypatch.setattr(at_once, "take", watched)
    return seen


@pytest.fixture
def phone(client: FlaskClient, checked: Checked) -> FlaskClient:
    """A worker's phone, at a process that knows the list."""
    at_once.learn(checked.checklist.id, items(checked))
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    return client


def body(checked: Checked, **more: Any) -> dict[str, Any]:
    answers = [
        {"item_id": str(item.id), "answer": "normal", "words": f"第 {item.number} 项“好”\\", "photos": []}
        for item in items(checked)
    ]
    return {"occurrence_id": str(todays(checked).id), "answers": answers} | more


def put(client: FlaskClient, checked: Checked, content: Any, form_id: UUID | None = None, **more: Any) -> Any:
    path = f"/api/v1/e/{checked.plant.id}/records/{form_id or ids.new_id()}"
    return client.put(path, data=json.dumps(content).encode(), content_type="application/json", **more)


def rows(checked: Checked) -> list[tuple[Record, LedgerEntry]]:
    def read() -> list[tuple[Record, LedgerEntry]]:
        query = select(Record, LedgerEntry).join(LedgerEntry, LedgerEntry.object_id == Record.id)
        return [(row[0], row[1]) for row in db.session.execute(query.order_by(Record.id))]

    return see(checked.plant.manager, read)


def columns(row: Any, *left_out: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__table__.columns.keys() if name not in left_out}


@pytest.mark.postgres
def test_both_ways_keep_the_same_and_answer_the_same(
    app: Flask, phone: FlaskClient, checked: Checked, ways: list[bool]
) -> None:
    second = do(checked.plant.manager, lambda: _another_plan(checked))
    moment = "2026-03-02T08:15:30.123+08:00"
    with clock.frozen(clock.now()):
        quick = put(phone, checked, body(checked, device_at=moment))
        slow = put(phone, checked, body(checked, device_at=moment, occurrence_id=str(second)), headers=LONG)
    assert (quick.status_code, slow.status_code, ways) == (201, 201, [True])
    assert sorted(quick.headers) == sorted(slow.headers)
    assert quick.json.keys() == slow.json.keys()
    assert list(quick.json) == list(slow.json)
    (one, entry), (other, long_entry) = rows(checked)
    own = {"id", "occurrence_id", "digest"}
    assert columns(one, *own) == columns(other, *own)
    own = {"id", "act_id", "object_id", "canonical", "after", "xid"}
    assert columns(entry, *own) == columns(long_entry, *own)
    assert entry.after == long_entry.after | {"occurrence_id": str(one.occurrence_id)}
    assert differences(entry) == differences(long_entry) == []
    assert one.digest == answering.digest(take(RecordForm, body(checked, device_at=moment)))


def _another_plan(checked: Checked) -> UUID:
    data = PlanForm(id=ids.new_id(), team=checked.worker.team)
    made = planning.plan(checked.plant.manager, checked.checklist.id, data)
    query = select(Occurrence.id).where(Occurrence.plan_id == made.id, Occurrence.period == clock.today())
    found: UUID = db.session.scalars(query).one()
    return found


@pytest.mark.postgres
def test_sent_again_it_is_the_same_record(phone: FlaskClient, checked: Checked, ways: list[bool]) -> None:
    form_id, content = ids.new_id(), body(checked)
    first, again = put(phone, checked, content, form_id), put(phone, checked, content, form_id)
    assert (first.status_code, again.status_code, ways) == (201, 201, [True, False])
    assert first.data == again.data
    content["answers"][0]["words"] = "别的话"
    assert put(phone, checked, content, form_id).status_code == 409
    assert len(rows(checked)) == 1


@pytest.mark.postgres
def test_a_colleagues_later_check_is_kept_beside_it(
    phone: FlaskClient, checked: Checked, ways: list[bool]
) -> None:
    facts = record_facts(checked)
    send(checked.colleague, facts)
    answer = put(phone, checked, body(checked))
    assert (answer.status_code, answer.json["stands"], ways) == (201, False, [False])


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"revoked_at": datetime(2026, 1, 1, tzinfo=UTC)}, 401),
        ({"ends_at": datetime(2026, 1, 1, tzinfo=UTC)}, 401),
        ({"seen_at": None}, 201),  # the long way notes that it is in use
        ({"seen_at": datetime(2026, 1, 1, tzinfo=UTC)}, 201),
    ],
)
def test_a_phone_that_is_over_or_must_be_noted_goes_the_long_way(
    phone: FlaskClient, checked: Checked, ways: list[bool], change: dict[str, Any], status: int
) -> None:
    do(Viewer(Scope.auth()), lambda: db.session.execute(update(Device).values(change)))
    assert (put(phone, checked, body(checked)).status_code, ways) == (status, [False])
    assert len(rows(checked)) == (status == 201)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ((Person, {"left_at": datetime(2026, 1, 1, tzinfo=UTC)}), 401),
        ((Person, {"team": "", "post": ""}), 403),
        ((Occurrence, {"team": "维修班"}), 403),
        ((Occurrence, {"cancelled_at": datetime(2026, 1, 1, tzinfo=UTC)}), 410),
        ((Occurrence, {"due_from": datetime(2100, 1, 1, tzinfo=UTC)}), 409),
        ((Occurrence, {"due_to": datetime(2026, 1, 1, tzinfo=UTC)}), 410),
    ],
)
def test_what_may_not_be_answered_hears_why(
    phone: FlaskClient, checked: Checked, ways: list[bool], changed: tuple[Any, dict[str, Any]], status: int
) -> None:
    content, (model, change) = body(checked), changed
    do(OPERATOR, lambda: db.session.execute(update(model).values(change)))
    assert (put(phone, checked, content).status_code, ways, rows(checked)) == (status, [False], [])


@pytest.mark.postgres
def test_neither_another_plants_phone_nor_a_strangers_token_is_taken(
    phone: FlaskClient, checked: Checked, ways: list[bool]
) -> None:
    content, form_id = body(checked), ids.new_id()
    path = f"/api/v1/e/{ids.new_id()}/records/{form_id}"
    sent = {"data": json.dumps(content).encode(), "content_type": "application/json"}
    assert phone.put(path, **sent).status_code == 404
    phone.set_cookie("device", "of-nobody")
    assert put(phone, checked, content, form_id).status_code == 401
    assert (ways, rows(checked)) == ([False, False], [])


@pytest.mark.postgres
def test_a_foreign_origin_a_foreign_host_or_a_large_body_is_not_read(
    phone: FlaskClient, checked: Checked, ways: list[bool]
) -> None:
    content = body(checked)
    assert put(phone, checked, content, headers={"Origin": "http://elsewhere.example"}).status_code == 403
    assert put(phone, checked, content, headers={"Host": "elsewhere.example"}).status_code == 400
    put(phone, checked, content | {"more": "x" * 70_000})
    assert ways == []


@given(
    actor=some.uuids(),
    now=some.datetimes(datetime(2026, 1, 1), datetime(2099, 1, 1), timezones=some.just(UTC)),
    device_at=some.none()
    | some.datetimes(
        datetime(2026, 1, 1),
        datetime(2099, 1, 1),
        timezones=some.sampled_from([UTC, timezone(timedelta(hours=8))]),
    ),
)
def test_the_canonical_bytes_are_those_of_the_ledger(
    actor: UUID, now: datetime, device_at: datetime | None
) -> None:
    plant, record_id, entry_id, occurrence = (ids.new_id() for _ in range(4))
    good = at_once.Good(ids.new_id(), str(occurrence), [], device_at)
    head, tail = at_once.canonical(good, now, plant, record_id, entry_id)
    entry = {
        "act": "record.answer",
        "act_id": record_id,
        "actor_id": actor,
        "after": {"occurrence_id": occurrence, "stands": True, "failed": 0},
        "at": now,
        "audience": "plant",
        "before": None,
        "device_at": device_at and device_at.astimezone(UTC),
        "enterprise_id": plant,
        "id": entry_id,
        "object_id": record_id,
        "object_kind": "record",
        "on_behalf_of": None,
        "organisation_id": plant,
    }
    assert f"{head}{actor}{tail}".encode() == ledger.sealed(entry)
