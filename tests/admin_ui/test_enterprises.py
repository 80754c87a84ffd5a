"""A regulator's list and a plant's file, through the doors."""

from collections.abc import Callable, Iterator
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core import ids
from service.core.db.paging import PAGE_ROWS
from service.core.db.transactions import db
from service.enterprises import commands as enterprises
from service.enterprises import queries
from service.enterprises.entries import PlantEntry
from service.enterprises.models import Enterprise
from service.identity.commands import grants, organisations, people
from service.identity.rules import OrganisationKind, Role
from service.identity.schemas import PersonForm
from tests.builders import desks, lives
from tests.builders import hazards as plants
from tests.builders.hazards import OPERATOR, Plant, account_of, do, see
from tests.builders.plants import a_plant

pytestmark = pytest.mark.both

Officer = Callable[..., FlaskClient]


@pytest.fixture
def officer(app: Flask) -> Officer:
    """Sign in an officer of a bureau of the first region, with grants for the others too."""

    def join(regions: tuple[str, ...]) -> str:
        tenant = organisations.NewTenant(ids.new_id(), "应急管理局", regions[0])
        bureau = organisations.open_organisation(OrganisationKind.BUREAU, tenant)
        account = f"officer-{bureau.id.hex[-8:]}"
        own = {"id": ids.new_id(), "name": "刘志远", "work_number": "1", "account": account}
        person = people.add_person(OPERATOR, bureau, PersonForm(**own, role=Role.OFFICER))
        for region in regions[1:]:
            grants.grant_role(OPERATOR, person, Role.OFFICER, region)
        return account

    def signed_in(*regions: str) -> FlaskClient:
        return desks.sign_in(app, do(OPERATOR, lambda: join(regions)))

    return signed_in


@pytest.fixture
def manager(app: Flask, yindu: Plant) -> FlaskClient:
    return desks.sign_in(app, account_of(yindu.id, "manager"))


@pytest.fixture
def yindu(app: Flask) -> Iterator[Plant]:
    with app.app_context():
        yield plants.a_plant("安阳50%乙炔气体有限公司")


@pytest.fixture
def neighbour(yindu: Plant) -> UUID:
    return a_plant(name="龙安建材厂", credit_code="91410506MA9X10041P", area_code="410506")


def found(client: FlaskClient, search: str) -> list[str]:
    page = client.get("/g/410505/", query_string={"search": search})
    assert page.status_code == 200
    return [name for name in ("安阳50%乙炔气体有限公司", "龙安建材厂") if f">{name}</a>" in page.text]


@pytest.mark.parametrize(
    "search",
    ["", "乙炔", "安阳50%", "0%", "%", "气", "司", "91410500MA40000010", "９１４１０５００ma40000010"],
)
def test_a_plant_is_found_by_part_of_its_name_or_its_code(
    officer: Officer, yindu: Plant, search: str
) -> None:
    assert found(officer("410505"), search) == ["安阳50%乙炔气体有限公司"]


@pytest.mark.parametrize("search", ["丙烷", "_", "安%司", "炔乙", "龙安"])
def test_what_is_not_in_a_name_of_the_region_finds_nothing(
    officer: Officer, yindu: Plant, neighbour: UUID, search: str
) -> None:
    client = officer("410505")
    assert found(client, search) == []
    assert "去掉这个条件" in client.get("/g/410505/", query_string={"search": search}).text


def test_a_name_that_holds_the_pairs_apart_is_not_found(officer: Officer, yindu: Plant) -> None:
    a_plant(name="炔气乙炔站")
    page = officer("410505").get("/g/410505/", query_string={"search": "乙炔气"}).text
    assert "安阳50%乙炔气体有限公司</a>" in page and "炔气乙炔站" not in page


def test_a_page_is_full_whatever_stands_between_what_is_found(officer: Officer, yindu: Plant) -> None:
    known = {"area_code": "410505", "sector": "machinery"}
    names = ["乙炔气站", "炔气乙炔站"] * (PAGE_ROWS + 1)
    named = [
        PlantEntry(**known, name=f"{number:03}号{name}", credit_code=f"914105000000000{number:03}")
        for number, name in enumerate(names)
    ]
    do(OPERATOR, lambda: enterprises.take_in(OPERATOR, named))
    client = officer("410505")
    first = client.get("/g/410505/", query_string={"search": "号乙炔气"}).text
    second = client.get(unescape(first.split('rel="next" href="')[1].split('"')[0])).text
    assert [page.count('<th scope="row">') for page in (first, second)] == [PAGE_ROWS, 1]
    assert "炔气乙炔站" not in first + second and 'rel="next"' not in second


