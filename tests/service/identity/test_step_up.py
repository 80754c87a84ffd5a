"""At a desk left open nobody gives or takes back a role or a certificate: the password is asked for again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import Act
from service.core.acts.problems import NotAllowed
from service.core.db.transactions import retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.commands import certificates, grants, invitations
from service.identity.commands import people as people_commands
from service.identity.models import Person
from service.identity.queries import people as people_queries
from service.identity.queries import signed_in
from service.identity.rules import InvitationKind, Role
from service.identity.schemas import CertificateForm, GrantForm, StaffForm
from tests.people import OPERATOR, PASSWORD, Cast, Visitor, at_desk

STALE = timedelta(minutes=6)
ROLE = re.compile(r"/grants/([0-9a-f-]{36})/revoke")
PAPER = re.compile(r"/certificates/([0-9a-f-]{36})/end")


@pytest.fixture
def operator(app: Flask, cast: Cast) -> Iterator[Visitor]:
    """The operator just after he signed in and entered a certificate."""
    with app.app_context():
        visitor = at_desk(app, "operator")
        assert send(visitor, f"{officer(cast)}/certificate", paper()) == 303
        yield visitor


def officer(cast: Cast) -> str:
    return f"/ops/organisations/{cast.bureau}/people/{cast.people['officer']}"


def paper(number: str = "16050001") -> dict[str, str]:
    day = str(clock.today())
    return {"number": number, "issuer": "河南省司法厅", "valid_from": day, "valid_to": day}


def send(visitor: Visitor, path: str, fields: dict[str, str]) -> int:
    return visitor.post(path, {"id": str(ids.new_id()), **fields}).status_code


def acts(operator: Visitor, cast: Cast) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Each act's page, where its form goes, and what it sends."""
    person = officer(cast)
    shown = operator.get(person).text
    grant, held = ROLE.findall(shown)[0], PAPER.findall(shown)[0]
    staff = f"/ops/organisations/{cast.bureau}/people"
    fixer = f"/ops/organisations/{cast.plant}/people/{cast.people['fixer']}/edit"
    return {
        "add": (
            f"{staff}/new",
            staff,
            {"name": "新人", "work_number": "Y9", "role": "officer", "account": "new.one"},
        ),
        "roles": (fixer, fixer, {"name": "高洁", "roles": "team_leader"}),
        "grant": (f"{person}/grants/new", f"{person}/grants", {"role": "officer", "region": "410505"}),
        "revoke": (f"{person}/grants/{grant}/revoke",) * 2 + ({},),
        "certify": (f"{person}/certificate",) * 2 + (paper("16050002"),),
        "correct": (f"{person}/certificates/{held}",) * 2 + (paper("16050003"),),
        "end": (f"{person}/certificates/{held}/end",) * 2 + ({},),
    }


@pytest.mark.parametrize("name", ["add", "roles", "grant", "revoke", "certify", "correct", "end"])
def test_the_password_is_asked_for_where_it_was_not_given_just_now(
    operator: Visitor, cast: Cast, name: str
) -> None:
    page, action, fields = acts(operator, cast)[name]
    assert 'name="password"' not in operator.get(page).text
    with clock.frozen(clock.now() + STALE):
        assert 'name="password"' in operator.get(page).text
        refused = operator.post(action, {"id": str(ids.new_id()), **fields})
        assert (refused.status_code, "请输入您的登录密码" in refused.text) == (422, True)
        assert send(operator, action, fields | {"password": "not this one"}) == 422
        assert send(operator, action, fields | {"password": PASSWORD}) == 303
        assert 'name="password"' not in operator.get(f"{officer(cast)}/certificate").text


@pytest.mark.parametrize("name", ["add", "roles", "grant", "revoke", "certify", "correct", "end"])
def test_within_minutes_of_the_sign_in_it_is_not(operator: Visitor, cast: Cast, name: str) -> None:
    _page, action, fields = acts(operator, cast)[name]
    assert send(operator, action, fields) == 303


def test_what_gives_no_right_asks_for_nothing(operator: Visitor, cast: Cast) -> None:
    with clock.frozen(clock.now() + STALE):
        assert send(operator, f"{officer(cast)}/edit", {"name": "刘志远", "post": "科员"}) == 303
        assert send(operator, f"{officer(cast)}/leave", {}) == 303


