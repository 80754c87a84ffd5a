"""Text is sent compressed to whoever takes it, and no compressed page tells a secret by its length."""

import gzip
import re

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.web import compression
from tests.builders.inspections import Checked
from tests.people import Cast, Visitor, at_desk

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
YEAR_S = 31_536_000


def whole(answer: TestResponse) -> str:
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return gzip.decompress(answer.data).decode()


@pytest.fixture
def manager(app: Flask, cast: Cast) -> Visitor:
    return at_desk(app, "manager")


def test_a_page_is_sent_compressed_and_says_that_it_could_be_otherwise(manager: Visitor, cast: Cast) -> None:
    path = f"/e/{cast.plant}/risks"
    plain, small = manager.get(path), manager.get(path, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert "accept-encoding" in plain.vary
    assert "accept-encoding" in small.vary
    assert TOKEN.sub("", whole(small)) == TOKEN.sub("", plain.text)
    assert len(small.data) * 2 < len(plain.data)


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity", "gzip;q=0, *;q=0"])
def test_who_does_not_take_gzip_is_not_sent_it(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/sign-in", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert "<form" in answer.text


def test_style_and_scripts_are_compressed_and_stay_for_a_year(client: FlaskClient) -> None:
    page = client.get("/sign-in").text
    paths = re.findall(r'"(/static/[^"]+)"', page)
    assert {path.rsplit(".", 1)[1] for path in paths} == {"css", "js", "svg"}
    for path in paths:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", path)
        plain, small = client.get(path), client.get(path, headers=GZIP)
        assert whole(small) == plain.text
        assert small.cache_control.max_age == YEAR_S
        assert small.cache_control.immutable
        assert small.cache_control.public
        assert "accept-encoding" in plain.vary
        assert "accept-encoding" in small.vary


def test_a_scanned_page_stays_on_the_shelf_as_it_is_sent(client: FlaskClient, checked: Checked) -> None:
    path = f"/s/{checked.code}"
    for _ in range(2):
        plain, small = client.get(path), client.get(path, headers=GZIP)
        assert whole(small) == plain.text
        assert len(small.data) < 10 * 1024
        assert small.headers["ETag"] == plain.headers["ETag"]
        assert small.headers["ETag"].startswith('W/"')
        assert small.vary.as_set() == {"cookie", "accept-encoding"}
    known = GZIP | {"If-None-Match": small.headers["ETag"]}
    again = client.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Encoding" not in again.headers
    assert again.vary.as_set() == {"cookie", "accept-encoding"}
    assert again.headers["ETag"] == small.headers["ETag"]


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("text/html", "gzip"),
        ("text/css", "gzip"),
        ("text/javascript", "gzip"),
        ("application/json", "gzip"),
        ("application/problem+json", "gzip"),
        ("image/svg+xml", "gzip"),
        ("image/jpeg", None),
        ("image/png", None),
        ("application/pdf", None),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", None),
    ],
)
def test_photos_papers_and_workbooks_are_not_compressed_again(
    app: Flask, kind: str, encoding: str | None
) -> None:
    with app.test_request_context(headers=GZIP):
        response = compression.compress(Response(b"1234567890" * 200, mimetype=kind))
    assert response.content_encoding == encoding
    assert ("accept-encoding" in response.vary) is (encoding is not None)


def test_an_answer_that_fits_a_packet_is_sent_as_it_is(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers=GZIP)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_problem_in_json_is_read_by_who_takes_gzip(client: FlaskClient) -> None:
    answer = client.get("/nothing", headers=GZIP | {"Accept": "application/json"})
    assert answer.status_code == 404
    assert "accept-encoding" in answer.vary


def test_the_token_of_a_form_is_another_in_each_page_and_each_is_taken(manager: Visitor, cast: Cast) -> None:
    path = f"/e/{cast.plant}/imports/new"
    pages = [manager.get(path).text for _ in range(3)]
    tokens = [TOKEN.findall(page) for page in pages]
    assert all(len(set(one)) == 1 for one in tokens)  # one mask for a response
    firsts = [one[0] for one in tokens]
    assert len(set(firsts)) == 3
    eights = [{one[at : at + 8] for at in range(len(one) - 7)} for one in firsts]
    assert not eights[0] & eights[1] & eights[2]
    for one in firsts:
        answer = manager.client.post("/sign-out", data={"csrf_token": one[:-1]})
        assert answer.status_code == 403
    assert manager.client.post("/sign-out", data={"csrf_token": firsts[0]}).status_code == 303
