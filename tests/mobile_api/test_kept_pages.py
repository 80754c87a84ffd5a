"""A page is sent again once it says something else: its tag follows its words."""

from flask import Flask
from flask.testing import FlaskClient

from service.core import ids
from service.core.acts.ledger import Act
from service.enterprises import commands as enterprises
from service.enterprises.schemas import ContactsForm
from tests.builders.hazards import do
from tests.builders.inspections import Checked, a_phone, answered


def tag(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.headers["ETag"]


def test_a_label_s_page_that_says_something_else_has_another_tag(
    app: Flask, client: FlaskClient, checked: Checked
) -> None:
    path, manager = f"/s/{checked.code}", checked.plant.manager
    before = tag(client, path)
    assert tag(client, path) == before
    contacts = ContactsForm(id=ids.new_id(), address="安阳市殷都区铁西路1号", duty_phone="0372-5550000")
    do(manager, lambda: enterprises.set_contacts(manager, checked.plant.id, contacts, Act.new()))
    app.wsgi_app.shelf.clear()  # type: ignore[attr-defined]
    after = tag(client, path)
    assert after != before
    assert client.get(path, headers={"If-None-Match": after}).status_code == 304
    again = client.get(path, headers={"If-None-Match": before})
    assert (again.status_code, again.headers["ETag"]) == (200, after)
    assert "0372-5550000" in again.text


def test_a_page_kept_for_everybody_is_whole_for_who_has_another_or_none(
    client: FlaskClient, checked: Checked
) -> None:
    path = f"/s/{checked.code}"
    known = tag(client, path)
    assert client.get(path, headers={"If-None-Match": known}).status_code == 304
    for other in ('W/"0123456789abcdef"', '"another"', ""):
        answer = client.get(path, headers={"If-None-Match": other})
        assert (answer.status_code, "甲醇储罐区" in answer.text) == (200, True)


def test_a_page_of_somebody_s_own_is_never_answered_as_known(client: FlaskClient, checked: Checked) -> None:
    path = f"/s/{checked.code}"
    known = tag(client, path)
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    answered(checked)
    mine = client.get(path, headers={"If-None-Match": known})
    assert (mine.status_code, mine.headers["Cache-Control"]) == (200, "private, no-store")
