"""People are set aright and let go: by the operator everybody, by a plant its own."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.core import clock, ids
from service.core.acts.ledger import timeline
from service.core.db.transactions import db, reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.models import Invitation, LoginSession, Person
from service.identity.queries import people as people_queries
from service.identity.rules import InvitationKind, Role
from tests import people
from tests.people import OPERATOR, Cast, Visitor, at_desk, nobody, on_phone

pytestmark = pytest.mark.both


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def of(here: Cast, login: str, place: UUID | None = None) -> str:
    return f"/ops/organisations/{place or here.plant}/people/{here.people[login]}"


def post(visitor: Visitor, path: str, **fields: Any) -> int:
    return visitor.post(path, {"id": str(ids.new_id()), **fields}).status_code


def told(here: Cast, login: str, act: str) -> list[LedgerEntry]:
    with scope.opened(Scope.platform()), reading():
        return [one for one in timeline([here.people[login]]) if one.act == act]


def person(here: Cast, login: str, place: UUID | None = None) -> Person:
    with scope.opened(Scope.platform()), reading():
        return people_queries.person(OPERATOR, here.people[login], place or here.plant)


def roles(here: Cast, login: str) -> set[Role]:
    with scope.opened(Scope.platform()), reading():
        return set(people_queries.roles_by_person(OPERATOR, here.plant).get(here.people[login], []))


@pytest.mark.parametrize("login", ["officer", "head", "grid"])
def test_whoever_the_operator_lets_go_is_signed_out_at_his_next_request(
    app: Flask, here: Cast, login: str
) -> None:
    visitor, operator = at_desk(app, login), at_desk(app, "operator")
    token = people.invite(here.bureau, here.people[login], InvitationKind.PASSWORD)
    assert visitor.get("/g/410505/").status_code == 200
    assert "确认离岗" in operator.get(f"{of(here, login, here.bureau)}/leave").text
    assert post(operator, f"{of(here, login, here.bureau)}/leave") == 303
    assert visitor.get("/g/410505/").status_code == 303
    assert nobody(app).get(f"/invitations/{token}").status_code == 410
    assert nobody(app).client.post(
        "/sign-in", data={"account": login, "password": people.PASSWORD}
    ).status_code == (422)
    assert [one.by for one in told(here, login, "person.leave")] == ["林岩"]
    with scope.opened(Scope.auth()), reading():
        for model in (LoginSession, Invitation):
            rows = db.session.scalars(select(model).where(model.person_id == here.people[login]))
            assert [one for one in rows if one.revoked_at is None and not getattr(one, "used_at", None)] == []
    gone = operator.get(f"/ops/organisations/{here.bureau}?former=1").text
    assert of(here, login, here.bureau) in gone
    assert of(here, login, here.bureau) not in operator.get(f"/ops/organisations/{here.bureau}").text
    page = operator.get(of(here, login, here.bureau)).text
    assert (
        "做过的记录保留原名" in page and "更正资料" not in page.partition("<main")[2].partition("<aside")[0]
    )


def test_a_worker_who_left_is_signed_out_on_his_phone(app: Flask, here: Cast) -> None:
    phone, operator = on_phone(app, "W1"), at_desk(app, "operator")
    assert phone.get("/m/").status_code == 200
    assert post(operator, f"{of(here, 'W1')}/leave") == 303
    assert phone.get("/m/").status_code == 303


def test_nobody_is_corrected_after_he_left(app: Flask, here: Cast) -> None:
    operator = at_desk(app, "operator")
    post(operator, f"{of(here, 'grid', here.bureau)}/leave")
    assert post(operator, f"{of(here, 'grid', here.bureau)}/edit", name="郭小兵") == 409


def test_a_plant_keeps_its_last_manager_and_the_operator_may_let_him_go(app: Flask, here: Cast) -> None:
    manager, own = at_desk(app, "manager"), f"/e/{here.plant}/people"
    assert post(manager, f"{own}/{here.people['principal']}/leave") == 303
    refused = manager.post(f"{own}/{here.people['manager']}/leave", {"id": str(ids.new_id())})
    assert (refused.status_code, "请先让另一个人接替" in refused.text) == (409, True)
    demoted = manager.post(
        f"{own}/{here.people['manager']}/edit", {"id": str(ids.new_id()), "roles": ["worker"]}
    )
    assert (demoted.status_code, "本单位只剩这一位管理人员" in demoted.text) == (422, True)
    assert roles(here, "manager") == {Role.SAFETY_MANAGER}
    assert post(at_desk(app, "operator"), f"{of(here, 'manager')}/leave") == 303
    assert manager.get(own).status_code == 303


def test_a_manager_who_is_not_the_last_may_go(app: Flask, here: Cast) -> None:
    manager = at_desk(app, "manager")
    assert post(manager, f"/e/{here.plant}/people/{here.people['manager']}/leave") == 303
    assert manager.get(f"/e/{here.plant}/people").status_code == 303


def test_the_last_operator_stays(app: Flask, here: Cast) -> None:
    operator = at_desk(app, "operator")
    with scope.opened(Scope.platform()), reading():
        platform = people_queries.platform()
    assert platform
    assert post(operator, f"{of(here, 'operator', platform.id)}/leave") == 409
    assert operator.get("/ops/").status_code == 200


def test_a_plant_changes_the_roles_of_its_people_at_their_next_request(app: Flask, here: Cast) -> None:
    manager, fixer = at_desk(app, "manager"), at_desk(app, "fixer")
    path = f"/e/{here.plant}/people/{here.people['fixer']}/edit"
    assert fixer.get(f"/e/{here.plant}/people").status_code == 403
    both = {"roles": ["department_head", "safety_manager"], "team": "检修班", "post": "主任"}
    assert post(manager, path, **both) == 303
    assert fixer.get(f"/e/{here.plant}/people").status_code == 200
    assert post(manager, path, **both | {"roles": ["department_head"]}) == 303
    assert fixer.get(f"/e/{here.plant}/people").status_code == 403
    entries = told(here, "fixer", "person.correct")
    assert [one.before for one in entries] == [
        {"team": "", "post": "", "roles": ["department_head"]},
        {"roles": ["department_head", "safety_manager"]},
    ]
    assert entries[1].after == {"roles": ["department_head"], "changed": ["roles"]}


def test_nothing_changed_leaves_no_entry(app: Flask, here: Cast) -> None:
    manager = at_desk(app, "manager")
    path = f"/e/{here.plant}/people/{here.people['fixer']}/edit"
    assert post(manager, path, roles=["department_head"]) == 303
    assert told(here, "fixer", "person.correct") == []


@pytest.mark.parametrize("wrong", [{"roles": ["officer"]}, {"roles": ["operator"]}, {}, {"name": "别名"}])
def test_a_plant_gives_no_role_of_others_and_no_other_name(
    app: Flask, here: Cast, wrong: dict[str, Any]
) -> None:
    manager = at_desk(app, "manager")
    assert post(manager, f"/e/{here.plant}/people/{here.people['fixer']}/edit", **wrong) == 422
    assert roles(here, "fixer") == {Role.DEPARTMENT_HEAD}


def test_a_name_is_set_aright_by_the_operator_and_stays_out_of_the_ledger(app: Flask, here: Cast) -> None:
    operator = at_desk(app, "operator")
    fields = {"name": "郭小兵", "post": "网格员", "team": ""}
    assert post(operator, f"{of(here, 'grid', here.bureau)}/edit", **fields) == 303
    assert person(here, "grid", here.bureau).name == "郭小兵"
    (entry,) = told(here, "grid", "person.correct")
    assert "郭小兵" not in str(entry.after) and entry.after == {"post": "网格员", "changed": ["name", "post"]}


def test_an_account_is_given_to_who_has_none_and_not_taken_from_another(app: Flask, here: Cast) -> None:
    manager, own = at_desk(app, "manager"), f"/e/{here.plant}/people"
    worker = {"roles": ["worker"]}
    assert post(manager, f"{own}/{here.people['W1']}/edit", account="manager", **worker) == 422
    assert post(manager, f"{own}/{here.people['W1']}/edit", account="bricks", **worker) == 409
    assert post(manager, f"{own}/{here.people['W1']}/edit", account="sun.lixin", **worker) == 303
    assert person(here, "W1").account == "sun.lixin"
    assert post(manager, f"{own}/{here.people['W1']}/edit", account="other.one", **worker) == 422


def test_an_officer_inspects_under_a_certificate_until_it_is_ended(app: Flask, here: Cast) -> None:
    operator, mine = at_desk(app, "operator"), of(here, "officer", here.bureau)
    today = clock.today()
    paper = {
        "number": "16050001",
        "issuer": "河南省司法厅",
        "valid_from": str(today),
        "valid_to": str(today + timedelta(days=30)),
    }
    assert post(operator, f"{mine}/certificate", **paper) == 303
    held = certificate(here)
    assert held
    wrong = paper | {"number": "16050009"}
    assert post(operator, f"{mine}/certificates/{held.id}", **wrong) == 303
    assert certificate(here).number == "16050009"
    (entry,) = told(here, "officer", "person.correct_certificate")
    assert (entry.before, entry.after) == ({"number": "16050001"}, {"number": "16050009"})
    assert "有效" in operator.get(mine).text
    assert post(operator, f"{mine}/certificates/{held.id}/end") == 303
    assert certificate(here) is None
    assert "已终止" in operator.get(mine).text
    assert post(operator, f"{mine}/certificates/{held.id}", **paper) == 409
    assert len(told(here, "officer", "person.end_certificate")) == 1


def certificate(here: Cast) -> Any:
    officer = people.viewer(here, "officer")
    with scope.opened(officer.scope), reading():
        return people_queries.valid_certificate(officer, here.people["officer"], clock.today())


def test_the_same_certificate_twice_is_one_and_other_content_a_conflict(app: Flask, here: Cast) -> None:
    operator, mine = at_desk(app, "operator"), of(here, "officer", here.bureau)
    day = str(clock.today())
    paper = {
        "id": str(ids.new_id()),
        "number": "1605",
        "issuer": "省厅",
        "valid_from": day,
        "valid_to": day,
    }
    assert [post(operator, f"{mine}/certificate", **paper) for _ in range(2)] == [303, 303]
    assert post(operator, f"{mine}/certificate", **paper | {"number": "1606"}) == 409
    assert post(operator, f"{of(here, 'second', here.bureau)}/certificate", **paper) == 409
    assert len(told(here, "officer", "person.certify")) == 1
