"""At a desk left open nobody gives or takes back a role or a certificate: the password is asked for again."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from service.core import clock, ids
from tests.people import PASSWORD, Cast, Visitor, at_desk

STALE = timedelta(minutes=6)
ROLE = re.compile(r"/grants/([0-9a-f-]{36})/revoke")
PAPER = re.compile(r"/certificates/([0-9a-f-]{36})/end")


@pytest.fixture
def operator(app: Flask, cast: Cast) -> Iterator[Visitor]:
    """The operator just after he signed in and entered a certificate."""
    with app.app_context():
        visitor = at_desk(app, "operator")
        assert send(visitor, f"{officer(cast)}/certificate", paper()) == 303
        yield visitor


def officer(cast: Cast) -> str:
    return f"/ops/organisations/{cast.bureau}/people/{cast.people['officer']}"


def paper(number: str = "16050001") -> dict[str, str]:
    day = str(clock.today())
    return {"number": number, "issuer": "河南省司法厅", "valid_from": day, "valid_to": day}


def send(visitor: Visitor, path: str, fields: dict[str, str]) -> int:
    return visitor.post(path, {"id": str(ids.new_id()), **fields}).status_code


def acts(operator: Visitor, cast: Cast) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Each act's page, where its form goes, and what it sends."""
    person = officer(cast)
    shown = operator.get(person).text
    grant, held = ROLE.findall(shown)[0], PAPER.findall(shown)[0]
    staff = f"/ops/organisations/{cast.bureau}/people"
    fixer = f"/ops/organisations/{cast.plant}/people/{cast.people['fixer']}/edit"
    return {
        "add": (
            f"{staff}/new",
            staff,
            {"name": "新人", "work_number": "Y9", "role": "officer", "account": "new.one"},
        ),
        "roles": (fixer, fixer, {"name": "高洁", "roles": "team_leader"}),
        "grant": (f"{person}/grants/new", f"{person}/grants", {"role": "officer", "region": "410505"}),
        "revoke": (f"{person}/grants/{grant}/revoke",) * 2 + ({},),
        "certify": (f"{person}/certificate",) * 2 + (paper("16050002"),),
        "correct": (f"{person}/certificates/{held}",) * 2 + (paper("16050003"),),
        "end": (f"{person}/certificates/{held}/end",) * 2 + ({},),
    }


@pytest.mark.parametrize("name", ["add", "roles", "grant", "revoke", "certify", "correct", "end"])
def test_the_password_is_asked_for_where_it_was_not_given_just_now(
    operator: Visitor, cast: Cast, name: str
) -> None:
    page, action, fields = acts(operator, cast)[name]
    assert 'name="password"' not in operator.get(page).text
    with clock.frozen(clock.now() + STALE):
        assert 'name="password"' in operator.get(page).text
        refused = operator.post(action, {"id": str(ids.new_id()), **fields})
        assert (refused.status_code, "请输入您的登录密码" in refused.text) == (422, True)
        assert send(operator, action, fields | {"password": "not this one"}) == 422
        assert send(operator, action, fields | {"password": PASSWORD}) == 303
        assert 'name="password"' not in operator.get(f"{officer(cast)}/certificate").text


@pytest.mark.parametrize("name", ["add", "roles", "grant", "revoke", "certify", "correct", "end"])
def test_within_minutes_of_the_sign_in_it_is_not(operator: Visitor, cast: Cast, name: str) -> None:
    _page, action, fields = acts(operator, cast)[name]
    assert send(operator, action, fields) == 303


def test_what_gives_no_right_asks_for_nothing(operator: Visitor, cast: Cast) -> None:
    with clock.frozen(clock.now() + STALE):
        assert send(operator, f"{officer(cast)}/edit", {"name": "刘志远", "post": "科员"}) == 303
        assert send(operator, f"{officer(cast)}/leave", {}) == 303
