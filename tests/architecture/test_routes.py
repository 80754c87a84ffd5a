"""Every route says who may open it, and how its writes are guarded."""

import sys

import pytest
from flask import Flask

from service.identity.rules import Role
from tests.routes import Route, routes

CLASSES = {"anyone", "phone", "desk", "plant", "bureau", "operator"}
LOOK_UPS = {"token", "code", "claim", "number"}  # who guesses one of these in an address is slowed down


@pytest.fixture
def house(_built: Flask) -> list[Route]:
    return sorted(routes(_built), key=lambda route: (route.rule, sorted(route.methods)))


def test_every_route_is_classified(house: list[Route]) -> None:
    sys.stdout.write("\n".join(["", *map(str, house), ""]))  # `pytest -s` shows the inventory
    assert len(house) > 20
    assert [str(route) for route in house if route.access is None] == []
    assert {route.access.who for route in house if route.access} <= CLASSES


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


def test_what_nobody_known_writes_is_counted(house: list[Route]) -> None:
    free = [str(route) for route in house if route.access and route.access.who == "anyone"]
    assert free
    uncounted = [
        str(route)
        for route in house
        if route.access and route.access.who == "anyone" and route.is_unsafe and not route.limited
    ]
    assert uncounted == []


def test_who_guesses_a_code_in_an_address_is_counted(house: list[Route]) -> None:
    uncounted = [
        str(route)
        for route in house
        if route.access
        and route.access.who == "anyone"
        and LOOK_UPS & route.arguments
        and not (route.limited or route.counted)
        and not route.rule.startswith("/language/")
    ]
    assert uncounted == []


def test_roles_are_known_and_fit_the_door(house: list[Route]) -> None:
    for route in house:
        assert route.access is not None
        assert route.access.roles <= set(Role), str(route)


def test_nothing_is_changed_by_looking(house: list[Route]) -> None:
    """A rule that takes GET and an unsafe method at once would run the same view for both."""
    both = [str(route) for route in house if route.is_unsafe and "GET" in route.methods]
    assert both == []
