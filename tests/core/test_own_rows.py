"""A bureau that looks through a region without its own seat still reaches its own rows, and no others more."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import aliased

from service.core.acts.ledger import Act, record
from service.core.db.transactions import db, reading, transaction
from service.core.tenancy import scope
from service.core.tenancy.scope import NoScope, Scope, area_range
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.states import DocumentKind
from service.enforcement.commands import orders
from service.enterprises.models import Enterprise
from service.identity.models import Bureau, Certificate, Organisation, Person, RoleGrant
from service.identity.queries import people
from tests.builders import enforcement as a
from tests.builders.enforcement import Plant

pytestmark = pytest.mark.both

OF_THE_CITY, OF_THE_COUNTY = "410500", "410506"
KEPT = (Organisation, Bureau, Person, RoleGrant, Certificate)


@pytest.fixture
def scene(app: Flask) -> Iterator[tuple[a.Bureau, Plant, a.Bureau]]:
    """A bureau of 410505, a plant of 410506, and another bureau of 410507."""
    with app.app_context():
        yield a.a_bureau("410505"), a.a_plant(area=OF_THE_COUNTY), a.a_bureau("410522", prefix="汤")


def elsewhere(viewer: Viewer, sectors: frozenset[str] = frozenset()) -> Viewer:
    """The same person looking through a county that is not his bureau's."""
    assert viewer.organisation_id is not None
    return replace(viewer, scope=Scope.regulator(viewer.organisation_id, area_range(OF_THE_COUNTY), sectors))


def test_his_own_organisation_is_in_sight_from_every_region(scene: tuple[a.Bureau, Plant, a.Bureau]) -> None:
    bureau, plant, _other = scene
    viewer = elsewhere(bureau.first)
    with scope.opened(viewer.scope), reading():
        for model in KEPT:
            assert bureau.id in set(db.session.scalars(select(model.enterprise_id))), model
        named = aliased(Organisation)
        assert set(db.session.scalars(select(named.id))) == {bureau.id, plant.id}
        assert people.bureau(bureau.id)[1].number_prefix == "殷"
        assert {one.name for one in people.people(viewer)} == set(a.NAMES.values())


def test_nothing_else_of_another_region_is_in_sight(scene: tuple[a.Bureau, Plant, a.Bureau]) -> None:
    bureau, plant, other = scene
    for own in (bureau, other):
        with scope.opened(elsewhere(own.first).scope), reading():
            for model in KEPT:
                assert set(db.session.scalars(select(model.enterprise_id))) <= {own.id, plant.id}, model
            assert set(db.session.scalars(select(Enterprise.id))) == {plant.id}


def test_a_sector_hides_nothing_of_his_own(scene: tuple[a.Bureau, Plant, a.Bureau]) -> None:
    bureau, _plant, _other = scene
    with scope.opened(elsewhere(bureau.first, frozenset({"mines"})).scope), reading():
        assert set(db.session.scalars(select(Organisation.id))) == {bureau.id}


def test_he_writes_no_row_of_another_bureau(scene: tuple[a.Bureau, Plant, a.Bureau]) -> None:
    bureau, _plant, other = scene
    with scope.opened(Scope.platform()), reading():
        strange = db.session.get_one(Organisation, (other.id, other.id))
        own = db.session.get_one(Organisation, (bureau.id, bureau.id))
    viewer = elsewhere(bureau.first)
    with scope.opened(viewer.scope), transaction():
        record(viewer, "access.refused", own)
    with scope.opened(viewer.scope), pytest.raises(NoScope), transaction():
        record(viewer, "access.refused", strange)


def test_an_order_is_sealed_through_a_region_without_his_bureaus_seat(
    scene: tuple[a.Bureau, Plant, a.Bureau],
) -> None:
    bureau, plant, _other = scene
    city = replace(
        bureau,
        **{
            who: replace(viewer, scope=Scope.regulator(bureau.id, area_range(OF_THE_CITY), frozenset()))
            for who, viewer in {"head": bureau.head, "first": bureau.first, "second": bureau.second}.items()
        },
    )
    order = a.confirmed(city, plant)
    viewer = a.proven(elsewhere(bureau.first))
    a.do(viewer, lambda: orders.seal(viewer, order.id, a.form(orders.seal, version=order.version), Act.new()))
    document = a.see(viewer, lambda: documents.document_of(order, DocumentKind.ORDER))
    assert document is not None and document.number.endswith("1号")
