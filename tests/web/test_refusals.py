"""A page of a desk that somebody's role may not open, and one that answers nothing: what he sees instead."""

import re
from html import unescape

import pytest
from flask import Flask

from service.core import ids
from service.identity.rules import Role
from tests.people import BUREAU, PASSWORD, PLANT, Cast, Visitor, at_desk
from tests.routes import Route, routes

AT_DESKS = {login: role for login, (_name, role) in (PLANT | BUREAU).items() if role is not Role.WORKER}
DOOR = {login: "plant" if login in PLANT else "bureau" for login in AT_DESKS}


def lists_closed_to(app: Flask, login: str) -> list[Route]:
    """The pages at his door that name no row and that his role may not open."""
    return [
        route
        for route in routes(app)
        if route.access
        and "GET" in route.methods
        and route.arguments <= {"enterprise", "region"}
        and route.access.who == DOOR[login]
        and route.access.roles
        and AT_DESKS[login] not in route.access.roles
    ]


def test_what_a_role_may_not_open_says_who_can_inside_its_own_frame(app: Flask, cast: Cast) -> None:
    shut = 0
    for login in AT_DESKS:
        visitor = at_desk(app, login)
        for route in lists_closed_to(app, login):
            path = route.rule.replace("<uuid:enterprise>", str(cast.plant)).replace("<region>", "410505")
            found = visitor.get(path)
            assert (found.status_code, found.mimetype) == (403, "text/html"), (login, path)
            assert "没有权限" in found.text and "退出" in found.text, (login, path)
            assert route.access is not None
            for role in route.access.roles:
                assert Role(role).word in found.text, (login, path)
            assert found.headers["Cache-Control"] == "no-store"
            shut += 1
    assert shut > 8


def test_a_list_that_does_not_answer_can_be_asked_again(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = at_desk(app, "manager")

    def broken(**_arguments: object) -> str:
        raise LookupError

    monkeypatch.setitem(app.view_functions, "hazards.hazards", broken)
    monkeypatch.setattr(app, "testing", False)
    path = f"/e/{cast.plant}/hazards?state=open"
    found = visitor.get(path)
    assert found.status_code == 500
    assert f'href="{path}">再试一次' in found.text


def test_an_english_reader_is_told_in_english_whose_a_page_is(app: Flask, cast: Cast) -> None:
    visitor = at_desk(app, "grid")
    visitor.client.set_cookie("lang", "en")
    found = visitor.get("/g/410505/visits/new")
    assert found.status_code == 403
    assert "Officer" in found.text and Role.OFFICER.word not in found.text


DAY = "/ops/reference/calendar/day"
WORDS = "市政府通知"


def a_day(**more: str) -> dict[str, str]:
    fields = {"id": str(ids.new_id()), "day": "2026-11-23", "kind": "holiday", "name": "", "source": WORDS}
    return fields | more


def hidden_fields(page: str) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in fields}


def test_who_was_too_late_has_his_words_on_the_page_as_it_is_now(app: Flask, cast: Cast) -> None:
    visitor = at_desk(app, "operator")
    refused = visitor.post(DAY, a_day(version="7"))
    assert refused.status_code == 409
    assert f'value="{WORDS}"' in refused.text, "in its field"
    assert hidden_fields(refused.text)["version"] == "0", (
        "what the page shows now, so that it can be sent again"
    )
    again = hidden_fields(refused.text) | a_day(id=hidden_fields(refused.text)["id"])
    assert visitor.post(DAY, again).status_code == 303


def signed_out(app: Flask) -> Visitor:
    visitor = at_desk(app, "operator")
    visitor.client.delete_cookie("sid")
    return visitor


def test_what_was_typed_before_a_sign_in_is_there_after_it_and_not_yet_done(app: Flask, cast: Cast) -> None:
    visitor = signed_out(app)
    asked = visitor.post(DAY, a_day(version="0", password="geheim"))
    assert asked.status_code == 401 and "geheim" not in asked.text
    wrong = hidden_fields(asked.text) | {"account": "operator", "password": "not this one"}
    asked = visitor.client.post("/sign-in", data=wrong)
    assert asked.status_code == 422
    right = hidden_fields(asked.text) | {"account": "operator", "password": PASSWORD}
    onward = visitor.client.post("/sign-in", data=right)
    assert onward.status_code == 200
    form = visitor.client.post(DAY, data=hidden_fields(onward.text))
    assert form.status_code == 200 and f'value="{WORDS}"' in form.text
    assert WORDS not in visitor.get("/ops/reference/calendar?year=2026").text, "shown, not done"
    done = hidden_fields(form.text) | a_day(id=hidden_fields(form.text)["id"])
    assert visitor.client.post(DAY, data=done).status_code == 303


def test_a_sign_in_leads_typed_words_nowhere_but_to_this_site(app: Flask, cast: Cast) -> None:
    visitor = signed_out(app)
    fields = {
        "account": "operator",
        "password": PASSWORD,
        "typed_to": "//elsewhere.example/x",
        "typed-a": "1",
    }
    answer = visitor.client.post("/sign-in", data=fields)
    assert answer.status_code == 303 and "elsewhere" not in answer.headers["Location"]
