"""The fixed cast of tests: two plants, two bureaus and the operator, who sign in through the real forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.core import ids
from service.core.db.transactions import db, reading, retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises import commands as enterprises
from service.enterprises import queries as enterprise_queries
from service.enterprises.entries import PlantEntry
from service.identity.commands import invitations, organisations, phones, platform, sign_in
from service.identity.commands import people as people_commands
from service.identity.models import Organisation, Person
from service.identity.queries import people as people_queries
from service.identity.queries import signed_in
from service.identity.rules import InvitationKind, OrganisationKind, Role
from service.identity.schemas import BureauForm, PersonForm
from service.web import forms
from tests.builders import areas

PASSWORD, PIN = "Kiln-door-1987", "804713"
OPERATOR = Viewer(Scope.platform(), name="运营", roles=frozenset({Role.OPERATOR}), proven_at=inf)
T = TypeVar("T")

# account or work number: name, role; who has no account signs in on his phone
PLANT = {
    "manager": ("李敏", Role.SAFETY_MANAGER),
    "principal": ("赵广明", Role.PRINCIPAL),
    "fixer": ("高洁", Role.DEPARTMENT_HEAD),
    "W1": ("孙立新", Role.WORKER),
    "W2": ("赵敏", Role.WORKER),
}
NEIGHBOUR = {"bricks": ("丁一", Role.SAFETY_MANAGER), "N1": ("邻厂工人", Role.WORKER)}
BUREAU = {
    "head": ("周建国", Role.HEAD),
    "officer": ("刘志远", Role.OFFICER),
    "second": ("陈晓岚", Role.OFFICER),
    "grid": ("郭小军", Role.GRID_WORKER),
    "expert": ("钱工", Role.EXPERT),
}
NEIGHBOUR_BUREAU = {"longan": ("何文斌", Role.HEAD), "longan.officer": ("段平", Role.OFFICER)}
CREDIT_CODES = {"410505": "91410505MA9X10017Q", "410506": "91410506MA9X10041P"}


@dataclass(frozen=True)
class Cast:
    plant: UUID
    neighbour: UUID
    bureau: UUID
    neighbour_bureau: UUID
    people: dict[str, UUID]


def bring_in() -> Cast:
    """Let everybody come to exist by the commands, with the secrets they set themselves."""
    people: dict[str, UUID] = {}
    with scope.opened(Scope.platform()):
        operator = retrying(lambda: platform.open_operator(OPERATOR, "operator", "林岩"))
    set_password(letter(operator, InvitationKind.PASSWORD))
    plant, neighbour = a_plant("410505", "华安化工"), a_plant("410506", "龙安建材")
    bureau, other = a_bureau("410505", "殷"), a_bureau("410506", "龙")
    for place, staff in ((plant, PLANT), (neighbour, NEIGHBOUR), (bureau, BUREAU), (other, NEIGHBOUR_BUREAU)):
        for login, (name, role) in staff.items():
            people[login] = a_person(place, login, name, role)
    people["operator"] = _id_of("operator")
    return Cast(plant, neighbour, bureau, other, people)


def a_plant(area_code: str, name: str) -> UUID:
    entry = PlantEntry(
        name=name,
        credit_code=CREDIT_CODES[area_code],
        area_code=area_code,
        sector="chemicals",
        industry_code="C2614",
    )
    with scope.opened(Scope.platform()):
        return retrying(lambda: enterprises.register(OPERATOR, entry).id)


def a_bureau(area_code: str, prefix: str) -> UUID:
    data = BureauForm(
        id=ids.new_id(),
        name=f"{prefix}区应急管理局",
        area_code=area_code,
        number_prefix=prefix,
        appeal_body=f"{prefix}区人民政府",
        court=f"{prefix}区人民法院",
        yearly_cap=4,
    )
    with scope.opened(Scope.platform()):
        retrying(lambda: areas.known(area_code))
        return retrying(lambda: organisations.open_bureau(OPERATOR, data).enterprise_id)


def a_person(place: UUID, login: str, name: str, role: Role) -> UUID:
    """Add somebody who signs in at a desk by his login, or as a worker on his phone by his work number."""
    on_phone = role is Role.WORKER
    data = PersonForm(
        id=ids.new_id(),
        name=name,
        work_number=login if on_phone else f"D-{login.replace('.', '-')}",
        account="" if on_phone else login,
        role=role,
    )
    kind = InvitationKind.ENROLMENT if on_phone else InvitationKind.PASSWORD

    def act() -> Person:
        organisation = db.session.get_one(Organisation, (place, place))
        return people_commands.add_person(OPERATOR, organisation, data)

    with scope.opened(Scope.platform()):
        person = retrying(act)
    token = letter(person, kind)
    if on_phone:
        with scope.opened(Scope.auth()):
            retrying(lambda: phones.enrol(token, PIN))
    else:
        set_password(token)
    return data.id


def set_password(token: str) -> None:
    with scope.opened(Scope.auth()):
        retrying(lambda: sign_in.accept_invitation(token, PASSWORD, "mlps3"))


def _id_of(account: str) -> UUID:
    with scope.opened(Scope.auth()), reading():
        person = people_queries.by_account(account)
        assert person is not None
        return person.id


def viewer(cast: Cast, login: str) -> Viewer:
    """Return what the doors make of somebody; a bureau's people look at their own area."""

    def find() -> Viewer | None:
        for place in (cast.plant, cast.neighbour, cast.bureau, cast.neighbour_bureau):
            person = people_queries.by_work_number(place, login) or people_queries.by_work_number(
                place, f"D-{login.replace('.', '-')}"
            )
            if person:
                member = signed_in.membership(person)
                is_bureau = member.organisation.kind is OrganisationKind.BUREAU
                return member.viewer(member.organisation.area_code if is_bureau else "")
        return None

    with scope.opened(Scope.auth()), reading():
        found = find()
    assert found is not None, login
    return found


