"""An id that named one act names no other, and what it made is not made of other words.

Every form of the map of routes that takes an id is sent with one that was used. A route joins by
itself: what its form takes is made up from its schema; only what makes a row says how.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from marshmallow import ValidationError
from marshmallow import fields as kinds
from marshmallow.fields import Field

from service.core import clock, ids
from service.core.forms import reader_of
from tests import databases
from tests.builders.inspections import measures
from tests.builders.workbooks import an_ls_ledger, an_ls_row, content_of
from tests.people import Visitor
from tests.routes import Route
from tests.web.own import Own
from tests.web.test_filters import code_of
from tests.web.test_mass_assignment import READERS, STEPS, addresses

pytestmark = pytest.mark.worlds
Facts = dict[str, Any]
SENT = re.compile(r"sent(?:_with_password\(viewer, |\()(\w+)(?:\.(\w+))?[,)]")
TAKES_ID = re.compile(r"sent_act\(\)|sent_id\(\)")
USED = "01900000-0000-7000-8000-0000000000e1"
WORDS = [
    "字",
    "zizi",
    "1",
    "2026",
    "true",
    "410505",
    "general",
    clock.today().isoformat(),
    clock.now().isoformat(),
]
ANOTHER = re.compile("这个表单已经")  # what who sends a used id is answered
# The acts that use the id, one in each organisation: sent again they are the same act.
FIRST = {"enterprises.set_contacts", "bureaus.correct", "calendar.set_day"}
# What a schema does not say.
MORE: dict[str, Facts] = {
    "calendar.set_day": {"version": "0"},
    "members.correct": {"name": "字", "roles": ["worker"]},
}
# What stands already is not done again, whatever the id: a second time it leaves nothing.
BY_STATE = {
    "account.end_others",
    "grants.revoke",
    "inbox.read_all",
    "labels.begin",
    "members.end_certificate",
    "members.leave",
    "operator.invite",
    "operator.revoke_invitations",
    "people.invite",
    "people.leave",
    "people.revoke_invitations",
    "risks.print_label",
}
# Of rows that this world has none of; their ids are tried beside their own tests.
NOT_THERE = {
    "account.end_sign_in",
    "calendar.set_year",
    "checks.send",
    "grants.grant",
    "hazards.fix",
    "imports.decline",
    "inbox.bureau_read_all",
    "inbox.bureau_read_one",
    "inbox.read_one",
    "people.revoke_phone",
    "rosters.decline",
    "visits.draft_order",
}


@cache
def a_book(name: str) -> bytes:
    return content_of(an_ls_ledger([an_ls_row(name=name)]))


def file(name: str) -> tuple[BytesIO, str]:
    return BytesIO(a_book(name)), "台账.xlsx"


def officers(own: Own, *who: str) -> list[str]:
    return [str(getattr(own.bureau, name).person_id) for name in who]


def chosen(own: Own) -> list[str]:
    return [str(measure) for measure in measures(own.plant, own.checked.unit)]


# What makes a row: what more its form takes, and what else is sent under its id.
PERFORMED = re.compile(r'DESK\.perform\(viewer, "(\w+)"')
MAKES: dict[str, Callable[[Own], tuple[Facts, Facts]]] = {
    "hazards.report": lambda own: ({}, {"place": "别处"}),
    "imports.begin": lambda own: ({"file": file("冲床")}, {"file": file("锯床")}),
    "members.certify": lambda own: ({}, {"number": "zizizi"}),
    "operator.add_person": lambda own: ({}, {"name": "另一人"}),
    "operator.open_bureau": lambda own: ({}, {"name": "另一局"}),
    "orders.reinspect": lambda own: ({}, {"officers": officers(own, "first", "third")}),
    "people.add_person": lambda own: ({}, {"name": "另一人"}),
    "plant_checks.make_checklist": lambda own: ({"measures": chosen(own)}, {"name": "另一张"}),
    "plant_checks.make_plan": lambda own: ({"team": "夜班"}, {"team": "白班"}),
    "reports.send": lambda own: ({"what": "设备损坏", "no_photo": "1", "mine": "1"}, {"place": "别处"}),
    "rosters.begin": lambda own: ({"file": file("冲床")}, {"file": file("锯床")}),
    "visits.apply": lambda own: ({"kind": "special", "items": "罐区"}, {"reason": "另一事由"}),
}


def schema_of(app: Flask, route: Route, path: str) -> Any:
    """Return the form that a route reads, None where it reads its few fields by their names."""
    for part, steps in STEPS.items():
        if part in route.rule and route.arguments & {"verb", "step"}:
            return steps[path.rpartition("/")[2]]
    view = inspect.unwrap(app.view_functions[route.endpoint])
    for source in code_of(app.view_functions[route.endpoint]):
        for verb in PERFORMED.findall(source):
            return view.__globals__["DESK"].change.verbs[verb].data
        for name, inner in SENT.findall(source):
            named = view.__globals__.get(name)
            schema = getattr(named, inner, None) if inner else named
            if isinstance(schema, type) and "id" in reader_of(schema).fields:
                return schema
    return None


def made_up(name: str, field: Field[Any], words: dict[str, str]) -> Any:
    """Return something that a field takes."""
    if isinstance(field, kinds.List):
        return (
            [words["officer_id"], words["second_id"]]
            if name == "officers"
            else [made_up(name, field.inner, words)]
        )
    for value in (words.get(name), *choices(field), *WORDS, str(ids.new_id())):
        try:
            field.deserialize(value)
        except ValidationError:
            continue
        if value:
            return value
    raise AssertionError(f"nothing fits {name}")


def choices(field: Field[Any]) -> list[Any]:
    return [choice.value for choice in field.enum] if isinstance(field, kinds.Enum) else []


def filled(schema: Any, words: dict[str, str]) -> Facts:
    known = reader_of(schema).fields if schema else {}
    given = {name: made_up(name, field, words) for name, field in known.items() if field.required}
    return given | {"id": USED}


def forms(app: Flask, mine: Own) -> Iterator[tuple[Route, str, Facts]]:
    """Every address that takes an id, with a form."""
    for route, path in addresses(app, mine):
        schema = schema_of(app, route, path)
        if schema or any(TAKES_ID.search(code) for code in code_of(app.view_functions[route.endpoint])):
            yield route, path, filled(schema, mine.words)


def who(route: Route) -> str:
    if route.endpoint in {"checks.send", "reports.send"}:
        return "worker"
    return READERS.get(route.access.who if route.access else "", "nobody")


def entries(place: str) -> int:
    return int(databases.rows(place, "SELECT count(*) FROM ledger_entry")[0][0])


def acts(app: Flask, mine: Own) -> list[tuple[Route, str, Facts]]:
    others = [form for form in forms(app, mine) if form[0].endpoint not in {*MAKES, *BY_STATE, *NOT_THERE}]
    return sorted(others, key=lambda form: form[0].endpoint not in FIRST)


def test_every_route_that_takes_an_id_says_what_it_does_with_it(app: Flask, mine: Own) -> None:
    known = {*MAKES, *BY_STATE, *NOT_THERE}
    taking = {route.endpoint for route, _path, _fields in forms(app, mine)}
    assert known <= taking
    assert len(taking - known) > 15


def test_the_id_of_an_act_does_for_no_other(
    app: Flask, place: str, mine: Own, visitors: dict[str, Visitor]
) -> None:
    faults, refused = [], 0
    for route, path, fields in acts(app, mine):
        before = entries(place)
        answer = visitors[who(route)].post(path, fields | MORE.get(route.endpoint, {}))
        left = entries(place) - before
        if route.endpoint in FIRST:
            assert (answer.status_code, left) == (303, 1), path
        elif (answer.status_code, left) != (409, 0) or not ANOTHER.search(answer.text):
            faults.append(f"{route.endpoint} {path}: {answer.status_code}, {left} entries")
        else:
            refused += 1
    assert faults == [], "\n".join(faults)
    assert refused > 50


@pytest.mark.parametrize("endpoint", MAKES)
def test_what_a_form_made_is_made_once_and_its_id_does_for_nothing_else(
    app: Flask, place: str, mine: Own, visitors: dict[str, Visitor], endpoint: str
) -> None:
    ((route, path, fields),) = [form for form in forms(app, mine) if form[0].endpoint == endpoint]
    visitor = visitors[who(route)]

    def send(other: Facts) -> tuple[int, str, int]:
        before = entries(place)
        answer = visitor.post(path, fields | MAKES[endpoint](mine)[0] | other)
        return answer.status_code, answer.headers.get("Location", ""), entries(place) - before

    status, location, left = send({})
    assert (status in {200, 303}, left > 0) == (True, True)
    assert send({}) == (status, location, 0)
    assert send(MAKES[endpoint](mine)[1])[::2] == (409, 0)
