"""A25: a form sets what it shows, and nothing else: no role, tenant, area, state, grade or actor comes in with it."""

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from marshmallow import RAISE
from marshmallow import fields as kinds
from sqlalchemy import Table, select
from werkzeug.test import TestResponse

from service.core import ids
from service.core.acts.verbs import Verb
from service.core.db.tables import Base
from service.core.db.transactions import db, reading
from service.core.forms import Form
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.session_guard import bypass_scope
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT
from service.hazards.lifecycle import VERBS
from service.identity.models import RoleGrant
from service.identity.rules import Role
from tests.people import Visitor
from tests.routes import Route, routes
from tests.web.own import REGION, Own
from tests.web.test_matrix import fill

pytestmark = pytest.mark.worlds
STRANGER, AREA = UUID("01900000-0000-7000-8000-00000000dead"), "990099"
FORGED = {
    **dict.fromkeys(("enterprise_id", "organisation_id", "tenant_id", "opened_by"), str(STRANGER)),
    **dict.fromkeys(("reported_by", "answered_by", "accepted_by", "closed_by", "actor_id"), str(STRANGER)),
    **dict.fromkeys(
        ("closed_at", "sealed_at", "shown_at", "answered_at", "found_at"), "2020-01-01T00:00:00Z"
    ),
    **{"area_code": AREA, "sector": "forged", "state": "closed", "grade": "general", "level": "low"},
    **{"role": "operator", "roles": "operator", "source": "regulator", "stands": "0", "round": "9"},
    **{"claim": "forged", "digest": "forged", "order_item_id": str(STRANGER), "is_admin": "1"},
}
# What a form may say of these: its command checks who says it.
OWN_FIELDS = {
    "PersonForm": {"role"},
    "GrantForm": {"role"},
    "StaffForm": {"roles"},
    "NamedStaffForm": {"roles"},
    "BureauForm": {"area_code"},
    "ApplyForm": {"enterprise_id"},
    "FindingForm": {"grade"},
    "ConfirmForm": {"grade"},
    "DayForm": {"source"},
    "YearForm": {"source"},
}
# What is read without a schema, by the name of each field it knows: anything else is not even looked at.
UNREAD = {
    "checks.send",
    "desk.sign_out",
    "enrolments.offer",
    "imports.begin",
    "imports.decline",
    "my_reports.read",
    "operator.invite",
    "operator.retry_job",
    "operator.revoke_invitations",
    "people.enrolment",
    "people.further",
    "people.invite",
    "people.leave",
    "people.revoke_invitations",
    "people.revoke_phone",
    "phone.sign_out",
    "rosters.begin",
    "rosters.decline",
    "visits.narrow",
}
# Whose right is asked before photos are taken in, and so before the form is read: here the row stands otherwise.
ASKED_FIRST = {
    *("hazards.step", "orders.move", "plant_orders.answer", "reinspections.judge", "reinspections.move"),
    *("visits.find", "visits.move"),
}
# Whose form is shown again on the page of a row, which is not there.
SHOWN_ON_A_ROW = {"imports.confirm", "rosters.confirm"}


def is_moved(verb: Verb) -> bool:
    """Whether the address of a row names its verb: what names a part of it, or makes another, has an address."""
    return bool(verb.button) and not verb.on_part and not verb.makes


TABLES = {"/visits/": VISIT, "/orders/": ORDER, "/reinspections/": REINSPECTION, "/hazards/": VERBS}
STEPS: dict[str, Any] = {
    part: {verb.id: verb.data for verb in table.rows.values() if is_moved(verb)}
    for part, table in TABLES.items()
}
ENDS = re.compile("leave|sign_out")  # last: nobody does anything after it
OF_OFFICER = {"certificate_id", "grant_id"}
READERS = {"plant": "manager", "bureau": "first", "operator": "operator", "desk": "head", "phone": "worker"}


def schemas(parent: type[Form] = Form) -> Iterator[type[Form]]:
    for schema in parent.__subclasses__():
        yield schema
        yield from schemas(schema)


def all_fields(schema: Form) -> Iterator[str]:
    for name, one in schema.fields.items():
        yield name
        inner = one.inner if isinstance(one, kinds.List) else one
        if isinstance(inner, kinds.Nested):
            yield from all_fields(inner.schema)


def test_a25_no_form_knows_a_field_that_is_not_its_senders_to_set(app: Flask) -> None:
    found = [schema for schema in schemas() if schema.__module__.startswith(("service", "admin", "mobile"))]
    assert len(found) > 40
    assert [schema.__name__ for schema in found if schema.Meta.unknown != RAISE] == []
    known = {schema.__name__: set(all_fields(schema())) & FORGED.keys() for schema in found}
    assert {name: fields for name, fields in known.items() if fields} == OWN_FIELDS


