"""A copy of the database signs nobody in: what people hold stands in it nowhere, only its hash."""

import pytest
from flask import Flask

from service.identity.rules import InvitationKind
from tests import databases, people
from tests.people import PASSWORD, Cast, Visitor, at_desk, nobody

NEW, PIN = "Other-kiln-2001", "804713"


def cookies_of(visitor: Visitor) -> list[str]:
    return [one.value for one in visitor.client._cookies.values()]


@pytest.fixture
def secrets(app: Flask, cast: Cast) -> dict[str, str]:
    """What is handed out by an invitation, a desk's sign-in and a phone's enrolment."""
    with app.app_context():
        unused, used = (
            people.invite(cast.plant, cast.people[login], InvitationKind.PASSWORD)
            for login in ("fixer", "manager")
        )
        enrolment = people.invite(cast.plant, cast.people["W1"], InvitationKind.ENROLMENT)
    assert (
        nobody(app).client.post(f"/invitations/{used}", data={"password": NEW, "again": NEW}).status_code
        == 303
    )
    phone = nobody(app)
    answer = phone.client.post(f"/m/enrolments/{enrolment}", data={"pin": PIN, "again": PIN})
    assert answer.status_code == 303
    held = {"unused": unused, "used": used, "enrolment": enrolment, "password": PASSWORD, "new": NEW}
    desk = at_desk(app, "manager", NEW)
    for name, visitor in (("desk", desk), ("phone", phone)):
        values = cookies_of(visitor)
        assert values, name
        held |= {f"{name} {number}": value for number, value in enumerate(values) if len(value) > 20}
    assert len(held) >= 7
    return held


def test_no_secret_stands_in_the_database(secrets: dict[str, str], place: str) -> None:
    databases.settle(place)
    written = databases.everything(place).lower()
    assert "person.sign_in" in written and "person.enrol_device" in written
    for name, value in secrets.items():
        for form in (value, value.encode().hex()):  # bytes are told in hexadecimal
            assert form.lower() not in written, name


def test_a_secret_is_kept_by_a_slow_hash(secrets: dict[str, str], place: str) -> None:
    hashes = [row[0] for row in databases.rows(place, "select hash from credential")]
    assert hashes and all(one.startswith("$argon2id$") for one in hashes)
    tokens = [
        row[0]
        for table in ("login_session", "device", "invitation")
        for row in databases.rows(place, f"select token_hash from {table}")
    ]
    assert len(tokens) >= 3 and all(len(one) == 64 and set(one) <= set("0123456789abcdef") for one in tokens)
