"""What stands before every door: the token, the origin, the way back, the headers, the cookies."""

import logging
import re
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest
from flask import Flask

from service.core import ids
from service.web.access import SAFE
from tests import people
from tests.people import Cast, Visitor, at_desk, nobody
from tests.routes import Route, routes

OTHERS = "request-of-somebody-else"
EVIL = "https://evil.example"
CROSS_SITE = [
    {"Origin": EVIL},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
OWN = {"plant": "manager", "desk": "manager", "bureau": "officer", "operator": "operator"}
EVERY_PAGE = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}
OWN_PATH = "/%09/evil.example"  # what is still escaped after decoding is a path of this site
TURNS = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "/\t/evil.example",
    OWN_PATH,
    "javascript:alert(1)",
    "/\r\nSet-Cookie: a=b",
]


def address(route: Route, cast: Cast) -> str:
    own = {"enterprise": str(cast.plant), "region": "410505"}

    def value(found: "re.Match[str]") -> str:
        return own.get(found[2]) or (str(ids.new_id()) if found[1] else "confirm")

    return re.sub(r"<(?:(uuid):)?(?:[a-z]+:)?([^<>]+)>", value, route.rule)


def unsafe(app: Flask) -> Iterator[Route]:
    for route in routes(app):
        if route.is_unsafe:
            yield route


@pytest.fixture
def in_each_door(app: Flask, cast: Cast) -> dict[str, Visitor]:
    found = {who: at_desk(app, login) for who, login in OWN.items()}
    return found | {"phone": people.on_phone(app, "W1"), "anyone": nobody(app)}


def send(visitor: Visitor, route: Route, path: str, **how: object) -> tuple[int, str]:
    method = next(iter(sorted(route.methods - SAFE)))
    found = visitor.client.open(path, method=method, **how)  # type: ignore[arg-type]
    return found.status_code, found.text


def test_a38_no_other_site_can_send_a_form(app: Flask, cast: Cast, in_each_door: dict[str, Visitor]) -> None:
    tried = 0
    for route in unsafe(app):
        assert route.access is not None
        visitor, path = in_each_door[route.access.who], address(route, cast)
        for headers in CROSS_SITE:
            data = {"csrf_token": visitor.token(), "id": str(ids.new_id())}
            status, body = send(visitor, route, path, data=data, headers=headers)
            assert (status, "请从本站页面提交" in body) == (403, True), f"{route} {headers}"
            tried += 1
    assert tried > 50


def test_a38_no_form_is_taken_without_its_own_token(
    app: Flask, cast: Cast, in_each_door: dict[str, Visitor]
) -> None:
    other = at_desk(app, "principal").token()
    for route in unsafe(app):
        assert route.access is not None
        if route.access.csrf != "token":
            continue
        visitor, path = in_each_door[route.access.who], address(route, cast)
        right = visitor.token()
        sends = (
            {"data": {}},
            {"data": {"csrf_token": other}},
            {"data": {"csrf_token": right[:-1]}},
            {"data": f"csrf_token={right}", "content_type": "text/plain"},
            {"query_string": {"csrf_token": right}},
            {"json": {"csrf_token": right}},
        )
        for how in sends:
            status, body = send(visitor, route, path, **how)
            is_refused = status == 403 and ("页面已过期" in body or '"CSRF"' in body)
            assert is_refused, f"{route} {how}: {status}"


def test_a38_what_no_form_can_send_is_the_only_thing_taken_without_a_token(
    app: Flask, cast: Cast, in_each_door: dict[str, Visitor]
) -> None:
    """A page of another site can send these three kinds without being asked first; JSON it cannot."""
    for route in unsafe(app):
        assert route.access is not None
        if route.access.csrf == "json":
            visitor, path = in_each_door[route.access.who], address(route, cast)
            for kind in (
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=b",
            ):
                assert send(visitor, route, path, data="{}", content_type=kind)[0] in {403, 415}, str(route)


def test_a38_a_method_cannot_be_smuggled_in_a_field(app: Flask, cast: Cast) -> None:
    visitor = at_desk(app, "manager")
    for how in ({"_method": "POST"}, {"X-HTTP-Method-Override": "POST"}):
        assert visitor.get("/sign-out", query_string=how, headers=how).status_code == 405
    assert visitor.get(f"/e/{cast.plant}/people").status_code == 200