def guarded() -> dict[tuple[str, ...], dict[str, Any]]:
    """Every row there is, with what a forged field would set."""
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for is_secret, here in ((False, Scope.platform()), (True, Scope.auth())):
        with scope.opened(here), reading():
            for table in Base.metadata.sorted_tables:
                if table.info["secret"] == is_secret:
                    rows |= guarded_in(table)
    return rows


def guarded_in(table: Table) -> dict[tuple[str, ...], dict[str, Any]]:
    key = [column.name for column in table.primary_key]
    kept = [column.name for column in table.columns if column.name in FORGED]
    columns = [table.c[name] for name in dict.fromkeys([*key, *kept])]
    rows = db.session.execute(bypass_scope(select(*columns), "the whole database")).mappings()
    return {
        (table.name, *(str(row[name]) for name in key)): {name: row[name] for name in kept} for row in rows
    }


def addresses(app: Flask, mine: Own) -> Iterator[tuple[Route, str]]:
    for route in routes(app):
        if route.methods & {"POST"}:
            words = {name: str(ids.new_id()) for name in route.arguments} | mine.words | {"region": REGION}
            if "/reinspections/" in route.rule:
                words |= {"item_id": mine.words["judged_id"]}
            steps = next((steps for part, steps in STEPS.items() if part in route.rule), {"": None})
            if OF_OFFICER & route.arguments or route.endpoint.startswith("bureaus."):
                words |= {"organisation_id": words["bureau_id"], "person_id": words["officer_id"]}
            names = steps if route.arguments & {"verb", "step"} else [""]
            for name in names:
                yield route, fill(route.rule, words | {"verb": name, "step": name})


def sent(visitors: dict[str, Visitor], route: Route, path: str) -> TestResponse:
    who = READERS.get(route.access.who if route.access else "", "nobody")
    if route.endpoint == "checks.send":
        who = "worker"
    return visitors[who].post(path, {"id": str(ids.new_id()), **FORGED})


def test_a25_what_no_form_shows_is_refused_by_every_form_or_without_effect(
    app: Flask, mine: Own, visitors: dict[str, Visitor]
) -> None:
    before, faults, unread, named = guarded(), [], set(), 0
    for route, path in sorted(addresses(app, mine), key=lambda one: bool(ENDS.search(one[0].endpoint))):
        answer = sent(visitors, route, path)
        if answer.status_code == 422:
            named += "不认识的字段" in answer.text
            continue
        if "token" in route.arguments and answer.status_code in {404, 410}:
            continue
        if route.endpoint in ASKED_FIRST and answer.status_code == 409:
            continue
        if route.endpoint in SHOWN_ON_A_ROW and answer.status_code == 404:
            continue
        unread.add(route.endpoint)
        if route.endpoint not in UNREAD:
            faults.append(f"{path}: {answer.status_code}")
    after = guarded()
    assert named > 40
    assert faults == [], "\n".join(faults)
    assert unread <= UNREAD
    assert {key: row for key, row in before.items() if after.get(key, row) != row} == {}
    strange = {str(STRANGER), AREA, "forged", "operator"}
    new = [row for key, row in after.items() if key not in before and strange & set(map(str, row.values()))]
    assert new == []


def test_a25_nor_inside_the_answers_of_a_record(mine: Own, visitors: dict[str, Visitor]) -> None:
    path = f"/api/v1/e/{mine.plant.id}/records/{ids.new_id()}"
    item = {"item_id": mine.words["check_1"], "answer": "normal"}
    body = {"occurrence_id": mine.words["occurrence_id"], "answers": [item | FORGED], **FORGED}
    answer = visitors["worker"].client.put(path, data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 422
    named = set(answer.json["fields"])
    assert {name for name in FORGED if {name, f"answers.0.{name}"} <= named} == set(FORGED)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD, Role.OFFICER])
def test_a25_a_plant_gives_nobody_a_role_of_others(
    mine: Own, visitors: dict[str, Visitor], role: Role
) -> None:
    facts = {"id": str(ids.new_id()), "name": "新来的", "work_number": "Z9", "role": role.value}
    assert visitors["manager"].post(f"/e/{mine.plant.id}/people", facts).status_code in {403, 422}
    with scope.opened(Scope.platform()), reading():
        grants = db.session.scalars(select(RoleGrant).where(RoleGrant.enterprise_id == mine.plant.id))
        assert role not in {grant.role for grant in grants}
