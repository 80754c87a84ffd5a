"""A label's page for the plant's own people is made by one statement, and is word for word the one of the long way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mobile_api.pages.scan import at_once
from mobile_api.pages.scan.news import NEWS
from service.core import clock, ids
from service.core.acts import editions
from service.core.acts.ledger import Act
from service.core.db.transactions import db, phone_engine, reading
from service.core.tenancy.scope import Scope
from service.enterprises import commands as enterprises
from service.enterprises.schemas import ContactsForm
from service.identity import secrets
from service.identity.commands import phones as phone_commands
from service.identity.models import Device, Person
from service.inspections.commands import planning
from service.inspections.queries import scans
from service.notifications.commands import tell
from service.risks.models import RiskUnit
from tests.builders import hazards as a
from tests.builders.hazards import OPERATOR, Plant, a_plant, do
from tests.builders.inspections import (
    TEAM,
    Checked,
    a_check,
    a_phone,
    also_checked,
    answered,
    todays,
)

pytestmark = pytest.mark.postgres  # elsewhere every scan goes the long way

LONG = "?long"  # what an address asks besides goes the long way


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What became of each scan that the short way was given: answered or not."""
    seen: list[bool] = []
    ask = at_once.scans.scanned_at_once

    def watched(*args: Any) -> Any:
        answer = ask(*args)
        seen.append(answer is not None)
        return answer

    monkeypatch.setattr(at_once.scans, "scanned_at_once", watched)
    return seen


@pytest.fixture
def path(client: FlaskClient, checked: Checked) -> str:
    """The address of a label whose plant this process has heard of."""
    client.get(f"/s/{checked.code}")
    return f"/s/{checked.code}"


@pytest.fixture
def visitor(app: Flask) -> Callable[..., FlaskClient]:
    def with_cookies(**cookies: str) -> FlaskClient:
        found = app.test_client()
        for name, value in cookies.items():
            found.set_cookie(name, value)
        return found

    return with_cookies


def scan(phone: FlaskClient, path: str, ways: list[bool]) -> str:
    """Return the page of the short way, once it was seen to be the one of the long way."""
    phone.get(path)  # by it the frame is kept
    del ways[:]
    short, long = phone.get(path), phone.get(path + LONG)
    assert ways == [True]
    assert (short.status_code, long.status_code) == (200, 200)
    assert short.text == long.text
    assert sorted(short.headers) == sorted(long.headers)
    assert short.headers["Cache-Control"] == "private, no-store"
    assert short.text.count("</html>") == 1 and "<!--" not in short.text
    return short.text


def informed(checked: Checked, person: Any, *kinds: str) -> str:
    """Let a person hear of a hazard by each of these acts; return words that stand in the news alone."""
    hazard = a.a_hazard(checked.plant)
    values: dict[str, Any] = {"place": hazard.place, "description": f"<b>{hazard.id}</b>", "reason": "重复"}

    def run() -> None:
        for kind in kinds:
            tell([person.person_id], kind, hazard, **values)

    do(checked.plant.manager, run)
    return str(hazard.id)


