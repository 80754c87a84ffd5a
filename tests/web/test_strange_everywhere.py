"""A20 by the map of routes: whatever takes an id, in its address, behind it or in its form, is asked with a stranger's.

A route joins by itself. A name that is new behind an address or in a form fails here until it says what it takes.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from marshmallow import fields as kinds

from service.core import clock
from service.core.forms import Form
from tests.people import Visitor
from tests.routes import Route, routes
from tests.web import test_strange_ids as strange
from tests.web.foreign import World
from tests.web.own import REGION, Own
from tests.web.test_filters import names_of
from tests.web.test_mass_assignment import READERS, schemas
from tests.web.test_matrix import fill, spelt
from tests.web.test_strange_ids import Asked, Scene

pytestmark = pytest.mark.worlds
# Behind an address: whose id a name takes.
TAKES = {
    "after": ["[hazard_id]", "[record_id]"],
    "visits_after": ["[visit_id]"],
    "lists": ["[checklist_id]"],
    "unit": ["unit_id"],
    "unit_id": ["unit_id"],
    "object": ["object_id"],
    "assignee": ["person_id"],
    "check": ["occurrence_id"],
    "enterprise": ["enterprise_id"],
    "id": ["hazard_id"],
    "chosen": ["unit_id", "person_id", "object_id", "enterprise_id", "officer_id"],
}
WORDS = {"search", "text", "q", "number", "claim"}  # what is searched for: a stranger's name
# Neither: the states, levels, codes, days and turns of a page.
CHOICES = {
    "state",
    "grade",
    "overdue",
    "level",
    "held",
    "all",
    "year",
    "void",
    "next",
    "queue",
    "show",
    "code",
}
CHOICES |= {"former", "name", "blank", "basis_code", "on", "k", "where", "kind", "days"}
THEIR_NAME = "龙安乙厂"
OWN_DOOR = {"plant", "bureau", "phone"}
# Asked of a major hazard whose plan is to be made, of which this world has none.
OF_A_PLAN = {"responsible_id"}


def behind(app: Flask, mine: Own) -> Iterator[tuple[Route, str, set[str]]]:
    """Every page that reads something behind its address, with what it reads."""
    for route in routes(app):
        if "GET" in route.methods and route.access and route.access.who in OWN_DOOR:
            names = names_of(app.view_functions[route.endpoint])
            words = dict.fromkeys(route.arguments, "0") | mine.words | {"region": REGION}
            if names:
                yield route, fill(route.rule, words), names


def test_every_name_behind_an_address_says_what_it_takes(app: Flask, mine: Own) -> None:
    known = TAKES.keys() | WORDS | CHOICES
    assert {name for _route, _path, names in behind(app, mine) for name in names} - known == set()


def test_a20_a_strange_id_or_name_behind_any_address_shows_nothing(
    app: Flask, mine: Own, theirs: World, visitors: dict[str, Visitor]
) -> None:
    asked = []
    for route, path, names in behind(app, mine):
        who = READERS[route.access.who] if route.access else "nobody"
        for name in sorted(names & TAKES.keys()):
            for taken in TAKES[name]:
                value = re.sub(r"\w+", lambda word: f"<{word[0]}>", taken)
                asked.append(Asked(who, f"{path}?{name}={value}"))
        for name in sorted(names & WORDS):
            answer = visitors[who].get(f"{path}?{name}={THEIR_NAME}")
            seen = answer.text.replace(f'value="{THEIR_NAME}"', "").count(THEIR_NAME)
            empty = (
                visitors[who]
                .get(f"{path}?{name}=龙安无厂")
                .text.replace('value="龙安无厂"', "")
                .count("龙安无厂")
            )
            assert seen == empty, f"{path}?{name}"
    assert len(asked) > 30
    with clock.frozen(clock.now()):
        faults = strange.faults(Scene(visitors, mine, theirs), asked, {200, 302, 303, 404})
    assert faults == [], "\n".join(faults)


def nested(app: Flask, mine: Own, theirs: World) -> Iterator[Asked]:
    """Every address of two rows and more, with one of them a stranger's."""
    for route in routes(app):
        rows = sorted(route.arguments & set(theirs.ids))
        if len(rows) < 2 or not route.access or route.access.who not in OWN_DOOR:
            continue
        for odd in rows:
            if not set(rows) - {odd} <= set(mine.words):
                continue
            for words in spelt(route):
                filled = mine.words | {"region": REGION} | words | {odd: f"<{odd}>"}
                method = "GET" if "GET" in route.methods else "POST"
                yield Asked(READERS[route.access.who], fill(route.rule, filled), method=method)


def test_a20_one_strange_id_among_ones_own_leads_nowhere(
    app: Flask, mine: Own, theirs: World, visitors: dict[str, Visitor]
) -> None:
    asked = list(nested(app, mine, theirs))
    assert len(asked) > 10
    with clock.frozen(clock.now()):
        faults = strange.faults(Scene(visitors, mine, theirs), asked, {403, 404, 422})
    assert faults == [], "\n".join(faults)


def ids_of(schema: Form, within: str = "") -> Iterator[str]:
    """The names of a form that take ids, those of lists and of what lies in it too."""
    for name, one in schema.fields.items():
        inner = one.inner if isinstance(one, kinds.List) else one
        if isinstance(inner, kinds.Nested):
            yield from ids_of(inner.schema)
        elif isinstance(inner, kinds.UUID) and name not in {"id", "after_id"}:
            yield name


def test_every_id_that_a_form_takes_is_asked_with_a_strangers() -> None:
    sent = str([one.fields for one in strange.SENT] + strange.JSON)
    asked = set(re.findall(r"'([\w-]+)': \[?'[^']*<\w+>", sent)) | set(
        re.findall(r"'(\w+)': \[[^\]]*<\w+>", sent)
    )
    taken = {name for schema in schemas() if "tests" not in schema.__module__ for name in ids_of(schema())}
    assert len(taken) > 8
    assert taken - asked == OF_A_PLAN