def invite(place: UUID, person_id: UUID, kind: InvitationKind) -> str:
    """Return the token of a printed link."""
    with scope.opened(OPERATOR.scope), reading():
        person = people_queries.person(OPERATOR, person_id, place)
    return letter(person, kind)


def letter(person: Person, kind: InvitationKind) -> str:
    """Return the token of a link that the operator printed for somebody."""
    with scope.opened(Scope.auth()):
        return retrying(lambda: invitations.invite(OPERATOR, person, kind))


def do(who: Viewer, act: Callable[[], T]) -> T:
    with scope.opened(who.scope):
        return retrying(act)


class Browser(FlaskClient):
    """A client whose requests share nothing with the test's own application context, as in a server."""

    def open(self, *arguments: Any, **more: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*arguments, **more)


class Visitor:
    """A browser of somebody: posts carry the token that his pages would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **(fields or {})}, **more)

    def token(self) -> str:
        app = self.client.application
        jar = {one.key: one.value for one in self.client._cookies.values()}
        worn = "; ".join(f"{name}={value}" for name, value in jar.items())
        with app.test_request_context(headers={"Cookie": worn}):
            return forms.token()

    def cookie(self, name: str) -> str:
        found = self.client.get_cookie(name)
        return found.value if found else ""


def nobody(app: Flask) -> Visitor:
    return Visitor(app.test_client())


def at_desk(app: Flask, account: str, password: str = PASSWORD) -> Visitor:
    """Sign in at /sign-in as a person would."""
    visitor = nobody(app)
    answer = visitor.client.post("/sign-in", data={"account": account, "password": password})
    assert answer.status_code == 303, answer.text
    return visitor


def on_phone(app: Flask, work_number: str, area_code: str = "410505") -> Visitor:
    """Sign a phone in beside those a worker has, with a code and his PIN."""
    with app.app_context():
        token = further(area_code, work_number)
    visitor = nobody(app)
    answer = visitor.client.post(f"/m/enrolments/{token}", data={"pin": PIN})
    assert answer.status_code == 303, answer.text
    return visitor


def without_token(page: str) -> str:
    """Return a page without the token of its forms, which is masked anew for each response."""
    return re.sub(r'(name="csrf_token" value=")[0-9a-f]{128}"', r'\1…"', page)


def further(area_code: str, work_number: str) -> str:
    """Return the token of a printed code for a further phone."""

    def act() -> str:
        plant = enterprise_queries.id_by_credit_code(CREDIT_CODES[area_code])
        person = people_queries.by_work_number(plant, work_number) if plant else None
        assert person is not None, work_number
        return invitations.invite(OPERATOR, person, InvitationKind.FURTHER)

    with scope.opened(Scope.auth()):
        return retrying(act)
