"""Guesses at a secret: they make the guesser wait, and nobody else."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import timeline
from service.core.db.transactions import reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.rules import InvitationKind
from tests import people
from tests.people import BUREAU, PASSWORD, Cast, Visitor, at_desk, nobody

WRONG = "not the password"


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def sign_in(visitor: Visitor, account: str, password: str = PASSWORD) -> int:
    return visitor.client.post("/sign-in", data={"account": account, "password": password}).status_code


def strangers(app: Flask, account: str, tries: int) -> list[int]:
    """Guess from as many addresses as there are tries."""
    found = []
    for number in range(tries):
        one = nobody(app)
        one.client.environ_base |= {"REMOTE_ADDR": f"198.51.100.{number + 1}"}
        found.append(sign_in(one, account, WRONG))
    return found


def change(visitor: Visitor, current: str, new: str = "Other-kiln-2001") -> int:
    fields = {"current": current, "password": new, "again": new}
    return visitor.post("/account/password", fields).status_code


def test_a01_stuffing_200_accounts_is_slowed_down_and_locks_nobody(app: Flask, here: Cast) -> None:
    """The first turn over all of them; of the other four only those that there are, for they are refused unread."""
    accounts = [*BUREAU, *(f"account{number}" for number in range(200 - len(BUREAU)))]
    tries = accounts + list(BUREAU) * 4
    attacker = nobody(app)
    attacker.client.environ_base |= {"REMOTE_ADDR": "203.0.113.9"}
    with clock.frozen(clock.now()):
        told = [sign_in(attacker, account, "Leaked-1987") for account in tries]
        assert (told[:30], set(told[30:])) == ([422] * 30, {429})
        assert [sign_in(nobody(app), account) for account in BUREAU] == [303] * len(BUREAU)


def test_a02_strangers_do_not_keep_the_owner_out_of_a_browser_he_signed_in_with(
    app: Flask, here: Cast
) -> None:
    with clock.frozen(clock.now()):
        known = at_desk(app, "officer")
        known.post("/sign-out")
        assert strangers(app, "officer", 9) == [422] * 9
        assert sign_in(nobody(app), "officer") == 422  # unknown browsers wait together
        assert sign_in(known, "officer") == 303


def test_a02_strangers_do_not_reach_a_session_that_is_open(app: Flask, here: Cast) -> None:
    with clock.frozen(clock.now()):
        visitor = at_desk(app, "officer")
        strangers(app, "officer", 9)
        assert visitor.get("/account").status_code == 200
        assert change(visitor, PASSWORD) == 303


def test_a02_a_proof_inside_a_session_is_not_kept_back_by_strangers(app: Flask, here: Cast) -> None:
    visitor = at_desk(app, "operator")
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        strangers(app, "operator", 9)
        path = f"/ops/organisations/{here.bureau}/people/{here.people['officer']}/grants"
        fields = {"id": str(ids.new_id()), "role": "expert", "region": "410505"}
        assert visitor.post(path, {**fields, "password": WRONG}).status_code == 422
        assert visitor.post(path, {**fields, "password": PASSWORD}).status_code == 303


def test_a02_wrong_proofs_in_one_session_leave_the_other_and_the_sign_in_alone(
    app: Flask, here: Cast
) -> None:
    with clock.frozen(clock.now()):
        open_desk, own = at_desk(app, "manager"), at_desk(app, "manager")
        assert [change(open_desk, WRONG) for _ in range(5)] == [422] * 5
        assert change(open_desk, PASSWORD) == 422
        assert sign_in(nobody(app), "manager") == 303
        assert change(own, PASSWORD) == 303


def test_a02_a_known_browser_counts_for_itself(app: Flask, here: Cast) -> None:
    start = clock.now()
    with clock.frozen(start):
        first, second = at_desk(app, "manager"), at_desk(app, "manager")
        assert [sign_in(first, "manager", WRONG) for _ in range(5)] == [422] * 5
        assert (sign_in(first, "manager"), sign_in(second, "manager")) == (422, 303)
        assert sign_in(nobody(app), "manager") == 303
    with clock.frozen(start + timedelta(seconds=2, milliseconds=1)):
        assert sign_in(first, "manager") == 303


def test_a02_a_browser_known_to_another_is_a_stranger_and_so_is_a_mark_made_up(
    app: Flask, here: Cast
) -> None:
    with clock.frozen(clock.now()):
        other, forger = at_desk(app, "fixer"), nobody(app)
        forger.client.set_cookie("mark", "made-up-by-the-client")
        strangers(app, "manager", 5)
        assert (sign_in(other, "manager"), sign_in(forger, "manager")) == (422, 422)
    sign_in(forger, "fixer")
    assert forger.cookie("mark") not in {"", "made-up-by-the-client"}


def test_who_comes_back_to_a_shared_computer_after_a_year_signs_in_as_on_the_first_day(
    app: Flask, here: Cast
) -> None:
    """Others who sign in there keep the browser's mark alive, long after it was forgotten for him."""
    shared = nobody(app)
    start = clock.now()
    with clock.frozen(start):
        assert sign_in(shared, "manager") == 303
    for month in range(1, 8):
        with clock.frozen(start + timedelta(days=30 * month)):
            assert sign_in(shared, "fixer") == 303
    with clock.frozen(start + timedelta(days=211)):
        assert sign_in(shared, "manager") == 303


