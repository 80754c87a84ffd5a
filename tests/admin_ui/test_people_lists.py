"""Long lists of people and of bureaus: paged, and people are found by how their name or work number begins."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.db.transactions import db, retrying
from service.core.db.upserts import insert_if_absent
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.models import Bureau, Organisation, Person
from service.identity.rules import OrganisationKind
from tests.people import Cast, Visitor, at_desk

MORE = 60  # rows: more than a page


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def staff(place: UUID, names: list[str], *, left: bool = False) -> None:
    """Let people stand in an organisation, with work numbers from Z100 on."""

    def act() -> None:
        own = db.session.get_one(Organisation, (place, place))
        rows = [
            {"enterprise_id": place, "id": ids.new_id(), "area_code": own.area_code, "sector": own.sector}
            | {"name": name, "work_number": f"Z{100 + number}", "post": "", "team": "", "account": None}
            | {"left_at": clock.now() if left else None}
            for number, name in enumerate(names)
        ]
        insert_if_absent(Person, rows)

    with scope.opened(Scope.platform()):
        retrying(act)


def many(place: UUID) -> None:
    staff(place, [f"工人{number}" for number in range(MORE)])


def next_page(html: str) -> str:
    [found] = re.findall(r'rel="next" href="([^"]+)"', html)
    return str(found).replace("&amp;", "&")


def rows(visitor: Visitor, path: str) -> list[str]:
    """Return the work numbers of every page of a list, as they are turned."""
    found: list[str] = []
    while path:
        page = visitor.get(path)
        assert page.status_code == 200
        found += re.findall(r'class="num">([^<]+)</td>', page.text)
        path = next_page(page.text) if 'rel="next"' in page.text else ""
    return found


@pytest.fixture(params=["manager", "operator"])
def people(request: pytest.FixtureRequest, app: Flask, here: Cast) -> tuple[Visitor, str]:
    """Whoever looks at the plant's people, and where."""
    path = f"/e/{here.plant}/people" if request.param == "manager" else f"/ops/organisations/{here.plant}"
    return at_desk(app, request.param), path


def test_every_person_stands_on_one_page_in_the_order_of_work_numbers(
    people: tuple[Visitor, str], here: Cast
) -> None:
    visitor, path = people
    many(here.plant)
    assert visitor.get(path).text.count('<th scope="row"') == 50
    found = rows(visitor, path)
    assert found == sorted(set(found)) and len(found) == MORE + 5


def test_people_are_found_by_how_a_name_or_a_work_number_begins(
    people: tuple[Visitor, str], here: Cast
) -> None:
    visitor, path = people
    staff(here.plant, ["欧阳修", "欧阳询", "李欧阳"])
    assert rows(visitor, f"{path}?search=欧阳") == ["Z100", "Z101"]
    assert rows(visitor, f"{path}?search=z10") == ["Z100", "Z101", "Z102"]
    assert rows(visitor, f"{path}?search=Ｚ102") == ["Z102"]


def test_the_pages_of_a_search_are_its_own(people: tuple[Visitor, str], here: Cast) -> None:
    visitor, path = people
    many(here.plant)
    assert len(rows(visitor, f"{path}?search=工人")) == MORE


@pytest.mark.parametrize("search", ["没有此人", "%", "_", "'", "\\", "王%"])
def test_who_finds_nobody_is_told_what_to_drop(people: tuple[Visitor, str], search: str) -> None:
    visitor, path = people
    page = visitor.client.get(path, query_string={"search": search})
    assert page.status_code == 200 and "去掉这个条件" in page.text and "<tbody>" not in page.text


def test_who_left_stands_in_a_list_of_its_own(app: Flask, here: Cast) -> None:
    staff(here.plant, [f"旧人{number}" for number in range(MORE)], left=True)
    operator, path = at_desk(app, "operator"), f"/ops/organisations/{here.plant}"
    assert "旧人" not in operator.get(path).text
    page = operator.get(f"{path}?former=1").text
    assert "旧人0" in page and page.count("旧人") == 50 and "孙立新" not in page
    assert f"{path}?former=1&amp;after=" in page
    assert "旧人7" in operator.get(f"{path}?former=1&search=旧人7").text


def test_bureaus_are_turned_page_by_page(app: Flask, here: Cast) -> None:
    def act() -> None:
        keys = [ids.new_id() for _ in range(MORE)]
        own = [{"enterprise_id": key, "id": key, "area_code": "410505", "sector": ""} for key in keys]
        named = [row | {"kind": OrganisationKind.BUREAU, "name": f"第{n}局"} for n, row in enumerate(own)]
        insert_if_absent(Organisation, named)
        facts = {"number_prefix": "殷", "appeal_body": "府", "court": "院", "yearly_cap": 4}
        insert_if_absent(Bureau, [row | facts | {"address": "", "phone": ""} for row in own])

    with scope.opened(Scope.platform()):
        retrying(act)
    operator = at_desk(app, "operator")
    first = operator.get("/ops/bureaus").text
    second = operator.get(next_page(first)).text
    names = [re.findall(r">(第\d+局|[殷龙]区应急管理局)<", page) for page in (first, second)]
    assert len(names[0]) == 50 and len(set(names[0] + names[1])) == MORE + 2