@pytest.mark.parametrize("turn", TURNS)
def test_a40_sign_in_leads_to_ones_own_home_and_nowhere_else(app: Flask, cast: Cast, turn: str) -> None:
    fields = {"account": "manager", "password": people.PASSWORD}
    found = nobody(app).client.post("/sign-in", query_string={"next": turn}, data=fields)
    assert (found.status_code, found.headers["Location"]) in {(303, "/"), (303, OWN_PATH)}
    found = nobody(app).client.get("/language/en", query_string={"next": turn})
    assert found.headers["Location"] in {"/", OWN_PATH}


def test_sign_in_leads_back_to_the_page_that_asked_for_it(app: Flask, cast: Cast) -> None:
    visitor, page = nobody(app), f"/e/{cast.plant}/people?page=2"
    sent_away = visitor.get(page).headers["Location"]
    fields = {"account": "manager", "password": people.PASSWORD}
    assert visitor.client.post(sent_away, data=fields).headers["Location"] == page


KINDS = {
    "a page": ("GET", "/sign-in", 200),
    "a redirect": ("GET", "/", 302),
    "a missing page": ("GET", "/nowhere", 404),
    "a wrong method": ("DELETE", "/sign-in", 405),
    "a refused form": ("POST", "/sign-in", 422),
    "a page for others": ("GET", "/ops/jobs", 303),
    "a probe": ("GET", "/healthz", 200),
    "options": ("OPTIONS", "/sign-in", 200),
    "json": ("GET", "/api/v1/nowhere", 404),
    "trace": ("TRACE", "/sign-in", 405),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_headers_and_no_cookie(app: Flask, cast: Cast, kind: str) -> None:
    method, path, status = KINDS[kind]
    found = nobody(app).client.open(path, method=method, data={} if method == "POST" else None)
    assert found.status_code == status
    assert {name: found.headers.get(name) for name in EVERY_PAGE} == EVERY_PAGE
    policy = found.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert found.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in found.headers
    assert "Access-Control-Allow-Origin" not in found.headers


def test_a_fault_of_ours_is_a_page_with_the_headers_and_without_a_trace(
    app: Flask, cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, view = at_desk(app, "operator"), app.view_functions["operator.job_list"]
    monkeypatch.setattr(own_lines(), "stream", sys.stderr)

    def broken(**_arguments: object) -> str:
        raise LookupError("a secret of the machine")

    app.view_functions["operator.job_list"] = broken
    app.testing = False
    try:
        found, other = (visitor.get("/ops/jobs", headers={"X-Request-ID": OTHERS}) for _ in range(2))
    finally:
        app.view_functions["operator.job_list"] = view
    assert (found.status_code, "secret" in found.text) == (500, False)
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    number, another = (re.findall(r"<code>(\w+)</code>", one.text)[0] for one in (found, other))
    assert number != another
    lines = capsys.readouterr().err
    assert lines.count(f"[{number}] request failed: GET operator.job_list") == 1
    assert OTHERS not in found.text + lines


def test_a_fault_of_the_json_door_names_its_request(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_arguments: object) -> str:
        raise LookupError("a secret of the machine")

    monkeypatch.setitem(app.view_functions, "records.put", broken)
    monkeypatch.setattr(app, "testing", False)
    path = f"/api/v1/e/{cast.plant}/records/{ids.new_id()}"
    found = people.on_phone(app, "W1").client.put(path, json={}, headers={"X-Request-ID": OTHERS})
    assert (found.status_code, found.mimetype) == (500, "application/problem+json")
    assert re.fullmatch(r"[0-9a-f]{16}", found.json["request_id"])


def own_lines() -> logging.StreamHandler[TextIO]:
    return next(one for one in logging.getLogger("service").handlers if one.name == "service.web.tracing")  # type: ignore


def test_readyz_says_what_stands_behind_it(app: Flask, cast: Cast) -> None:
    found = nobody(app).get("/readyz")
    assert found.status_code == 200, found.text
    assert found.json["ready"] is True
    assert {"planner", "worker"} <= set(found.json["degraded"])
    walls = "two walls" if app.config["SETTINGS"].is_postgres else "no database-level isolation"
    assert walls in found.json["tenancy"]
