"""Every route says who may open it, and how its writes are guarded."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask_limiter.util import get_qualified_name

from service.identity.rules import Role
from service.web.access import SAFE, Access
from service.web.limits import limiter

CLASSES = {"anyone", "phone", "desk", "plant", "bureau", "operator"}
LOOK_UPS = {"token", "code", "claim", "number"}  # who guesses one of these in an address is slowed down


@dataclass(frozen=True)
class Route:
    rule: str
    endpoint: str
    methods: frozenset[str]
    arguments: frozenset[str]
    access: Access | None
    limited: bool

    @property
    def is_unsafe(self) -> bool:
        return bool(self.methods - SAFE)

    def __str__(self) -> str:
        access = self.access
        roles = ",".join(sorted(access.roles)) if access else ""
        guard = access.csrf if access and self.is_unsafe else "-"
        return (
            f"{'/'.join(sorted(self.methods - {'HEAD', 'OPTIONS'})):<5} {self.rule:<70} "
            f"{access.who if access else 'UNCLASSIFIED':<9} csrf={guard:<7} "
            f"limit={'yes' if self.limited else '-':<4} {roles}"
        )


def routes(app: Flask) -> Iterator[Route]:
    limits = limiter.limit_manager
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        yield Route(
            rule.rule,
            rule.endpoint,
            frozenset(rule.methods or ()),
            frozenset(rule.arguments),
            getattr(view, "access", None),
            bool(limits.decorated_limits(get_qualified_name(view))),
        )


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
        assert route.access.csrf == ("origin" if route.access.who == "anyone" else "token"), str(route)


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
        and not route.limited
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
