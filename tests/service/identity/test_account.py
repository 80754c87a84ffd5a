"""One's own account: where one is signed in, ending it, another password, another PIN."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import timeline
from service.core.db.transactions import reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.rules import FREE_FAILURES, agent_in_words, delay_after
from tests import people
from tests.people import PASSWORD, PIN, Cast, Visitor, at_desk, nobody, on_phone

DESKS = {"manager": "/e/", "officer": "/g/410505/", "operator": "/ops/"}
NEW, NEW_PIN = "Other-kiln-2001", "930571"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/129.0 Safari/537.36 Edg/129.0"
ENDS = re.compile(r"/account/sign-ins/([0-9a-f-]{36})/end")


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status_code == 200


def act(visitor: Visitor, path: str) -> int:
    return visitor.post(path, {"id": str(ids.new_id())}).status_code


def change(visitor: Visitor, current: str = PASSWORD, new: str = NEW, again: str = "") -> int:
    fields = {"current": current, "password": new, "again": again or new}
    return visitor.post("/account/password", fields).status_code


def change_pin(phone: Visitor, current: str = PIN, new: str = NEW_PIN, again: str = "") -> int:
    return phone.post("/m/pin", {"current": current, "pin": new, "again": again or new}).status_code


def told(here: Cast, login: str) -> list[str]:
    with scope.opened(Scope.platform()), reading():
        return [one.act for one in timeline([here.people[login]])]


@pytest.mark.parametrize(("login", "home"), DESKS.items())
def test_every_desk_leads_to_its_account_by_the_name_in_the_head(
    app: Flask, here: Cast, login: str, home: str
) -> None:
    visitor = at_desk(app, login)
    path = f"/e/{here.plant}/today" if home == "/e/" else home
    assert 'href="/account"' in visitor.get(path).text
    page = visitor.get("/account").text
    assert "正在使用" in page and ENDS.findall(page) == []


def test_only_a_bureau_s_person_is_led_to_a_region(app: Flask, here: Cast) -> None:
    regions = {who: at_desk(app, who).get("/account").text.count("看这个辖区") for who in DESKS}
    assert regions == {"manager": 0, "officer": 1, "operator": 0}


def test_nobody_is_sent_to_sign_in(app: Flask, here: Cast) -> None:
    assert nobody(app).get("/account").status_code == 303


def test_a_sign_in_says_by_which_browser_and_one_is_ended(app: Flask, here: Cast) -> None:
    other = nobody(app)
    other.client.environ_base |= {"HTTP_USER_AGENT": EDGE}
    other.client.post("/sign-in", data={"account": "officer", "password": PASSWORD})
    visitor = at_desk(app, "officer")
    page = visitor.get("/account").text
    assert "Edge · Windows" in page
    (theirs,) = ENDS.findall(page)
    assert act(visitor, f"/account/sign-ins/{theirs}/end") == 303
    assert (is_in(other), is_in(visitor)) == (False, True)
    assert act(visitor, f"/account/sign-ins/{theirs}/end") == 404
    assert told(here, "officer").count("person.end_sign_ins") == 1


def test_nobody_ends_a_sign_in_of_another(app: Flask, here: Cast) -> None:
    first, second = at_desk(app, "officer"), at_desk(app, "officer")
    (theirs,) = ENDS.findall(first.get("/account").text)
    assert act(at_desk(app, "second"), f"/account/sign-ins/{theirs}/end") == 404
    assert act(at_desk(app, "operator"), f"/account/sign-ins/{theirs}/end") == 404
    assert is_in(second)


def test_all_others_are_ended_and_this_one_stays(app: Flask, here: Cast) -> None:
    visitors = [at_desk(app, "manager") for _ in range(3)]
    stranger = at_desk(app, "fixer")
    assert act(visitors[1], "/account/sign-ins/end-others") == 303
    assert [is_in(one) for one in (*visitors, stranger)] == [False, True, False, True]


def test_a_new_password_ends_the_other_sessions_and_is_the_one_to_sign_in_with(
    app: Flask, here: Cast
) -> None:
    other, visitor = at_desk(app, "manager"), at_desk(app, "manager")
    assert change(visitor) == 303
    assert (is_in(other), is_in(visitor)) == (False, True)
    assert is_in(at_desk(app, "manager", NEW))
    answer = nobody(app).client.post("/sign-in", data={"account": "manager", "password": PASSWORD})
    assert answer.status_code == 422
    assert told(here, "manager").count("person.change_password") == 1


@pytest.mark.parametrize(
    "wrong",
    [{"current": "not mine"}, {"new": "short"}, {"new": "Manager-1987x"}, {"again": "Something-else-1"}],
)
def test_a_password_is_not_changed_by_a_wrong_form(app: Flask, here: Cast, wrong: dict[str, str]) -> None:
    other, visitor = at_desk(app, "manager"), at_desk(app, "manager")
    assert change(visitor, **wrong) == 422
    assert is_in(other) and is_in(at_desk(app, "manager"))
    assert "person.change_password" not in told(here, "manager")


def test_wrong_current_passwords_make_this_session_wait_and_nobody_else(app: Flask, here: Cast) -> None:
    start = clock.now()
    with clock.frozen(start):
        visitor = at_desk(app, "manager")
        for _ in range(FREE_FAILURES + 1):
            assert change(visitor, current="not mine") == 422
        waits = visitor.post("/account/password", {"current": PASSWORD, "password": NEW, "again": NEW})
        assert (waits.status_code, "请过 2 秒再试" in waits.text) == (422, True)
        assert is_in(at_desk(app, "manager"))
    with clock.frozen(start + delay_after(FREE_FAILURES + 1) + timedelta(milliseconds=1)):
        assert change(visitor) == 303
    assert told(here, "manager").count("person.sign_in_refused") == FREE_FAILURES + 1


def test_a_worker_changes_his_pin_and_his_other_phone_is_signed_out(app: Flask, here: Cast) -> None:
    other, phone = on_phone(app, "W1"), on_phone(app, "W1")
    assert "/m/pin" in phone.get("/m/").text
    assert "现在的 PIN 码" in phone.get("/m/pin").text
    assert change_pin(phone) == 303
    assert (phone.get("/m/").status_code, other.get("/m/").status_code) == (200, 303)
    fields = {"enterprise": people.CREDIT_CODES["410505"], "work_number": "W1"}
    signed = [
        other.client.post("/m/sign-in", data={**fields, "pin": pin}).status_code for pin in (PIN, NEW_PIN)
    ]
    assert signed == [422, 303]


@pytest.mark.parametrize("wrong", [{"current": "111222"}, {"new": "123456"}, {"again": "804714"}])
def test_a_pin_is_not_changed_by_a_wrong_form(app: Flask, here: Cast, wrong: dict[str, str]) -> None:
    phone = on_phone(app, "W1")
    assert change_pin(phone, **wrong) == 422
    assert on_phone(app, "W1").get("/m/").status_code == 200


def test_wrong_current_pins_make_this_phone_wait(app: Flask, here: Cast) -> None:
    with clock.frozen(clock.now()):
        phone = on_phone(app, "W1")
        for _ in range(FREE_FAILURES + 1):
            assert change_pin(phone, current="111222") == 422
        assert change_pin(phone) == 422


def test_who_holds_no_role_any_more_sees_his_account_and_signs_out(app: Flask, here: Cast) -> None:
    visitor, operator = at_desk(app, "grid"), at_desk(app, "operator")
    person = f"/ops/organisations/{here.bureau}/people/{here.people['grid']}"
    (grant,) = re.findall(r"/grants/([0-9a-f-]{36})/revoke", operator.get(person).text)
    assert act(operator, f"{person}/grants/{grant}/revoke") == 303
    assert visitor.get("/").location.endswith("/account")
    assert "您的权限已到期" in visitor.get("/account").text
    assert visitor.post("/sign-out").status_code == 303
    assert not is_in(visitor)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (EDGE, "Edge · Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari · macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words(agent: str, words: str) -> None:
    assert agent_in_words(agent) == words
