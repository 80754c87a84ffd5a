"""What a regulator sees is an area ∩ its sectors, until a day, as long as nobody took it back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import timeline
from service.core.db.transactions import reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.models import RoleGrant
from service.identity.queries import people as people_queries
from service.identity.queries import signed_in
from service.identity.rules import Role
from tests import people
from tests.builders.plants import a_plant
from tests.people import OPERATOR, Cast, Visitor, at_desk

CITY, COUNTY, OTHER = "410500", "410505", "410506"
MACHINES, COTTON = "殷都机械有限公司", "殷都棉纺厂"


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        a_plant(name=MACHINES)
        a_plant(name=COTTON, credit_code="91410505MA40000047", sector="textile")
        yield cast


@pytest.fixture
def operator(app: Flask, here: Cast) -> Visitor:
    return at_desk(app, "operator")


@pytest.fixture
def expert(app: Flask, here: Cast, operator: Visitor) -> Visitor:
    """Somebody whose one grant has been taken back."""
    visitor = at_desk(app, "expert")
    take_back(operator, here, grants(here, "expert")[0])
    return visitor


def home(here: Cast, login: str) -> str:
    return f"/ops/organisations/{here.bureau}/people/{here.people[login]}"


def give(operator: Visitor, here: Cast, login: str, **facts: Any) -> int:
    fields = {"id": str(ids.new_id()), "role": "expert", "region": COUNTY} | facts
    return operator.post(f"{home(here, login)}/grants", fields).status_code


def take_back(operator: Visitor, here: Cast, grant: RoleGrant) -> None:
    page = f"/ops/organisations/{here.bureau}/people/{grant.person_id}/grants/{grant.id}/revoke"
    assert "确认收回" in operator.get(page).text
    assert operator.post(page, {"id": str(ids.new_id())}).status_code == 303


def grants(here: Cast, login: str) -> list[RoleGrant]:
    with scope.opened(Scope.platform()), reading():
        return signed_in.grants_of(people_queries.person(OPERATOR, here.people[login], here.bureau))


def told(here: Cast, login: str) -> list[LedgerEntry]:
    with scope.opened(Scope.platform()), reading():
        found = timeline([here.people[login]])
    return [one for one in found if one.act in {"person.grant", "person.revoke_grant"}]


def sees(visitor: Visitor, region: str = COUNTY) -> set[str]:
    page = visitor.get(f"/g/{region}/")
    return {name for name in (MACHINES, COTTON) if f">{name}</a>" in page.text}


def test_a_grant_of_some_sectors_shows_only_their_plants(
    operator: Visitor, here: Cast, expert: Visitor
) -> None:
    assert give(operator, here, "expert", sectors=["machinery", "gas"]) == 303
    assert sees(expert) == {MACHINES}
    assert give(operator, here, "expert", sectors=["textile"]) == 303
    assert sees(expert) == {MACHINES, COTTON}


def test_a_grant_of_no_sectors_shows_them_all(operator: Visitor, here: Cast, expert: Visitor) -> None:
    assert give(operator, here, "expert") == 303
    assert sees(expert) == {MACHINES, COTTON}


def test_a_grant_taken_back_shows_nothing_at_the_next_request(
    operator: Visitor, here: Cast, app: Flask
) -> None:
    officer = at_desk(app, "officer")
    assert sees(officer) == {MACHINES, COTTON}
    (only,) = grants(here, "officer")
    take_back(operator, here, only)
    assert officer.get(f"/g/{COUNTY}/").status_code == 404
    take_back(operator, here, only)
    entry = told(here, "officer")[-1]
    assert (entry.act, entry.by) == ("person.revoke_grant", "林岩")
    assert entry.before == {"role": "officer", "region": COUNTY, "sectors": [], "until": None}
    assert len([one for one in told(here, "officer") if one.act == "person.revoke_grant"]) == 1
    assert "没有有效的岗位职责" in operator.get(home(here, "officer")).text


def test_a_grant_lasts_to_the_end_of_its_day(operator: Visitor, here: Cast, expert: Visitor) -> None:
    today = clock.today()
    assert give(operator, here, "expert", until=str(today)) == 303
    assert sees(expert) == {MACHINES, COTTON}
    with clock.frozen(clock.end_of(today) + timedelta(seconds=1)):
        later = at_desk(operator.client.application, "expert")
        assert later.get(f"/g/{COUNTY}/").status_code == 404
        with scope.opened(Scope.platform()), reading():
            assert here.people["expert"] not in people_queries.roles_by_person(OPERATOR, here.bureau)


def test_a_person_of_the_city_holds_a_role_in_one_county(app: Flask, here: Cast, operator: Visitor) -> None:
    city = people.a_bureau(CITY, "安")
    person = people.a_person(city, "city.one", "高峰", Role.EXPERT)
    page = f"/ops/organisations/{city}/people/{person}/grants"
    offered = operator.get(f"{page}/new").text
    assert f'value="{CITY}"' in offered and f'value="{COUNTY}"' in offered and 'value="410600"' not in offered
    fields = {"role": "officer", "region": COUNTY}
    assert operator.post(page, {"id": str(ids.new_id()), **fields}).status_code == 303
    assert roles_at(city, "city.one", COUNTY) == {"expert", "officer"}
    assert roles_at(city, "city.one", OTHER) == {"expert"}


def roles_at(bureau: UUID, account: str, region: str) -> frozenset[str]:
    with scope.opened(Scope.auth()), reading():
        person = people_queries.by_account(account)
        assert person
        viewer = signed_in.membership(person).viewer(region)
    return viewer.roles if viewer else frozenset()


@pytest.mark.parametrize(
    "wrong",
    [
        {"region": CITY},
        {"region": OTHER},
        {"region": "410599"},
        {"role": "operator"},
        {"role": "worker"},
        {"sectors": ["magic"]},
        {"until": "2020-01-01"},
    ],
)
def test_nothing_beyond_the_bureau_is_given(
    operator: Visitor, here: Cast, expert: Visitor, wrong: dict[str, Any]
) -> None:
    assert give(operator, here, "expert", **wrong) == 422
    assert grants(here, "expert") == []


def test_two_roles_in_one_area_have_the_same_sectors(operator: Visitor, here: Cast, expert: Visitor) -> None:
    """Else an expert of every sector who is an officer of one would be an officer of all."""
    assert give(operator, here, "expert") == 303
    assert give(operator, here, "expert", role="officer", sectors=["textile"]) == 422
    assert give(operator, here, "expert", role="officer") == 303


def test_a_plant_s_person_is_given_no_area(operator: Visitor, here: Cast) -> None:
    path = f"/ops/organisations/{here.plant}/people/{here.people['fixer']}/grants"
    fields = {"id": str(ids.new_id()), "role": "worker", "region": COUNTY}
    assert operator.post(path, fields).status_code == 422


def test_the_same_grant_twice_is_one_and_other_content_a_conflict(
    operator: Visitor, here: Cast, expert: Visitor
) -> None:
    made = {"id": str(ids.new_id()), "sectors": ["textile", "gas"]}
    assert [give(operator, here, "expert", **made) for _ in range(2)] == [303, 303]
    assert give(operator, here, "expert", **made | {"sectors": ["gas"]}) == 409
    assert len(grants(here, "expert")) == 1
    assert told(here, "expert")[-1].after == {
        "role": "expert",
        "region": COUNTY,
        "sectors": ["gas", "textile"],
        "until": None,
    }


def test_a_grant_of_another_is_not_found(operator: Visitor, here: Cast) -> None:
    theirs = grants(here, "head")[0]
    path = f"{home(here, 'officer')}/grants/{theirs.id}/revoke"
    assert operator.get(path).status_code == 404
    assert operator.post(path, {"id": str(ids.new_id())}).status_code == 404
    assert len(grants(here, "head")) == 1
