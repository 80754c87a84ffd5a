"""A61: the service answers to its own host and to loopback; no link, page or form is made for another."""

import dataclasses
from collections.abc import Callable

import pytest
from flask import Flask

from service.core.settings import Settings
from tests import people
from tests.builders.inspections import Checked
from tests.people import Cast, nobody
from tests.routes import routes
from tests.web.test_doors import address

OURS = "aq.example.cn"
FOREIGN = [
    "evil.example",
    "evil.example:443",
    f"{OURS}.evil.example",
    f"evil.{OURS}",
    f"{OURS}@evil.example",
    "127.0.0.1.evil.example",
    "169.254.169.254",
    "",
]


@pytest.fixture
def public(app: Flask, cast: Cast, another_app: Callable[[Settings], Flask]) -> Flask:
    """The service as it stands at its public address."""
    address = {"public_base_url": f"https://{OURS}", "secret_key": "k" * 32}
    return another_app(dataclasses.replace(app.config["SETTINGS"], **address))


def test_a61_no_route_answers_to_a_foreign_host(public: Flask, cast: Cast) -> None:
    client = public.test_client()
    for route in routes(public):
        for method in route.methods & {"GET", "POST", "PUT"}:
            answer = client.open(address(route, cast), method=method, headers={"Host": "evil.example"})
            assert (answer.status_code, "evil" in answer.text) == (400, False), str(route)
            assert "Location" not in answer.headers


@pytest.mark.parametrize("host", FOREIGN)
def test_a61_a_host_is_the_whole_name(public: Flask, host: str) -> None:
    client = public.test_client()
    for path in ("/healthz", "/sign-in", "/api/v1/nothing"):
        assert client.get(path, headers={"Host": host}).status_code == 400
    assert client.get("/api/v1/nothing", headers={"Host": host}).json["code"] == "UNKNOWN_HOST"


def test_the_public_host_and_loopback_are_answered(public: Flask) -> None:
    for host in (OURS, f"{OURS}:443", "127.0.0.1:8000", "localhost"):
        assert public.test_client().get("/healthz", headers={"Host": host}).status_code == 200, host
    forwarded = {"Host": OURS, "X-Forwarded-Host": "evil.example"}
    assert public.test_client().get("/healthz", headers=forwarded).status_code == 200


def test_a61_a_kept_page_is_not_given_to_a_foreign_host(app: Flask, checked: Checked) -> None:
    code = checked.code
    client = app.test_client()
    assert client.get(f"/s/{code}").headers["Cache-Control"].startswith("public")
    for host in ("evil.example", "localhost.evil.example"):
        assert client.get(f"/s/{code}", headers={"Host": host}).status_code == 400
    assert client.get(f"/s/{code}").status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (f"https://{OURS}", 303),
        (f"http://{OURS}", 403),
        (f"https://{OURS}:8443", 403),
        ("https://127.0.0.1", 403),
    ],
)
def test_a38_a_form_comes_from_the_public_address_alone(public: Flask, origin: str, status: int) -> None:
    fields = {"account": "manager", "password": people.PASSWORD}
    headers = {"Origin": origin, "Host": OURS}  # plain http behind the proxy
    assert nobody(public).client.post("/sign-in", data=fields, headers=headers).status_code == status