def test_a_link_that_sets_a_password_asks_for_that_of_who_prints_it(app: Flask, cast: Cast) -> None:
    head = f"/ops/organisations/{cast.bureau}/people/{cast.people['head']}/invitation"
    himself = f"/e/{cast.plant}/people/{cast.people['manager']}/invitation"
    with app.app_context():
        for login, path in (("operator", head), ("manager", himself)):
            visitor = at_desk(app, login)
            sent = {"id": str(ids.new_id())}
            assert visitor.post(path, sent).mimetype == "application/pdf"
            with clock.frozen(clock.now() + STALE):
                refused = visitor.post(path, sent)
                assert (refused.status_code, 'name="password"' in refused.text) == (422, True)
                assert visitor.post(path, sent | {"password": "not this one"}).status_code == 422
                assert visitor.post(path, sent | {"password": PASSWORD}).mimetype == "application/pdf"


def test_a_plants_manager_gives_roles_by_his_password_too(app: Flask, cast: Cast) -> None:
    with app.app_context():
        manager, people = at_desk(app, "manager"), f"/e/{cast.plant}/people"
        fixer, fields = f"{people}/{cast.people['fixer']}/edit", {"roles": "team_leader"}
        new = {"name": "新人", "work_number": "H099", "role": "safety_manager", "account": "new.one"}
        with clock.frozen(clock.now() + STALE):
            for page, action, sent in ((f"{people}/new", people, new), (fixer, fixer, fields)):
                assert 'name="password"' in manager.get(page).text
                assert send(manager, action, sent) == 422
            assert send(manager, people, new | {"password": PASSWORD}) == 303
            assert send(manager, fixer, fields) == 303


Given = Callable[[Viewer, Person], Any]
DAY = date(2026, 1, 1)
OF_BUREAU = {"role": Role.EXPERT, "region": "410505"}
CERTIFICATE = {"number": "16050009", "issuer": "河南省司法厅", "valid_from": DAY, "valid_to": DAY}


def certificate(**other: str) -> CertificateForm:
    return CertificateForm(id=ids.new_id(), **CERTIFICATE | other)


def held(person: Person) -> Any:
    (found,) = people_queries.certificates(OPERATOR, [person.id], person.enterprise_id)
    return found.id


RIGHTS: dict[str, Given] = {
    "role": lambda viewer, person: grants.grant_role(viewer, person, Role.EXPERT, "410505"),
    "grant": lambda viewer, person: grants.grant(viewer, person, GrantForm(id=ids.new_id(), **OF_BUREAU)),
    "revoke": lambda viewer, person: grants.revoke_grant(
        viewer, person, signed_in.grants_of(person)[0].id, Act.new()
    ),
    "invite": lambda viewer, person: invitations.invite(viewer, person, InvitationKind.PASSWORD),
    "certify": lambda viewer, person: certificates.certify(viewer, person, certificate(number="16050010")),
    "correct": lambda viewer, person: certificates.correct_certificate(
        viewer, person, held(person), certificate(issuer="司法部"), Act.new()
    ),
    "end": lambda viewer, person: certificates.end_certificate(viewer, person, held(person), Act.new()),
}


@pytest.mark.parametrize("name", RIGHTS)
def test_whoever_calls_for_a_right_without_proof_is_refused_by_the_command(
    app: Flask, cast: Cast, name: str
) -> None:
    def person() -> Person:
        return people_queries.person(OPERATOR, cast.people["officer"], cast.bureau)

    stale = replace(OPERATOR, proven_at=(clock.now() - STALE).timestamp())
    with app.app_context(), scope.opened(OPERATOR.scope):
        retrying(lambda: certificates.certify(OPERATOR, person(), certificate()))
    with app.app_context(), scope.opened(Scope.auth() if name == "invite" else OPERATOR.scope):
        with pytest.raises(NotAllowed) as refused:
            retrying(lambda: RIGHTS[name](stale, person()))
        assert refused.value.code == "PROOF_NEEDED"
        retrying(lambda: RIGHTS[name](OPERATOR, person()))


def test_whoever_sets_roles_without_proof_is_refused_by_the_command(app: Flask, cast: Cast) -> None:
    stale = replace(OPERATOR, proven_at=0.0)

    def set_to(viewer: Viewer, role: Role) -> None:
        person = people_queries.person(viewer, cast.people["fixer"], cast.plant)
        data = StaffForm(id=ids.new_id(), roles=(role,), team="储运班")
        people_commands.correct_person(viewer, person, data, Act.new())

    with app.app_context(), scope.opened(OPERATOR.scope):
        retrying(lambda: set_to(OPERATOR, Role.WORKER))
        retrying(lambda: set_to(stale, Role.WORKER))
        with pytest.raises(NotAllowed, match="登录密码"):
            retrying(lambda: set_to(stale, Role.SAFETY_MANAGER))
