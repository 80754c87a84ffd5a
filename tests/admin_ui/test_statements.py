"""What a bureau's pages ask of the database does not grow with what stands on them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from service.core.db.transactions import db
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant

HOME = "/g/410505"


@pytest.fixture
def bureau(app: Flask) -> Iterator[Bureau]:
    with app.app_context():
        yield a.a_bureau()


@pytest.fixture
def officer(app: Flask, bureau: Bureau) -> FlaskClient:
    return desks.sign_in(app, a.account_of(bureau.id, "first"))


def a_plant(number: int) -> Plant:
    return a.a_plant(f"安阳第{number}机械厂", f"914105000000000{number:03}")


def asked(client: FlaskClient, page: str) -> list[str]:
    """The statements of a page, asked for a second time: what is read once per process is known by then."""
    assert client.get(page).status_code == 200
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    assert client.get(page).status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_the_list_of_visits(officer: FlaskClient, bureau: Bureau) -> None:
    a.a_visit(bureau, a_plant(1))
    of_one = asked(officer, f"{HOME}/visits")
    for number in (2, 3):
        a.a_visit(bureau, a_plant(number))
    assert f"安阳第{number}机械厂" in officer.get(f"{HOME}/visits").text
    assert len(asked(officer, f"{HOME}/visits")) == len(of_one)


def test_the_list_of_orders(officer: FlaskClient, bureau: Bureau) -> None:
    a.sealed(bureau, a_plant(1), findings=1)
    of_one = asked(officer, f"{HOME}/orders")
    a.sealed(bureau, a_plant(2), findings=2)
    assert len(asked(officer, f"{HOME}/orders")) == len(of_one)


def test_a_visit(officer: FlaskClient, bureau: Bureau) -> None:
    cited = ("A01", "B05", "C06", "C12")
    pages = []
    for number in (1, len(cited)):
        visit = a.noticed(bureau, a_plant(number))
        for code in cited[:number]:
            a.a_finding(bureau, visit, basis_code=code, fact=f"违反{code}")
        pages.append(f"{HOME}/visits/{visit.id}")
    assert "违反C12" in officer.get(pages[1]).text
    of_one, of_four = (asked(officer, page) for page in pages)
    assert len(of_four) == len(of_one)


def test_an_order(officer: FlaskClient, bureau: Bureau) -> None:
    short, long = (a.a_draft(bureau, a_plant(number), findings=number) for number in (1, 4))
    of_one, of_four = (asked(officer, f"{HOME}/orders/{one.id}") for one in (short, long))
    assert len(of_four) == len(of_one)
    assert sum("certificate.person_id" in one.partition("WHERE")[2] for one in of_one) == 1
