"""A worker's first phone comes in by his PIN, another one by a code; a plant that is guessed at, by codes alone."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import timeline
from service.core.db.transactions import db, reading, retrying
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.commands import phones
from service.identity.rules import InvitationKind
from service.notifications import queries as notifications
from service.notifications.jobs import tell_managers
from tests import people
from tests.people import CREDIT_CODES, PIN, Cast, Visitor, at_desk, do, nobody, on_phone

CODE = re.compile(r'bigno">([0-9A-Z]{5} [0-9A-Z]{5})<')
HOUR = timedelta(hours=1)


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def sign_in(visitor: Visitor, work_number: str, pin: str = PIN) -> int:
    fields = {"enterprise": CREDIT_CODES["410505"], "work_number": work_number, "pin": pin}
    return visitor.client.post("/m/sign-in", data=fields).status_code


def is_in(phone: Visitor) -> bool:
    return phone.get("/m/").status_code == 200


def code_on(phone: Visitor) -> str:
    page = phone.post("/m/another", {"id": str(ids.new_id())})
    assert page.status_code == 200
    return CODE.findall(page.text)[0].replace(" ", "")


def add(visitor: Visitor, code: str, pin: str = PIN) -> int:
    return visitor.client.post(f"/m/enrolments/{code}", data={"pin": pin}).status_code


def enrolled_later(app: Flask, here: Cast) -> str:
    """Somebody of the plant with a PIN and no phone: he signed out of his first."""
    token = people.invite(here.plant, here.people["fixer"], InvitationKind.ENROLMENT)
    phone = nobody(app)
    assert phone.client.post(f"/m/enrolments/{token}", data={"pin": PIN, "again": PIN}).status_code == 303
    phone.post("/m/sign-out")
    return "D-fixer"


def test_the_first_phone_comes_in_by_work_number_and_pin_and_the_second_does_not(
    app: Flask, here: Cast
) -> None:
    number = enrolled_later(app, here)
    first, second = nobody(app), nobody(app)
    assert (sign_in(first, number), sign_in(second, number)) == (303, 422)
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_phone_that_was_his_comes_back_by_his_pin(app: Flask, here: Cast) -> None:
    phone, other = on_phone(app, "W1"), on_phone(app, "W1")
    phone.post("/m/sign-out")
    assert (is_in(phone), sign_in(phone, "W1"), is_in(phone), is_in(other)) == (False, 303, True, True)


def test_a_phone_taken_back_does_not_come_back_by_a_pin(app: Flask, here: Cast) -> None:
    phone, manager = on_phone(app, "W1"), at_desk(app, "manager")
    page = f"/e/{here.plant}/people/{here.people['W1']}/phones"
    newest = re.findall(r"/phones/([0-9a-f-]{36})/revoke", manager.get(page).text)[0]
    assert manager.post(f"{page}/{newest}/revoke", {"id": str(ids.new_id())}).status_code == 303
    assert (sign_in(phone, "W1"), is_in(phone)) == (422, False)
    assert add(phone, people.further("410505", "W1")) == 303
    phone.post("/m/sign-out")
    assert sign_in(phone, "W1") == 303


def test_the_old_phone_lets_another_one_in_and_stays(app: Flask, here: Cast) -> None:
    old, new = on_phone(app, "W1"), nobody(app)
    assert "/m/another" in old.get("/m/").text
    code = code_on(old)
    typed = new.client.post("/m/code", data={"code": f" {code[:5].lower()}-{code[5:]} "})
    assert (typed.status_code, typed.location) == (303, f"/m/enrolments/{code}")
    assert "孙立新" in new.get(typed.location).text
    assert add(new, code) == 303
    assert (is_in(old), is_in(new)) == (True, True)


def test_a10_a_code_of_the_old_phone_works_once_and_for_ten_minutes(app: Flask, here: Cast) -> None:
    start = clock.now()
    with clock.frozen(start):
        old = on_phone(app, "W1")
        first = code_on(old)
        assert [add(nobody(app), first) for _ in range(2)] == [303, 410]
        late = code_on(old)
    with clock.frozen(start + timedelta(minutes=10)):
        assert add(nobody(app), late) == 410


def test_a_code_is_void_after_five_wrong_pins_and_when_another_is_taken(app: Flask, here: Cast) -> None:
    old = on_phone(app, "W1")
    first, second = code_on(old), code_on(old)
    assert add(nobody(app), first) == 410
    assert [add(nobody(app), second, "100200") for _ in range(5)] == [422] * 4 + [410]
    assert add(nobody(app), second) == 410


def test_a_phone_gives_out_five_codes_a_day(app: Flask, here: Cast) -> None:
    start = clock.now()
    with clock.frozen(start):
        old = on_phone(app, "W1")
        for _ in range(5):
            code_on(old)
        assert old.post("/m/another", {"id": str(ids.new_id())}).status_code == 409
    with clock.frozen(start + timedelta(days=1, minutes=1)):
        assert code_on(old)


def test_strangers_do_not_keep_back_a_phone_with_a_code(app: Flask, here: Cast) -> None:
    old = on_phone(app, "W1")
    for _ in range(6):
        sign_in(nobody(app), "W1", "100200")
    assert add(nobody(app), code_on(old)) == 303


def test_a_fourth_phone_ends_the_first(app: Flask, here: Cast) -> None:
    start = clock.now()
    several = []
    for number in range(4):
        with clock.frozen(start + timedelta(seconds=number + 1)):
            several.append(on_phone(app, "W1"))
    assert [is_in(phone) for phone in several] == [False, True, True, True]


def test_a_printed_code_for_a_further_phone_leaves_the_others(app: Flask, here: Cast) -> None:
    old, manager = on_phone(app, "W1"), at_desk(app, "manager")
    page = f"/e/{here.plant}/people/{here.people['W1']}"
    assert f"{page}/further" in manager.get(f"{page}/phones").text
    printed = manager.post(f"{page}/further", {"id": str(ids.new_id())})
    assert printed.mimetype == "application/pdf"
    assert add(nobody(app), people.further("410505", "W1")) == 303
    assert is_in(old)


def test_a01_50_wrong_pins_in_an_hour_leave_a_plants_new_phones_the_codes(app: Flask, here: Cast) -> None:
    start = clock.now()
    with clock.frozen(start):
        number = enrolled_later(app, here)
        known = on_phone(app, "W2")
        known.post("/m/sign-out")
        counted(here, 48)
        assert [sign_in(nobody(app), unknown, "100200") for unknown in ("H1", "H2")] == [422, 422]
        refused = nobody(app).client.post(
            "/m/sign-in", data={"enterprise": CREDIT_CODES["410505"], "work_number": number, "pin": PIN}
        )
        assert (refused.status_code, "暂时只能用登录码登录" in refused.text) == (422, True)
        assert sign_in(known, "W2") == 303
        assert add(nobody(app), people.further("410505", "W1")) == 303
        neighbour = {"enterprise": CREDIT_CODES["410506"], "work_number": "N9", "pin": "100200"}
        assert "暂时只能" not in nobody(app).client.post("/m/sign-in", data=neighbour).text
    assert told_managers(app, here) == {"manager": 1, "principal": 1, "fixer": 0}
    with clock.frozen(start + HOUR):
        assert sign_in(nobody(app), number) == 303


def counted(here: Cast, more: int) -> None:
    """Let so many more wrong PINs be counted, without their hashes."""

    def count() -> None:
        for _ in range(more):
            phones._count_wrong_pin(here.plant)

    with scope.opened(Scope.auth()):
        retrying(count)


def told_managers(app: Flask, here: Cast) -> dict[str, int]:
    """Run what follows the closing, twice; return how many notices each has."""
    with scope.opened(Scope.platform()), reading():
        (entry,) = [one for one in timeline([here.plant]) if one.act == "organisation.close_pins"]
        key = (entry.enterprise_id, entry.id)
        assert (entry.after or {})["failures"] == 50 and entry.actor_id is None
    for _time in range(2):
        with scope.opened(Scope.job(here.plant)):
            retrying(lambda: tell_managers.run(db.session.get_one(LedgerEntry, key)))
    page = at_desk(app, "manager").get(f"/e/{here.plant}/inbox")
    assert "新手机只能用您打印的手机登录码登录" in page.text and f"/e/{here.plant}/people" in page.text
    return {login: unread(here, login) for login in ("manager", "principal", "fixer")}


def unread(here: Cast, login: str) -> int:
    who = people.viewer(here, login)
    return do(who, lambda: notifications.unread_count(who))


def test_50_wrong_pins_in_two_hours_close_nothing(app: Flask, here: Cast) -> None:
    start = clock.now()
    number = enrolled_later(app, here)
    for hour in range(2):
        with clock.frozen(start + hour * HOUR):
            sign_in(nobody(app), "H1", "100200")
            counted(here, 24)
    with clock.frozen(start + HOUR):
        assert sign_in(nobody(app), number) == 303
