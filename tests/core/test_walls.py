"""The first wall: what leaves the open scope raises, whatever the database."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text, update

from service.core import ids
from service.core.acts.ledger import BUREAU, PLANT, record, timeline
from service.core.db.transactions import db, reading, reading_as, transaction
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import NoScope, Scope, area_range
from service.core.tenancy.viewer import Viewer
from service.identity.models import Credential, Device, Invitation, LoginSession, Organisation, Person
from service.identity.rules import OrganisationKind
from service.inspections.models import Plan
from service.risks.models import RiskUnit

pytestmark = pytest.mark.both


def an_organisation(name: str = "甲厂", area_code: str = "410505") -> UUID:
    made = ids.new_id()
    with scope.opened(Scope.platform()), transaction():
        row = Organisation(
            enterprise_id=made,
            id=made,
            kind=OrganisationKind.ENTERPRISE,
            name=name,
            area_code=area_code,
            sector="machinery",
        )
        db.session.add(row)
    return made


@pytest.fixture
def two(app: Flask):
    with app.app_context():
        yield an_organisation("甲厂"), an_organisation("乙厂", "410506")


def names() -> list[str]:
    return sorted(db.session.scalars(select(Organisation.name)))


def test_a_plant_sees_itself_alone(two: tuple[UUID, UUID]) -> None:
    own, other = two
    with scope.opened(Scope.enterprise(own)), reading():
        assert names() == ["甲厂"]
        assert db.session.get(Organisation, (other, other)) is None
        assert db.session.scalar(select(func.count()).select_from(Organisation)) == 1


@pytest.mark.parametrize(("area", "seen"), [("410505", 1), ("410500", 2), ("410000", 2), ("410600", 0)])
def test_a_regulator_sees_his_area_alone(two: tuple[UUID, UUID], area: str, seen: int) -> None:
    with scope.opened(Scope.regulator(ids.new_id(), area_range(area), frozenset())), reading():
        assert len(names()) == seen


def test_a_regulator_of_a_sector_sees_that_sector_alone(two: tuple[UUID, UUID]) -> None:
    with (
        scope.opened(Scope.regulator(ids.new_id(), area_range("410500"), frozenset({"chemicals"}))),
        reading(),
    ):
        assert names() == []


def test_a_row_is_found_by_its_tenant_and_its_id(two: tuple[UUID, UUID]) -> None:
    person = a_person(two[0])
    with scope.opened(Scope.enterprise(two[0])), transaction():
        db.session.add(person)
    with scope.opened(Scope.enterprise(two[0])), reading():
        assert db.session.get(Person, (two[0], person.id)) is not None


def test_nothing_is_read_without_a_scope(two: tuple[UUID, UUID]) -> None:
    with pytest.raises(NoScope), reading():
        names()


@pytest.mark.parametrize(
    "statement",
    [
        text("select name from organisation"),
        select(Organisation.__table__),
        select(Organisation, Person.__table__.c.name),
        insert(Organisation.__table__).values(name="丙厂"),
        update(Organisation.__table__).values(name="丙厂"),
    ],
)
def test_what_the_guard_cannot_narrow_raises(two: tuple[UUID, UUID], statement: object) -> None:
    with scope.opened(Scope.enterprise(two[0])), pytest.raises(NoScope), reading():
        db.session.execute(statement)


def test_a_bulk_update_by_key_raises(two: tuple[UUID, UUID]) -> None:
    row = {"enterprise_id": two[1], "id": two[1], "name": "丙厂"}
    with scope.opened(Scope.enterprise(two[0])), pytest.raises(NoScope), transaction():
        db.session.execute(update(Organisation), [row])


def test_a_row_of_another_tenant_is_not_written(two: tuple[UUID, UUID]) -> None:
    with scope.opened(Scope.enterprise(two[0])), pytest.raises(NoScope), transaction():
        db.session.add(a_person(two[1]))


def test_a_row_does_not_move_to_another_tenant(two: tuple[UUID, UUID]) -> None:
    with scope.opened(Scope.enterprise(two[0])), transaction():
        db.session.add(a_person(two[0]))
    with scope.opened(Scope.enterprise(two[0])), pytest.raises(NoScope), transaction():
        db.session.scalars(select(Person)).one().enterprise_id = two[1]


def test_the_scope_does_not_change_inside_a_session(two: tuple[UUID, UUID]) -> None:
    with scope.opened(Scope.enterprise(two[0])), reading():
        names()
        with scope.opened(Scope.enterprise(two[1])), pytest.raises(NoScope):
            names()


@pytest.mark.parametrize("code", ["", "%", "_", "32~", "４１", "413", "4105050", "00", "410505 "])
def test_a22_no_area_is_made_from_a_trick(code: str) -> None:
    with pytest.raises(ValueError, match="is no area code"):
        area_range(code)


def a_person(enterprise_id: UUID) -> Person:
    return Person(
        enterprise_id=enterprise_id,
        id=ids.new_id(),
        area_code="410505",
        sector="machinery",
        name="王强",
        work_number="001",
        post="",
        team="",
    )


def test_a_plant_does_not_read_what_is_the_bureaus_alone(two: tuple[UUID, UUID]) -> None:
    viewer = Viewer(Scope.platform())
    with scope.opened(Scope.platform()), transaction():
        for audience in (PLANT, BUREAU):
            about = db.session.get_one(Organisation, (two[0], two[0]))
            record(viewer, "visit.apply", about, audience=audience)
    with scope.opened(Scope.enterprise(two[0])), reading():
        assert [entry.audience for entry in timeline([two[0]])] == [PLANT]
        assert set(db.session.scalars(select(LedgerEntry.audience))) == {PLANT}


@pytest.mark.parametrize("model", [Credential, LoginSession, Invitation])
def test_what_people_sign_in_with_is_reached_by_the_sign_in_alone(
    two: tuple[UUID, UUID], model: type[Credential | LoginSession | Invitation]
) -> None:
    region = Scope.regulator(two[0], area_range("410505"), frozenset())
    for here in (Scope.enterprise(two[0]), Scope.job(two[0]), Scope.platform(), Scope.machine(), region):
        with scope.opened(here), pytest.raises(NoScope), reading():
            db.session.scalars(select(model)).all()
    with scope.opened(Scope.auth()), reading():
        assert db.session.scalars(select(model)).all() == []


def test_the_planner_reaches_plans_and_neither_risks_nor_phones(two: tuple[UUID, UUID]) -> None:
    with scope.opened(Scope.machine()), reading():
        assert db.session.scalars(select(Plan.id)).all() == []
    for model in (RiskUnit, Device, Organisation):
        with scope.opened(Scope.machine()), pytest.raises(NoScope), reading():
            db.session.scalars(select(model)).all()


def test_another_scope_is_read_beside_the_open_one(two: tuple[UUID, UUID]) -> None:
    with scope.opened(Scope.enterprise(two[0])), reading():
        assert names() == ["甲厂"]
        with reading_as(Scope.enterprise(two[1])):
            assert names() == ["乙厂"]
        assert names() == ["甲厂"]
