"""Sign-in at the desk: who gets in, for how long, and what a stolen cookie is worth."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from service.core import clock
from service.core.acts.ledger import Act, timeline
from service.core.db.transactions import reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.commands import people as people_commands
from service.identity.rules import FREE_FAILURES, LONGEST_DELAY, InvitationKind, delay_after
from tests import people
from tests.people import PASSWORD, Cast, Visitor, at_desk, do, nobody

WRONG = {"account": "manager", "password": "not the password"}
RIGHT = {"account": "manager", "password": PASSWORD}


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/ops/jobs").status_code != 303  # a 404 to a manager, the sign-in to nobody


def page(visitor: Visitor, cast: Cast) -> int:
    return visitor.get(f"/e/{cast.plant}/people").status_code


def test_a04_signing_in_makes_a_new_session_and_ends_the_one_before(app: Flask, cast: Cast) -> None:
    visitor = nobody(app)
    visitor.client.set_cookie("sid", "known-to-the-attacker")
    visitor.client.post("/sign-in", data=RIGHT)
    first = visitor.cookie("sid")
    assert first not in {"", "known-to-the-attacker"}
    visitor.client.post("/sign-in", data=RIGHT)
    assert visitor.cookie("sid") != first
    assert [page(with_cookie(app, "known-to-the-attacker"), cast), page(with_cookie(app, first), cast)] == [
        303,
        303,
    ]
    assert page(visitor, cast) == 200


def with_cookie(app: Flask, sid: str) -> Visitor:
    visitor = nobody(app)
    visitor.client.set_cookie("sid", sid)
    return visitor


def test_a05_a_stolen_cookie_is_worth_nothing_after_signing_out(app: Flask, cast: Cast) -> None:
    visitor = at_desk(app, "manager")
    stolen = with_cookie(app, visitor.cookie("sid"))
    assert page(stolen, cast) == 200
    answer = visitor.post("/sign-out")
    assert (answer.status_code, visitor.cookie("sid")) == (303, "")
    assert page(stolen, cast) == 303
    refused = stolen.post(
        f"/e/{cast.plant}/people", headers={"Referer": f"http://localhost/e/{cast.plant}/people/new"}
    )
    assert refused.status_code == 401 and f'name="typed_to" value="/e/{cast.plant}/people"' in refused.text


def test_a05_a_stolen_cookie_is_worth_nothing_after_a_new_password(app: Flask, here: Cast) -> None:
    stolen = with_cookie(app, at_desk(app, "manager").cookie("sid"))
    token = people.invite(here.plant, here.people["manager"], InvitationKind.PASSWORD)
    nobody(app).client.post(
        f"/invitations/{token}", data={"password": "Other-kiln-2001", "again": "Other-kiln-2001"}
    )
    assert page(stolen, here) == 303
    assert page(at_desk(app, "manager", "Other-kiln-2001"), here) == 200


def test_a05_a_stolen_cookie_is_worth_nothing_after_its_owner_left(app: Flask, here: Cast) -> None:
    stolen = with_cookie(app, at_desk(app, "fixer").cookie("sid"))
    assert is_in(stolen)
    manager = people.viewer(here, "manager")
    do(manager, lambda: people_commands.leave(manager, here.people["fixer"], Act.new()))
    assert not is_in(stolen)
    assert nobody(app).client.post("/sign-in", data={**RIGHT, "account": "fixer"}).status_code == 422


@pytest.mark.parametrize(
    ("account", "idle", "absolute"),
    [("manager", 30, 12 * 60), ("officer", 15, 8 * 60), ("operator", 15, 8 * 60)],
)
def test_a06_a_session_ends_when_idle_and_when_old(
    app: Flask, cast: Cast, account: str, idle: int, absolute: int
) -> None:
    start = clock.now()
    with clock.frozen(start):
        visitor = at_desk(app, account)
    for minutes in range(0, absolute, idle - 1):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert is_in(visitor), minutes
            last = minutes
    with clock.frozen(start + timedelta(minutes=last + 1)):
        assert is_in(visitor) == (last + 1 <= absolute)
    with clock.frozen(start + timedelta(minutes=absolute, seconds=1)):
        assert not is_in(visitor)
    with clock.frozen(start):
        other = at_desk(app, account)
    with clock.frozen(start + timedelta(minutes=idle, seconds=1)):
        assert not is_in(other)


def test_a_fourth_sign_in_ends_the_first(app: Flask, cast: Cast) -> None:
    start = clock.now()
    visitors = []
    for number in range(4):
        with clock.frozen(start + timedelta(seconds=number)):
            visitors.append(at_desk(app, "manager"))
    with clock.frozen(start + timedelta(seconds=9)):
        assert [is_in(visitor) for visitor in visitors] == [False, True, True, True]


def test_a02_a_lock_delays_and_never_shuts_out(app: Flask, cast: Cast) -> None:
    client, moment = nobody(app).client, clock.now()
    with clock.frozen(moment):
        for _ in range(FREE_FAILURES + 1):
            assert client.post("/sign-in", data=WRONG).status_code == 422
        assert client.post("/sign-in", data=RIGHT).status_code == 422
    with clock.frozen(moment + delay_after(FREE_FAILURES + 1) + timedelta(milliseconds=1)):
        assert client.post("/sign-in", data=RIGHT).status_code == 303
    assert max(delay_after(failures) for failures in range(1000)) == LONGEST_DELAY
    assert [delay_after(failures).total_seconds() for failures in (4, 5, 6, 7)] == [0, 2, 4, 8]


def test_failures_start_anew_after_a_success(app: Flask, cast: Cast) -> None:
    client, moment = nobody(app).client, clock.now()
    with clock.frozen(moment):
        for _ in range(2):
            for _ in range(FREE_FAILURES):
                client.post("/sign-in", data=WRONG)
            assert client.post("/sign-in", data=RIGHT).status_code == 303


def test_a03_an_unknown_account_reads_like_a_wrong_password(app: Flask, cast: Cast) -> None:
    client = nobody(app).client
    said = []
    for account in ("manager", "nobody1"):
        answer = client.post("/sign-in", data={**WRONG, "account": account})
        said.append(
            (answer.status_code, people.without_token(answer.text).replace(account, "…"), len(answer.headers))
        )
    assert said[0] == said[1]


def test_a_refused_sign_in_is_in_the_ledger_and_a_sign_out_too(app: Flask, here: Cast) -> None:
    nobody(app).client.post("/sign-in", data=WRONG)
    at_desk(app, "manager").post("/sign-out")
    with scope.opened(Scope.platform()), reading():
        acts = [entry.act for entry in timeline([here.people["manager"]])]
    assert acts[-3:] == ["person.sign_in_refused", "person.sign_in", "person.sign_out"]
