"""Every route says who may open it, and how its writes are guarded."""

import sys

import pytest
from flask import Flask

from service.core.tenancy.scope import Kind
from service.identity.rules import Role
from service.web import limits
from tests.routes import Route, routes

SCOPES = {
    "anyone": {Kind.PUBLIC, Kind.AUTH},
    "phone": {Kind.ENTERPRISE},
    "desk": {
        Kind.ENTERPRISE,
        Kind.REGULATOR,
        Kind.PLATFORM,
        Kind.AUTH,
    },  # the last: whose every grant is over
    "plant": {Kind.ENTERPRISE},
    "bureau": {Kind.REGULATOR},
    "operator": {Kind.PLATFORM},
}
CALLS = {  # what a view calls when it gives out a file, reads a workbook or takes photos
    limits.EXPORTS: {
        "pdf_of",
        "draft_pdf",
        "form_pdf",
        "picture_of",
        "file_response",
        "invitation_letter",
        "error_workbook",
    },
    limits.IMPORTS: {"sent_upload"},
    limits.UPLOADS: {"take_photos", "perform", "move"},
}
FILES = (".pdf", ".xlsx", ".csv", ".zip", ".png", ".svg")
LOOK_UPS = {"token", "code", "claim", "number"}  # who guesses one of these in an address is slowed down


@pytest.fixture
def house(_built: Flask) -> list[Route]:
    return sorted(routes(_built), key=lambda route: (route.rule, sorted(route.methods)))


def test_every_route_is_classified(house: list[Route]) -> None:
    sys.stdout.write("\n".join(["", *map(str, house), ""]))  # `pytest -s` shows the inventory
    assert len(house) > 20
    assert [str(route) for route in house if route.access is None] == []
    assert {route.access.who for route in house if route.access} <= set(SCOPES)


def test_a_page_of_somebody_takes_the_token_and_a_page_of_nobody_the_origin(house: list[Route]) -> None:
    for route in house:
        assert route.access is not None
        proof = "json" if route.rule.startswith("/api/") else "token"
        assert route.access.csrf == ("origin" if route.access.who == "anyone" else proof), str(route)


def test_the_class_of_a_route_is_the_one_its_address_says(house: list[Route]) -> None:
    doors = {"/e/": {"plant"}, "/g/": {"bureau"}, "/ops/": {"operator"}}
    for route in house:
        for start, who in doors.items():
            if route.rule.startswith(start):
                assert route.access and route.access.who in who, str(route)
        if route.access and route.access.who == "plant":
            assert "enterprise" in route.arguments, str(route)
        if route.access and route.access.who == "bureau":
            assert "region" in route.arguments, str(route)


def test_every_route_states_its_scope(house: list[Route]) -> None:
    """The decorator refuses a viewer of any other; who a route is for decides."""
    for route in house:
        assert route.access and route.access.scopes == SCOPES[route.access.who], str(route)


def test_a_stated_limit_is_one_that_is_counted(house: list[Route]) -> None:
    for route in house:
        assert route.counted_as in limits.NAMES, str(route)
        assert route.limited == (route.counted_as not in {limits.FREE, limits.CODES}), str(route)
        assert not (route.counted_as == limits.CODES and not route.counted), str(route)


def test_what_nobody_known_writes_is_counted(house: list[Route]) -> None:
    unsafe = [route for route in house if route.access and route.access.who == "anyone" and route.is_unsafe]
    assert unsafe
    assert [str(one) for one in unsafe if one.counted_as not in {limits.WRITES, limits.SIGN_IN}] == []


def test_who_guesses_a_code_in_an_address_is_counted(house: list[Route]) -> None:
    uncounted = [
        str(route)
        for route in house
        if route.access
        and route.access.who == "anyone"
        and LOOK_UPS & route.arguments
        and route.counted_as == limits.FREE
        and not route.rule.startswith("/language/")
    ]
    assert uncounted == []


def test_what_costs_much_is_counted_whoever_asks_for_it(house: list[Route]) -> None:
    """Files out, workbooks in, photos in: what gives out or reads a file states its limit, and the code of the
    view says whether it does."""
    assert {kind: missing(house, kind) for kind in CALLS} == {kind: [] for kind in CALLS}
    for route in house:
        if route.rule.endswith(FILES):
            assert route.counted_as == limits.EXPORTS, str(route)


def missing(house: list[Route], kind: str) -> list[str]:
    doing = [route for route in house if CALLS[kind] & route.calls]
    assert doing, kind
    allowed = {kind, limits.WRITES} if kind == limits.UPLOADS else {kind}
    return [str(route) for route in doing if route.counted_as not in allowed]


def test_roles_are_known_and_fit_the_door(house: list[Route]) -> None:
    for route in house:
        assert route.access is not None
        assert route.access.roles <= set(Role), str(route)


def test_nothing_is_changed_by_looking(house: list[Route]) -> None:
    """A rule that takes GET and an unsafe method at once would run the same view for both."""
    both = [str(route) for route in house if route.is_unsafe and "GET" in route.methods]
    assert both == []