def test_a_plant_is_still_found_by_its_former_name(officer: Officer, yindu: Plant) -> None:
    def rename() -> None:
        code = queries.enterprise(yindu.id).credit_code
        named = {"credit_code": code, "name": "安阳特种气体有限公司"}
        enterprises.take_in(OPERATOR, [PlantEntry(**named, area_code="410505", sector="machinery")])

    do(OPERATOR, rename)
    client = officer("410505")
    for search, times in (("乙炔气体", 1), ("特种气体", 1), ("炔气体有", 1), ("安阳气体", 0)):
        page = client.get("/g/410505/", query_string={"search": search}).text
        assert page.count("安阳特种气体有限公司</a>") == times, search


def test_an_empty_region_says_where_plants_come_from(officer: Officer, yindu: Plant) -> None:
    assert "运营方导入企业名单后" in officer("410506").get("/g/410506/").text


def test_a_neighbours_plant_is_a_404_like_one_that_is_not_there(
    officer: Officer, yindu: Plant, neighbour: UUID
) -> None:
    client = officer("410505")
    theirs = client.get(f"/g/410505/enterprises/{neighbour}")
    none = client.get(f"/g/410505/enterprises/{ids.new_id()}")
    assert (theirs.status_code, none.status_code) == (404, 404)
    assert theirs.data == none.data
    assert client.get(f"/g/410506/enterprises/{neighbour}").status_code == 404
    assert client.get("/g/410506/").status_code == 404


def test_a_plant_reads_its_own_file_and_no_other(manager: FlaskClient, yindu: Plant, neighbour: UUID) -> None:
    assert manager.get(f"/e/{yindu.id}/file").status_code == 200
    assert manager.get(f"/e/{neighbour}/file").data == manager.get(f"/e/{ids.new_id()}/file").data


def test_the_list_and_the_file_tell_what_is_open(officer: Officer, yindu: Plant) -> None:
    plants.assigned(yindu)
    plants.closed(yindu)
    client = officer("410505")
    row = client.get("/g/410505/").text.split("安阳50%乙炔气体有限公司</a>")[1].split("</tr>")[0]
    assert 'class="n num" data-l="未销号隐患">1</td>' in row
    assert 'class="n num nil" data-l="逾期">0</td>' in row, "a phone does not print what is zero"
    page = client.get(f"/g/410505/enterprises/{yindu.id}").text
    assert "未销号隐患 1 条" in page
    for act in ("建立企业档案", "上报", "分派整改"):
        assert f"<b>{act}</b>" in page


def test_a_second_page_starts_after_the_first(officer: Officer, yindu: Plant) -> None:
    for number in range(PAGE_ROWS):
        a_plant(name=f"安阳第{number:02}机械厂", credit_code=f"914105000000000{number:03}")
    client = officer("410505")
    first = client.get("/g/410505/").text
    after = first.split('rel="next" href="')[1].split('"')[0]
    second = client.get(after).text
    assert first.count('<th scope="row">') == PAGE_ROWS
    assert second.count('<th scope="row">') == 1


def test_who_has_several_regions_chooses_one(officer: Officer, yindu: Plant, neighbour: UUID) -> None:
    client = officer("410505", "410506")
    assert 'href="/g/410506/"' in client.get("/g/410505/").text
    assert "龙安建材厂" in client.get("/g/410506/").text
    assert 'href="/g/410505/" aria-current' not in officer("410505").get("/g/410505/").text.split("<main")[1]


def test_contacts_are_changed_by_the_plants_manager(manager: FlaskClient, yindu: Plant) -> None:
    here, address = f"/e/{yindu.id}/contacts", "水冶镇工业路 18 号"
    wrong = desks.send(manager, here, here, {"duty_phone": "没有", "address": address})
    assert wrong.status_code == 422
    assert "电话只写数字" in wrong.text
    assert address in wrong.text
    sent = desks.send(manager, here, here, {"duty_phone": "0372-5550119", "address": address})
    assert (sent.status_code, sent.location) == (303, f"/e/{yindu.id}/file")
    file = manager.get(f"/e/{yindu.id}/file").text
    assert "0372-5550119" in file
    assert "更新值班电话和地址" in file


@pytest.mark.parametrize(("stated", "is_shown"), [("major", True), ("", False)])
def test_a_level_that_the_roster_states_is_shown_beside_another_that_was_computed(
    officer: Officer, yindu: Plant, stated: str, is_shown: bool
) -> None:
    lives.put_into(db_row(yindu), stated_level=stated)
    page = officer("410505").get(f"/g/410505/enterprises/{yindu.id}").text
    assert ("企业名单所列等级" in page) == is_shown


def db_row(plant: Plant) -> Enterprise:
    return see(OPERATOR, lambda: db.session.get_one(Enterprise, (plant.id, plant.id)))
