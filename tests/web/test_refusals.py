"""A page of a desk that somebody's role may not open, and one that answers nothing: what he sees instead."""

from html import unescape
from urllib.parse import unquote

import pytest
from flask import Flask

from service.core import ids
from service.identity.rules import ROLE_TITLES, Role
from tests.people import BUREAU, PLANT, Cast, at_desk
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
                assert ROLE_TITLES[Role(role)] in found.text, (login, path)
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
    assert "Officer" in found.text and ROLE_TITLES[Role.OFFICER] not in found.text


@pytest.mark.parametrize("status", [409, 401])
def test_the_way_on_from_a_form_that_came_too_late_keeps_what_its_page_was_about(
    app: Flask, cast: Cast, status: int
) -> None:
    visitor = at_desk(app, "operator")
    page, act = "/ops/reference/calendar/day?day=2026-11-23", str(ids.new_id())
    late = {"id": act, "day": "2026-11-23", "kind": "holiday", "name": "", "source": "市政府", "version": "7"}
    if status == 401:
        visitor.client.delete_cookie("sid")
    refused = visitor.post(
        page.partition("?")[0],
        late,
        headers={"Referer": f"http://localhost{page}", "Origin": "http://localhost"},
    )
    assert refused.status_code == status
    assert page in unquote(unescape(refused.text))
