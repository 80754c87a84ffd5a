"""What a bureau's documents are written with is set aright, and the ledger keeps what it was."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.core import ids
from service.core.acts.ledger import timeline
from service.core.db.transactions import reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.commands import organisations
from service.identity.models import Bureau
from service.identity.queries import people
from service.identity.schemas import BureauFactsForm
from tests.builders import areas
from tests.builders import enforcement as a
from tests.builders import hazards as plants
from tests.people import OPERATOR, Cast, Visitor, at_desk, do

FACTS = {
    "number_prefix": "殷",
    "appeal_body": "殷区人民政府",
    "court": "殷区人民法院",
    "yearly_cap": "4",
    "address": "",
    "phone": "",
}
OPENED = FACTS | {"id": str(ids.new_id()), "name": "林州市应急管理局", "area_code": "410581"}


@pytest.fixture
def operator(app: Flask, cast: Cast) -> Iterator[Visitor]:
    with app.app_context():
        yield at_desk(app, "operator")


@pytest.fixture
def linzhou(operator: Visitor) -> None:
    do(OPERATOR, lambda: areas.known("410581"))


def correct(operator: Visitor, bureau: UUID, **changed: Any) -> int:
    fields = {"id": str(ids.new_id())} | FACTS | changed
    return operator.post(f"/ops/organisations/{bureau}/facts", fields).status_code


def bureau_of(organisation: UUID) -> Bureau:
    with scope.opened(Scope.platform()), reading():
        return people.bureau(organisation)[1]


def told(organisation: UUID) -> list[LedgerEntry]:
    with scope.opened(Scope.platform()), reading():
        return [one for one in timeline([organisation]) if one.act == "bureau.correct"]


def test_facts_are_changed_and_the_ledger_keeps_before_and_after(operator: Visitor, cast: Cast) -> None:
    page = f"/ops/organisations/{cast.bureau}"
    assert f"{page}/facts" in operator.get(page).text
    changed = {"court": "安阳市殷都区人民法院", "yearly_cap": "6", "phone": "0372-3918119"}
    assert correct(operator, cast.bureau, **changed) == 303
    found = bureau_of(cast.bureau)
    assert (found.court, found.yearly_cap, found.phone) == ("安阳市殷都区人民法院", 6, "0372-3918119")
    (entry,) = told(cast.bureau)
    assert entry.before == {"court": "殷区人民法院", "yearly_cap": 4, "phone": ""}
    assert entry.after == {"court": "安阳市殷都区人民法院", "yearly_cap": 6, "phone": "0372-3918119"}
    assert "殷区人民法院 → 安阳市殷都区人民法院" in operator.get(f"{page}/facts").text


def test_the_same_facts_again_leave_no_entry(operator: Visitor, cast: Cast) -> None:
    assert correct(operator, cast.bureau) == 303
    assert told(cast.bureau) == []


@pytest.mark.parametrize("wrong", [{"yearly_cap": "0"}, {"court": ""}, {"number_prefix": ""}])
def test_what_a_document_cannot_be_written_with_is_refused(
    operator: Visitor, cast: Cast, wrong: dict[str, str]
) -> None:
    assert correct(operator, cast.bureau, **wrong) == 422
    assert told(cast.bureau) == []


def test_a_plant_has_no_such_page(operator: Visitor, cast: Cast) -> None:
    assert operator.get(f"/ops/organisations/{cast.plant}/facts").status_code == 404
    assert correct(operator, cast.plant) == 404


@pytest.mark.usefixtures("linzhou")
def test_opening_a_bureau_twice_is_once_and_other_content_a_conflict(operator: Visitor) -> None:
    assert [operator.post("/ops/bureaus", OPENED).status_code for _ in range(2)] == [303, 303]
    for name, other in {
        "name": "别的局",
        "area_code": "410523",
        "number_prefix": "林",
        "yearly_cap": "5",
        "phone": "1",
    }.items():
        assert operator.post("/ops/bureaus", OPENED | {name: other}).status_code == 409, name


@pytest.mark.usefixtures("linzhou")
def test_a_bureau_is_not_opened_where_no_area_is(operator: Visitor) -> None:
    refused = operator.post("/ops/bureaus", OPENED | {"area_code": "999999"})
    assert refused.status_code == 422
    assert "没有这个行政区划代码" in refused.text
    assert operator.post("/ops/bureaus", OPENED).status_code == 303


def test_a_bureau_is_not_opened_under_the_id_of_a_plant(operator: Visitor, cast: Cast) -> None:
    assert operator.post("/ops/bureaus", OPENED | {"id": str(cast.plant)}).status_code == 409


def test_a_sealed_document_keeps_the_words_it_was_sealed_with(app: Flask) -> None:
    with app.app_context():
        plant, bureau = plants.a_plant(), a.a_bureau()
        order = a.sealed(bureau, plant)

        before = a.content_of(bureau, order)
        facts: dict[str, Any] = FACTS | {"court": "另一家法院", "yearly_cap": 4, "number_prefix": "新"}
        changed = BureauFactsForm(id=ids.new_id(), **facts)
        do(OPERATOR, lambda: organisations.correct_bureau(OPERATOR, bureau.id, changed, a.Act.new()))
        assert bureau_of(bureau.id).court == "另一家法院"
        assert a.content_of(bureau, order) == before
