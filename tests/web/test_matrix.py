"""A19: every route × everybody of the cast × a foreign id is the same 404 as a missing one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from flask import Flask

from service.core import clock, ids
from service.identity.rules import BUREAU_ROLES, PLANT_ROLES, Role
from service.web.access import SAFE
from tests import people
from tests.people import Cast, Visitor
from tests.routes import Route, routes
from tests.web import foreign
from tests.web.foreign import WORDS, World

OWN_REGION, THEIRS, NOWHERE = "410505", "410506", "419999"
LEADER = "leader"  # the one role that the cast has nobody of
LOGINS = {role: login for login, (_name, role) in reversed((people.PLANT | people.BUREAU).items())} | {
    Role.TEAM_LEADER: LEADER,
    Role.OPERATOR: "operator",
}
RECORD = {"occurrence_id": str(ids.new_id()), "answers": []}
OPEN_TO_ALL = {"anyone", "desk"}  # their rows are reached by codes, which have tests of their own


@dataclass(frozen=True)
class Asked:
    """An address that shows a foreign row, and the same one of a row that is not there.

    is_abroad  the address is of another plant or region: it is missing, whoever asks and whatever he may do
    """

    route: Route
    method: str
    foreign: str
    missing: str
    is_abroad: bool


def concrete(route: Route, world: World, cast: Cast) -> Iterator[Asked]:
    method = next(iter(sorted(route.methods - SAFE)), "GET")
    gone = {name: str(ids.new_id()) for name in route.arguments & set(world.ids)}
    here = {"enterprise": str(cast.plant), "region": OWN_REGION}
    theirs = {"enterprise": str(world.plant), "region": THEIRS}
    nowhere = {"enterprise": str(ids.new_id()), "region": NOWHERE}
    rows = {name: str(world.ids[name]) for name in route.arguments & set(world.ids)}
    for number, words in enumerate(spelt(route)):
        if rows:  # a neighbour's row under one's own plant or region
            yield Asked(
                route,
                method,
                fill(route.rule, here | words | rows),
                fill(route.rule, here | words | gone),
                is_abroad=False,
            )
        if route.arguments & set(theirs) and number == 0:  # the neighbour's own, shut whatever the verb
            yield Asked(
                route,
                method,
                fill(route.rule, theirs | words | rows),
                fill(route.rule, nowhere | words | gone),
                is_abroad=True,
            )


def spelt(route: Route) -> Iterator[dict[str, str]]:
    names = sorted(route.arguments & set(WORDS))
    for choice in product(*(WORDS[name](route.rule) for name in names)):
        yield dict(zip(names, choice, strict=True))


def fill(rule: str, values: dict[str, str]) -> str:
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: values[found[1]], rule)


def answer(visitor: Visitor, asked: Asked, path: str) -> tuple[int, str]:
    """What came back, without the address that was asked for."""
    if asked.method == "GET":
        found = visitor.get(path)
    elif asked.method == "POST":
        found = visitor.post(path, {"id": str(ids.new_id()), "version": "1"})
    else:
        found = visitor.client.open(path, method=asked.method, json=RECORD)
    return found.status_code, people.without_token(found.text).replace(path, "…")


@pytest.fixture
def neighbours(cast: Cast, settle: Callable[..., World]) -> World:
    return settle("neighbours", foreign.build)


def questions(app: Flask, world: World, cast: Cast) -> list[Asked]:
    closed = [route for route in routes(app) if route.access and route.access.who not in OPEN_TO_ALL]
    return [asked for route in closed for asked in concrete(route, world, cast)]


def test_every_argument_of_a_route_has_a_sample(app: Flask, neighbours: World) -> None:
    known = {"enterprise", "region", *neighbours.ids, *WORDS}
    for route in routes(app):
        if route.access and route.access.who not in OPEN_TO_ALL:
            assert route.arguments <= known, f"{route.rule}: add a row to tests/web/foreign.py"
    assert all(neighbours.ids.values())


def door_of(role: Role) -> str:
    """Return through which door a role comes in: a worker has his phone."""
    doors = dict.fromkeys(PLANT_ROLES, "plant") | dict.fromkeys(BUREAU_ROLES, "bureau")
    return (doors | {Role.OPERATOR: "operator", Role.WORKER: "phone"})[role]


def seen_by(who: str, asked: list[Asked]) -> Iterator[Asked]:
    """At a door of others nothing is looked up, whatever the verb: each of its routes is asked once."""
    known = set()
    for one in asked:
        own_door = one.route.access is not None and one.route.access.who == who
        if own_door or one.route not in known:
            known.add(one.route)
            yield one


@pytest.mark.worlds
@pytest.mark.parametrize("door", ["plant", "bureau", "operator", "phone"])
def test_a19_a_foreign_row_is_the_same_404_as_a_missing_one(
    app: Flask, cast: Cast, neighbours: World, door: str
) -> None:
    asked = questions(app, neighbours, cast)
    assert len(asked) > 150
    with app.app_context():
        people.a_person(cast.plant, LEADER, "孟班长", Role.TEAM_LEADER)
    roles = [role for role in Role if door_of(role) == door]
    with clock.frozen(clock.now()):  # a page names the minute
        faults = [fault for role in roles for fault in seen_through(app, role, asked)]
    assert faults == [], "\n".join(faults)


@pytest.fixture
def next_door(cast: Cast, settle: Callable[..., World]) -> World:
    """A second plant of the same district: its bureau sees both, and neither plant the other."""
    return settle("next_door", lambda: foreign.build(OWN_REGION))


@pytest.mark.worlds
def test_a19_so_is_a_row_of_another_plant_of_the_same_district(
    app: Flask, cast: Cast, next_door: World
) -> None:
    asked = [one for one in questions(app, next_door, cast) if "/g/" not in one.foreign]
    assert len(asked) > 80
    roles = (Role.SAFETY_MANAGER, Role.PRINCIPAL, Role.DEPARTMENT_HEAD, Role.WORKER)
    with clock.frozen(clock.now()):
        faults = [fault for role in roles for fault in seen_through(app, role, asked)]
    assert faults == [], "\n".join(faults)


def seen_through(app: Flask, role: Role, asked: list[Asked]) -> Iterator[str]:
    """Say where somebody of a role can tell a foreign row from a missing one."""
    who, login = door_of(role), LOGINS[role]
    visitor = people.on_phone(app, login) if who == "phone" else people.at_desk(app, login)
    for one in seen_by(who, asked):
        if one.route.access and one.route.access.who == who == "operator":
            continue  # to the operator every organisation is his own
        own_door = one.route.access is not None and one.route.access.who == who
        first = answer(visitor, one, one.foreign)
        # At a door of others nothing is looked up: one address stands for both.
        second = answer(visitor, one, one.missing) if own_door else first
        if first != second or first[0] not in allowed(one, own_door, is_phone=who == "phone"):
            yield f"{role} {one.method} {one.foreign}: {said(first)} and {said(second)}"


def allowed(one: Asked, own_door: bool, *, is_phone: bool) -> set[int]:
    """What may be answered: 303 and 401 to who is not in; at his own door 403 and 422 come before any row is sought."""
    if not own_door:
        return (
            {404, 303, 401} if is_phone or (one.route.access and one.route.access.who == "phone") else {404}
        )
    if one.is_abroad:
        return {404}
    return {404, 403} if one.method == "GET" else {404, 403, 422}


def test_a19_who_is_not_signed_in_is_sent_to_sign_in_whatever_the_id(
    app: Flask, cast: Cast, neighbours: World
) -> None:
    visitor = people.nobody(app)
    for one in questions(app, neighbours, cast):
        for path in (one.foreign, one.missing):
            status, _body = answer(visitor, one, path)
            assert status == (303 if one.method == "GET" else 401), f"{one.method} {path}"


def said(answered: tuple[int, str]) -> str:
    """The status and the words of a page, for who reads a failure."""
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answered[1].partition("<main")[2]))
    return f"{answered[0]} {words.strip()[:80]}"
