"""A65: what production refuses to start with, what it says, and what its cookies are."""

import dataclasses
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from service.core import clock
from service.core.db.transactions import let_go
from service.core.migrations import upgrade
from service.core.settings import DEFAULT_SECRET, Misconfigured, Settings
from service.core.storage import store
from service.web import cookies
from tests import databases, people
from tests.people import Cast
from wsgi import create_app as built

pytestmark = pytest.mark.both

SECRET = "k" * 32
SAFE = {
    "demo": False,
    "secret_key": SECRET,
    "public_base_url": "https://aq.example.cn",
    "auth_profile": "asvs",
}


Start = Callable[[Settings], Flask]


@pytest.fixture
def start() -> Iterator[Start]:
    """Build applications whose connections end with the test."""
    made: list[Flask] = []

    def build(settings: Settings) -> Flask:
        made.append(built(settings))
        return made[-1]

    yield build
    for app in made:
        with app.app_context():
            let_go()


def production(app: Flask, **changes: object) -> Settings:
    return dataclasses.replace(app.config["SETTINGS"], **{**SAFE, **changes})


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"secret_key": DEFAULT_SECRET}, "SECRET_KEY"),
        ({"secret_key": "short"}, "SECRET_KEY"),
        ({"public_base_url": "http://aq.example.cn"}, "PUBLIC_BASE_URL"),
        ({"public_base_url": "http://127.0.0.1.example.cn"}, "PUBLIC_BASE_URL"),
        ({"public_base_url": "https://*.example.cn"}, "no wildcard"),
        ({"public_base_url": "https://.example.cn"}, "no wildcard"),
        ({"public_base_url": "https://0.0.0.0"}, "no wildcard"),
        ({"public_base_url": "https://*"}, "no wildcard"),
        ({"public_base_url": "https://"}, "no wildcard"),
        ({"auth_profile": "none"}, "AUTH_PROFILE"),
    ],
)
def test_a65_production_does_not_start_unsafe(
    app: Flask, start: Start, fault: dict[str, str], named: str
) -> None:
    with pytest.raises(Misconfigured, match=named):
        start(production(app, **fault))


def test_a65_production_does_not_start_beside_demo_accounts(app: Flask, start: Start, cast: Cast) -> None:
    start(production(app))
    with app.app_context():
        people.a_person(cast.plant, "demo.manager", "李敏", people.Role.SAFETY_MANAGER)
    with pytest.raises(Misconfigured, match=r"demo\.manager"):
        start(production(app))
    start(dataclasses.replace(app.config["SETTINGS"], demo=True))


def test_a65_a_demo_on_https_needs_a_secret_of_its_own(app: Flask, start: Start) -> None:
    with pytest.raises(Misconfigured, match="SECRET_KEY"):
        start(production(app, demo=True, secret_key=DEFAULT_SECRET))
    start(production(app, demo=True))
    start(production(app, demo=True, secret_key=DEFAULT_SECRET, public_base_url="http://aq.example.cn"))


def test_a65_production_that_started_before_its_database_is_not_ready_beside_demo_accounts(
    app: Flask, start: Start, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        people.a_person(cast.plant, "demo.manager", "李敏", people.Role.SAFETY_MANAGER)
    with monkeypatch.context() as away:
        away.setattr("sqlalchemy.pool.Pool.connect", out_of_reach)
        client = start(production(app)).test_client()
        assert client.get("/readyz").status_code == 503
    upgrade(production(app))
    for seconds in (6, 12):  # an answer is given again for five seconds
        with clock.frozen(clock.now() + timedelta(seconds=seconds)):
            answer = client.get("/readyz")
        assert (answer.status_code, answer.json["refused"]) == (503, "demo accounts in a production database")


def test_production_that_started_before_its_database_becomes_ready_with_it(
    app: Flask, start: Start, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setattr("sqlalchemy.pool.Pool.connect", out_of_reach)
        client = start(production(app)).test_client()
    upgrade(production(app))
    assert client.get("/readyz").status_code == 200


def out_of_reach(*_: object) -> None:
    raise OperationalError("connect", None, ConnectionRefusedError("away"))


def test_production_starts_where_nothing_is_migrated_yet(app: Flask, start: Start, tmp_path: object) -> None:
    client = start(production(app, database_url=f"sqlite:///{tmp_path}/none.db")).test_client()
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)


@pytest.mark.parametrize(("profile", "says"), [("mlps3", True), ("asvs", False)])
def test_production_says_that_the_second_factor_is_not_there_yet(
    app: Flask, start: Start, caplog: pytest.LogCaptureFixture, profile: str, says: bool
) -> None:
    with caplog.at_level(logging.WARNING):
        start(production(app, auth_profile=profile))
    assert ("second factor" in caplog.text) is says


def test_on_https_the_cookie_is_bound_to_the_host(app: Flask, start: Start, cast: Cast) -> None:
    client = start(production(app)).test_client()
    fields = {"account": "manager", "password": people.PASSWORD}
    answer = client.post("/sign-in", data=fields, base_url="https://aq.example.cn")
    assert answer.status_code == 303
    worn = [part.split("; ") for part in answer.headers.getlist("Set-Cookie")]
    session, mark = sorted(worn, key=lambda parts: cookies.SESSION not in parts[0])
    assert session[0].startswith(f"__Host-{cookies.SESSION}=") and len(session[0]) > 50
    assert sorted(session[1:]) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    assert mark[0].startswith("__Host-") and {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} < set(mark)
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_a61_an_address_is_believed_only_from_a_trusted_proxy(app: Flask, start: Start, cast: Cast) -> None:
    seen = {}
    for trusted in (0, 1):
        other = start(dataclasses.replace(app.config["SETTINGS"], trusted_proxies=trusted))

        def tell() -> str:
            from flask import request

            return str(request.remote_addr)

        other.add_url_rule("/who", view_func=tell)
        headers = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Host": "evil.example"}
        seen[trusted] = other.test_client().get("/who", headers=headers).text
    assert seen == {0: "127.0.0.1", 1: "198.51.100.7"}


def test_details_of_readiness_are_for_who_stands_beside_us(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    beside, forwarded = client.get("/readyz"), client.get("/readyz", headers={"X-Forwarded-For": "127.0.0.1"})
    elsewhere = client.get("/readyz", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert {"status", "tenancy", "ready", "degraded"} == set(beside.json)
    for answer in (forwarded, elsewhere):
        assert (answer.status_code, answer.json) == (200, {"status": "degraded"})  # no worker beats in tests


def test_readiness_is_written_once_in_five_seconds(app: Flask, cast: Cast, place: str) -> None:
    client, moment, beats = app.test_client(), clock.now(), []
    for seconds in (0, 1, 4, 6):
        with clock.frozen(moment + timedelta(seconds=seconds)):
            assert client.get("/readyz").status_code == 200
        beats += databases.rows(place, "SELECT at FROM heartbeat WHERE name = 'web'")
    assert beats[0] == beats[1] == beats[2] != beats[3]


def test_a_database_one_revision_behind_is_not_ready(app: Flask, cast: Cast, place: str) -> None:
    databases.change(place, "UPDATE alembic_version SET version_num = '0001'")
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "not ready")


@pytest.mark.parametrize(("free", "parts"), [(0.049, ["disk"]), (0.051, [])])
def test_a_disk_that_is_nearly_full_is_named(
    app: Flask, cast: Cast, free: float, parts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        monkeypatch.setattr(type(store()), "free_share", lambda _storage: free)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert [part for part in answer.json["degraded"] if part == "disk"] == parts