def test_a02_the_invitation_of_a_manager_lets_the_owner_in_past_strangers(app: Flask, here: Cast) -> None:
    token = people.invite(here.plant, here.people["fixer"], InvitationKind.PASSWORD)
    with clock.frozen(clock.now()):
        owner = nobody(app)
        new = {"password": "Other-kiln-2001", "again": "Other-kiln-2001"}
        assert owner.client.post(f"/invitations/{token}", data=new).status_code == 303
        strangers(app, "fixer", 9)
        assert sign_in(owner, "fixer", new["password"]) == 303


def test_a02_who_guesses_from_the_owners_address_does_not_use_up_his_tries(app: Flask, here: Cast) -> None:
    known, colleague = at_desk(app, "manager"), nobody(app)
    assert [sign_in(colleague, f"account{number}", WRONG) for number in range(31)][-1] == 429
    assert sign_in(nobody(app), "manager") == 429
    assert sign_in(known, "manager") == 303


def test_a_wait_grows_to_15_minutes_and_a_quiet_day_forgives(app: Flask, here: Cast) -> None:
    moment, stranger = clock.now(), nobody(app)
    waits = []
    for tries in range(1, 16):
        stranger.client.environ_base |= {"REMOTE_ADDR": f"198.51.100.{tries}"}
        with clock.frozen(moment):
            assert sign_in(stranger, "manager", WRONG) == 422
            until = refused(here, "manager")[-1]["locked_until"]
        waits.append((datetime.fromisoformat(until) - moment).total_seconds())
        moment = datetime.fromisoformat(until) + timedelta(milliseconds=1)
    assert waits == [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    with clock.frozen(moment + timedelta(hours=24)):
        assert [sign_in(stranger, "manager", WRONG) for _ in range(4)] == [422] * 4
        assert sign_in(stranger, "manager") == 303


def refused(here: Cast, login: str) -> list[dict[str, str]]:
    with scope.opened(Scope.platform()), reading():
        told = timeline([here.people[login]])
    return [one.after or {} for one in told if one.act == "person.sign_in_refused"]


def test_a_refusal_tells_the_ledger_who_counts_and_no_secret(app: Flask, here: Cast) -> None:
    visitor = at_desk(app, "manager")
    sign_in(nobody(app), "manager", WRONG)
    change(visitor, WRONG)
    sign_in(visitor, "manager", WRONG)
    told = refused(here, "manager")
    assert [one["counted_by"] for one in told] == ["credential", "login_session", "known_browser"]
    assert {frozenset(one) for one in told} == {
        frozenset({"secret", "counted_by", "failures", "locked_until"})
    }
    assert WRONG not in str(told)


def test_a03_wrong_unknown_and_locked_read_the_same_and_say_what_to_do(app: Flask, here: Cast) -> None:
    with clock.frozen(clock.now()):
        pages = []
        strangers(app, "officer", 9)
        for account, password in (("manager", WRONG), ("nobody1", WRONG), ("officer", PASSWORD)):
            answer = nobody(app).client.post("/sign-in", data={"account": account, "password": password})
            text = people.without_token(answer.text).replace(account, "…")
            pages.append((answer.status_code, text, len(answer.headers)))
    assert len(set(pages)) == 1
    assert "您以前登录过的电脑" in pages[0][1] and "打印登录邀请" in pages[0][1]


def test_a03_an_unknown_account_costs_as_much_as_a_wrong_password(app: Flask, here: Cast) -> None:
    """CPU, not time: a busy machine says nothing. The hash is 20 to 40 ms of it; 5 ms is what the design allows."""
    spent: dict[bool, list[float]] = {True: [], False: []}  # by whether there is nobody of that name
    stranger = nobody(app)
    sign_in(stranger, "manager", WRONG)
    for account in ("fixer", "nobody1", "principal", "nobody1", "officer", "nobody1", "head", "nobody1"):
        before = time.process_time()
        assert sign_in(stranger, account, WRONG) == 422
        spent[account == "nobody1"].append(time.process_time() - before)
    assert abs(median(spent[True]) - median(spent[False])) < 0.005, spent
