"""A21: a neighbour changes nothing. One script of requests, in a world with his rows and in one without: all
answers are the same to the byte, counts, order, exports and headers included.

A room joins by its routes: every GET that needs no other id than those of `Own.ids` is asked.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.core import clock, ids
from service.core.db import db
from tests import databases
from tests.builders import desks, enforcement, hazards, inspections
from tests.routes import Route, routes
from tests.web import foreign
from tests.web.test_matrix import fill

CREDIT_CODE, REGION = "91410505MA40000047", "410505"
QUESTIONS = ("", "?q=龙安", "?after=WyJ4Il0", "?q=%25&state=closed")
PRIVATE = re.compile(r'name="csrf_token" value="[0-9a-f]{64}"')
OF_THE_MOMENT = {"Set-Cookie", "Content-Length", "Date"}  # tokens are random, and Date is the server's own
AFTER = timedelta(minutes=5)
Answer = tuple[int, list[tuple[str, str]], bytes]


@dataclass(frozen=True)
class Own:
    plant: UUID
    bureau: UUID
    code: str
    ids: dict[str, UUID]


def build() -> Own:
    plant = hazards.a_plant("安阳甲厂", CREDIT_CODE, REGION)
    bureau = enforcement.a_bureau(REGION)
    checked = inspections.a_check(plant)
    order = enforcement.answered(bureau, plant)
    rows = {
        "hazard_id": hazards.a_hazard(plant).id,
        "unit_id": checked.unit.id,
        "checklist_id": checked.checklist.id,
        "record_id": inspections.answered(checked).id,
        "order_id": order.id,
        "item_id": enforcement.items_of(bureau.first, order)[0].id,
        "visit_id": order.visit_id,
        "enterprise_id": plant.id,
        "enterprise": plant.id,
        "person_id": plant.worker.person_id,
    }
    return Own(plant.id, bureau.id, checked.code, rows)


class Numbered:
    """UUIDv7 that come in the same order in every world."""

    def __init__(self) -> None:
        self.next = 0

    def __call__(self) -> UUID:
        self.next += 1
        return UUID(int=(0x0190_0000_0000_7000_8000 << 48) + self.next)


def script(app: Flask, own: Own) -> Iterator[tuple[str, str]]:
    """(who, path) of every request, in order."""
    known = {name: str(one) for name, one in own.ids.items()} | {"region": REGION, "code": own.code}
    readers = {"plant": ["manager"], "bureau": ["first", "head"]}
    for route in sorted(routes(app), key=lambda one: one.rule):
        if "GET" not in route.methods or not route.arguments <= set(known) or is_process(route):
            continue
        path, who = fill(route.rule, known), route.access.who if route.access else ""
        is_list = not route.arguments & (set(known) - {"region", "enterprise"})
        for login in readers.get(who, ["nobody"]):
            yield from ((login, path + more) for more in (QUESTIONS if is_list else QUESTIONS[:1]))


def is_process(route: Route) -> bool:
    return route.rule in {"/readyz", "/healthz"}


def whole(answer: TestResponse) -> Answer:
    headers = sorted((name, value) for name, value in answer.headers if name not in OF_THE_MOMENT)
    body = answer.data
    if answer.mimetype == "text/html":
        body = PRIVATE.sub("", answer.text).encode()
    return answer.status_code, headers, body


def act(clients: dict[str, FlaskClient], own: Own) -> None:
    """Change something of one's own, so that what comes after is not only old rows."""
    page = f"/e/{own.plant}/people/new"
    facts = {"name": "新来的", "work_number": "Z9", "role": "worker"}
    answer = desks.send(clients["manager"], page, f"/e/{own.plant}/people", facts)
    assert answer.status_code == 303, answer.text


@contextmanager
def signed_in(app: Flask, own: Own) -> Iterator[dict[str, FlaskClient]]:
    accounts = {"manager": hazards.account_of(own.plant, "manager")}
    accounts |= {who: enforcement.account_of(own.bureau, who) for who in ("first", "head")}
    with app.app_context():
        found = {who: desks.sign_in(app, account) for who, account in accounts.items()}
        yield found | {"nobody": desks.Visitor(app, app.response_class)}


def live(app: Flask, own: Own) -> dict[str, Answer]:
    told: dict[str, Answer] = {}
    with signed_in(app, own) as clients:
        for turn in ("before", "after"):
            asked = [one for one in script(app, own) if turn == "after" or "?" not in one[1]]
            for number, (who, path) in enumerate(asked):
                told[f"{turn} {number} {who} {path}"] = whole(clients[who].get(path))
            if turn == "before":
                act(clients, own)
    return told


@pytest.fixture
def own(app: Flask) -> Own:
    with app.app_context():
        return build()


def let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a21_a_neighbours_rows_change_no_answer(app: Flask, place: str, own: Own) -> None:
    moment = clock.now() + AFTER
    let_go(app)
    databases.settle(place)
    databases.copied(place, f"{place}_alone")
    with clock.frozen(moment), ids.made_by(Numbered()):
        alone = live(app, own)
    let_go(app)
    databases.copied(f"{place}_alone", place)
    with app.app_context():
        foreign.build()
    with clock.frozen(moment), ids.made_by(Numbered()):
        beside = live(app, own)
    assert len(alone) > 60
    assert sum(answer[0] == 200 for answer in alone.values()) > 60
    assert list(alone) == list(beside)
    different = [asked for asked in alone if alone[asked] != beside[asked]]
    assert different == [], "\n".join(first_difference(alone[one], beside[one]) for one in different)


def first_difference(one: Answer, other: Answer) -> str:
    """Where two answers part, for who reads a failure."""
    first, second = (
        f"{answer[0]} {answer[1]} {answer[2].decode(errors='replace')}" for answer in (one, other)
    )
    at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    return f"…{first[max(0, at - 60) : at + 60]}… and …{second[max(0, at - 60) : at + 60]}…"