def test_a_check_that_is_due(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    page = scan(visitor(device=a_phone(checked, checked.plant.worker)), path, ways)
    for words in ("储罐区日检", "储运班 · 3 项", "去检查", "开始检查", "围堰无破损", "甲醇储罐区"):
        assert words in page
    assert "您上报的隐患" not in page


def test_what_others_do_and_what_was_done(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    his = todays(checked).id
    also_checked(checked, "<b>“周检” & 甲\\乙</b><!--mine--><!--acts-->", "电工班")
    phone = visitor(device=a_phone(checked, checked.plant.worker))
    page = scan(phone, path, ways)
    assert "电工班 · 2 项" in page and "待检查" in page and "去检查" in page
    assert "&lt;!--mine--&gt;&lt;!--acts--&gt;" in page
    answered(checked, {2: "检定标识已过期"}, occurrence_id=his)
    page = scan(phone, path, ways)
    assert "，1 项有问题" in page and "已完成" in page and "去检查" not in page
    assert "开始检查" in page  # the other team's


def test_no_check_on_that_day(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    phone = visitor(device=a_phone(checked, checked.plant.worker))
    with clock.frozen(clock.now() - timedelta(days=1)):
        page = scan(phone, path, ways)
    assert "这个点位今天没有排检查" in page and "开始检查" not in page


def test_a_check_that_was_cancelled(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    manager, phone = checked.plant.manager, visitor(device=a_phone(checked, checked.plant.worker))
    do(manager, lambda: planning.stop(manager, checked.plan.id, Act.new()))
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert "这个点位今天没有排检查" in scan(phone, path, ways)


def test_the_news_of_two_at_one_label_are_each_his_own(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    worker, other = checked.plant.worker, checked.plant.other
    his = informed(checked, worker, "hazard.confirm", "hazard.close")
    more = [informed(checked, worker, "hazard.confirm") for _number in range(2)]
    theirs = informed(checked, other, "hazard.dismiss")
    unheard = informed(checked, worker, "hazard.rectify")  # no news at a label
    phones = visitor(device=a_phone(checked, worker)), visitor(device=a_phone(checked, other, "电工班"))
    first, second = (scan(phone, path, ways) for phone in phones)
    assert all(words in first for words in (his, *more, "另外 1 条", "去检查"))
    assert theirs not in first and unheard not in first
    assert theirs in second and "待检查" in second and "去检查" not in second
    assert not any(words in second for words in (his, *more, unheard))
    assert phones[0].get(path).text == first


def test_a_managers_phone(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    page = scan(visitor(device=a_phone(checked, checked.plant.manager, "")), path, ways)
    assert "待检查" in page and "去检查" not in page


@pytest.mark.parametrize("chosen", [{"lang": "en"}, {"text-size": "xl"}, {"lang": "en", "text-size": "l"}])
def test_the_language_and_the_size_of_the_text_are_his(
    checked: Checked,
    path: str,
    visitor: Callable[..., FlaskClient],
    ways: list[bool],
    chosen: dict[str, str],
) -> None:
    token = a_phone(checked, checked.plant.worker)
    informed(checked, checked.plant.worker, "hazard.close")
    chinese, page = (scan(visitor(device=token, **more), path, ways) for more in ({}, chosen))
    assert ('<html lang="en"' in page) == ("lang" in chosen)
    assert ("今天的检查" in page) == ("lang" not in chosen)
    assert ('class="text-' in page) == ("text-size" in chosen)
    assert '<html lang="zh-CN">' in chinese


def test_compressed_it_is_the_same(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    phone = visitor(device=a_phone(checked, checked.plant.worker))
    phone.get(path)
    short, long = (phone.get(one, headers={"Accept-Encoding": "gzip"}) for one in (path, path + LONG))
    assert ways == [True]
    assert short.headers["Content-Encoding"] == long.headers["Content-Encoding"] == "gzip"
    assert short.data == long.data
    assert sorted(short.headers) == sorted(long.headers)


def sees_what_everybody_sees(phone: FlaskClient, path: str, public: str, ways: list[bool]) -> None:
    """The short way knows him not: he is answered the public page, again and again."""
    del ways[:]
    assert [phone.get(path).text for _number in range(2)] == [public, public]
    assert ways == [False, False]


def test_whoever_is_not_of_the_plant_or_not_any_more_sees_what_everybody_sees(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    public, token = visitor().get(path).text, a_phone(checked, checked.plant.worker)
    scan(visitor(device=token), path, ways)  # whose frame is kept
    abroad = a_check(a_plant("乙厂", "91410500MA40000029"))
    sees_what_everybody_sees(visitor(device=a_phone(abroad, abroad.plant.worker)), path, public, ways)
    sees_what_everybody_sees(visitor(device="never-given-out"), path, public, ways)
    with clock.frozen(clock.now() + timedelta(days=91)):
        sees_what_everybody_sees(visitor(device=token), path, public, ways)
    signed_out, gone = (a_phone(checked, checked.plant.worker) for _number in range(2))
    with_scope(Scope.auth(), lambda: phone_commands.sign_out_device(secrets.hash_of(signed_out)))
    sees_what_everybody_sees(visitor(device=signed_out), path, public, ways)

    def leave() -> None:
        db.session.get_one(Person, (checked.plant.id, checked.plant.worker.person_id)).left_at = clock.now()

    do(OPERATOR, leave)
    sees_what_everybody_sees(visitor(device=gone), path, public, ways)


def seen_by(scope: Scope) -> list[Any]:
    with a.scope.opened(scope), reading():
        return list(db.session.scalars(select(Device.seen_at)))


def with_scope(scope: Scope, act: Callable[[], Any]) -> None:
    with a.scope.opened(scope):
        a.retrying(act)


def test_a_phone_whose_use_is_to_be_noted_goes_the_long_way_once(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    phone = visitor(device=a_phone(checked, checked.plant.worker))
    scan(phone, path, ways)
    del ways[:]
    with clock.frozen(clock.now() + timedelta(days=2)):
        for _number in range(3):
            phone.get(path)
        seen = seen_by(Scope.auth())
        assert seen == [clock.now()]
    assert ways[0] is False and ways[-1] is True


def test_what_hangs_at_the_wall_is_new_after_an_act(
    checked: Checked,
    path: str,
    visitor: Callable[..., FlaskClient],
    ways: list[bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(editions, "LASTS_S", 0.0)
    phone, manager = visitor(device=a_phone(checked, checked.plant.worker)), checked.plant.manager
    assert "0372-7654321" not in scan(phone, path, ways)
    contacts = ContactsForm(id=ids.new_id(), address="工业路1号", duty_phone="0372-7654321")
    do(manager, lambda: enterprises.set_contacts(manager, checked.plant.id, contacts, Act.new()))
    assert "0372-7654321" in phone.get(path).text
    assert "0372-7654321" in scan(phone, path, ways)


def named(checked: Checked, token: str, plant: Plant, unit: RiskUnit) -> dict[str, str | None]:
    now = clock.now()
    return {
        "token_hash": secrets.hash_of(token),
        "enterprise_id": str(plant.id),
        "now": now.isoformat(),
        "touched_after": (now - timedelta(days=1)).isoformat(),
        "unit_id": str(unit.id),
        "today": clock.today().isoformat(),
        "kinds": "{hazard.close}",
    }


def test_both_walls_stand_round_the_statement(app: Flask, checked: Checked) -> None:
    token = a_phone(checked, checked.plant.worker)
    abroad = a_check(a_plant("乙厂", "91410500MA40000029"))
    asked = scans.scanned_at_once(secrets.hash_of(token), abroad.plant.id, abroad.unit.id, NEWS)
    assert asked is None
    own = named(checked, token, checked.plant, checked.unit)
    engine, statement = phone_engine(), scans._STATEMENT
    assert statement.row(engine, Scope.enterprise(checked.plant.id), own) is not None
    assert statement.row(engine, Scope.enterprise(abroad.plant.id), own) is None
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        statement.row(engine, Scope.public(checked.code), own)
    both = own | {"unit_id": str(abroad.unit.id)}
    row = statement.row(engine, Scope.enterprise(checked.plant.id), both)
    assert row is not None and row[2] is None  # of another plant's unit nothing
    assert TEAM in row
