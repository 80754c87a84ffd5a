"""Photos through the doors."""

from io import BytesIO
from math import inf
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from service.attachments import commands as photos
from service.attachments.commands import Form, Target
from service.core import ids
from service.core.acts.problems import Invalid, TooLarge
from service.core.db.transactions import retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.commands import organisations, people, phones
from service.identity.models import Organisation
from service.identity.rules import InvitationKind, OrganisationKind, Role
from service.identity.schemas import PersonForm
from service.web.photos import sent
from tests.people import letter
from tests.service.attachments.hostile import PAYLOAD, photo

OPERATOR = Viewer(Scope.platform(), roles=frozenset({Role.OPERATOR}), proven_at=inf)
NAMES = ["../../etc/passwd", "a\x00.php", "con", "nul.jpg", "x" * 5000, "\u202egpj.exe", "", "C:\\boot.ini"]


def a_plant(name: str) -> Organisation:
    tenant = organisations.NewTenant(ids.new_id(), name, "410505", "machinery")
    with scope.opened(OPERATOR.scope):
        return retrying(lambda: organisations.open_organisation(OrganisationKind.ENTERPRISE, tenant))


def a_phone(app: Flask, plant: Organisation) -> FlaskClient:
    """Somebody of the plant, signed in on his phone."""
    data = PersonForm(id=ids.new_id(), name="王强", work_number="1001", role=Role.WORKER)

    with scope.opened(OPERATOR.scope):
        person = retrying(lambda: people.add_person(OPERATOR, plant, data))
    invitation = letter(person, InvitationKind.ENROLMENT)
    with scope.opened(Scope.auth()):
        token = retrying(lambda: phones.enrol(invitation, "804713")).token
    client = app.test_client()
    client.set_cookie("device", token)
    return client


def a_photo(plant: Organisation) -> UUID:
    kept = photos.process(photo(comment=PAYLOAD), anonymous=False)
    form = Form(ids.new_id(), target=Target("hazard", ids.new_id()))
    with scope.opened(OPERATOR.scope):
        return retrying(lambda: photos.receive(OPERATOR, plant, form, kept))


@pytest.fixture
def plant(app: Flask):
    with app.app_context():
        yield a_plant("甲厂")


def test_a42_a_photo_is_served_as_a_picture_that_can_be_nothing_else(app, plant):
    path = f"/m/e/{plant.id}/photos/{a_photo(plant)}"
    response = a_phone(app, plant).get(path)
    assert (response.status_code, response.mimetype) == (200, "image/jpeg")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.data.startswith(b"\xff\xd8\xff") and b"script" not in response.data


def test_a_photo_seen_before_is_not_sent_again(app, plant):
    path, phone = f"/m/e/{plant.id}/photos/{a_photo(plant)}", a_phone(app, plant)
    known = phone.get(path).headers["ETag"]
    response = phone.get(path, headers={"If-None-Match": known})
    assert (response.status_code, response.data) == (304, b"")


def test_a_strangers_photo_is_the_same_404_as_a_missing_one(app, plant):
    neighbour = a_plant("乙厂")
    phone, foreign = a_phone(app, neighbour), a_photo(plant)
    answers = [
        phone.get(f"/m/e/{enterprise}/photos/{photo_id}")
        for enterprise, photo_id in (
            (plant.id, foreign),
            (neighbour.id, foreign),
            (neighbour.id, ids.new_id()),
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_nobody_signed_in_sees_no_photo(app, plant):
    photo_id = a_photo(plant)
    for path in (f"/m/e/{plant.id}", f"/e/{plant.id}", f"/g/410505/e/{plant.id}"):
        response = app.test_client().get(f"{path}/photos/{photo_id}")
        assert (response.status_code, b"JFIF" in response.data) == (303, False)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a44_the_name_of_an_upload_is_not_even_looked_at(app, plant, name):
    content = photo()
    with app.test_request_context(method="POST", data={"photos": (BytesIO(content), name or "x")}):
        (received,) = sent()
    assert received == content
    kept = photos.process(received, anonymous=False)
    assert len(kept.clean.sha256) == len(kept.original.sha256) == 64


def test_a_form_without_a_photo_sends_none_and_ten_are_too_many(app):
    with app.test_request_context(method="POST", data={"photos": (BytesIO(b""), "")}):
        assert sent() == []
    files = [(BytesIO(photo()), f"{number}.jpg") for number in range(10)]
    with app.test_request_context(method="POST", data={"photos": files}), pytest.raises(Invalid) as refused:
        sent()
    assert "9" in refused.value.errors["photos"][0]


def test_a41_a_photo_beyond_twelve_megabytes_is_too_large(app):
    upload = FileStorage(BytesIO(bytes(13 << 20)), "big.jpg", "photos")
    boundary, body = encode_multipart({"photos": upload})
    kind = f"multipart/form-data; boundary={boundary}"
    with app.test_request_context(method="POST", data=body, content_type=kind), pytest.raises(TooLarge):
        sent()
