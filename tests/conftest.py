"""What every test may ask for: a clean migrated database, a Redis, the application on both.

TEST_DATABASE is sqlite (the default) or postgres. The leading process starts the servers for all.
"""

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import redis
from hypothesis import settings

from service.core import clock
from service.inspections.queries import lists
from tests import catalogue, chromium, costs, databases, hashing, protocol, shares, sizes, today

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from service.core.settings import Settings
    from tests.builders.enforcement import Bureau
    from tests.builders.hazards import Plant
    from tests.builders.inspections import Checked
    from tests.people import Cast


settings.register_profile("patient", deadline=None)  # a busy machine is no fault of a rule
settings.register_profile("torture", deadline=None, max_examples=5_000)
settings.load_profile("torture" if sizes.TORTURE else "patient")


def pytest_configure(config: pytest.Config) -> None:
    try:
        today.begin()
    except today.NotAMoment as wrong:
        raise pytest.UsageError(str(wrong)) from wrong
    if words := os.environ.get("TEST_SHARD"):
        try:
            shares.shard(words)
        except shares.NoShard as wrong:
            raise pytest.UsageError(str(wrong)) from wrong
    for plugin in (protocol, shares):
        config.pluginmanager.register(plugin)
    costs.install(config)
    config.add_cleanup(chromium.close)
    hashing.make_cheap()
    if not hasattr(config, "workerinput"):
        catalogue.compile_english()
        databases.begin(config.add_cleanup)


@pytest.fixture(autouse=True)
def _no_foreign_host(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def only_here(this: socket.socket, address: Any) -> None:
        if this.family != socket.AF_UNIX and address[0] != "localhost":
            assert ipaddress.ip_address(address[0]).is_loopback, f"a test reached for {address}"
        connect(this, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture(scope="session")
def place(worker_id: str) -> str:
    """The name of this worker's database."""
    return f"dp_{worker_id}"


@pytest.fixture
def database(request: pytest.FixtureRequest, place: str, _settled: dict[str, Any]) -> dict[str, str]:
    """DATABASE_URL and DATABASE_OWNER_URL of a clean migrated database, or of one that a test begins in."""
    for name in [name for name, (day, _built) in _settled.items() if day != clock.today()]:
        del _settled[name]
    begun = [name for name in _settled if name in request.fixturenames]  # the last is built upon the others
    return databases.copied(f"{place}_{begun[-1]}", place) if begun else databases.clean(place)


@pytest.fixture(scope="session")
def _settled() -> dict[str, tuple[date, Any]]:
    """What a worker has in databases to copy from: by the name of its fixture, with the day it was made on."""
    return {}


@pytest.fixture
def settle(app: "Flask", place: str, _settled: dict[str, Any]) -> Callable[..., Any]:
    """Make what tests begin in, once a day; every other time it is there already."""

    def made(name: str, build: Callable[[], Any]) -> Any:
        if name not in _settled:
            with app.app_context():
                _settled[name] = (clock.today(), build())
                _let_go()
            databases.settle(place)
            databases.copied(place, f"{place}_{name}")
        return _settled[name][1]

    return made


@pytest.fixture
def _inside(app: "Flask") -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def cast(settle: Callable[..., "Cast"]) -> "Cast":
    """The fixed cast of `tests/people.py`."""
    from tests import people

    return settle("cast", people.bring_in)


@pytest.fixture
def staffed(_inside: None, settle: Callable[..., "Plant"]) -> "Plant":
    """A plant and its people, of `tests/builders/hazards.py`."""
    from tests.builders import hazards

    return settle("staffed", hazards.a_plant)


@pytest.fixture
def checked(_inside: None, settle: Callable[..., "Checked"]) -> "Checked":
    """Such a plant with a daily check, of `tests/builders/inspections.py`."""
    from tests.builders import inspections

    return settle("checked", inspections.a_check)


@pytest.fixture
def supervised(_inside: None, settle: Callable[..., tuple["Bureau", "Plant"]]) -> tuple["Bureau", "Plant"]:
    """Such a plant beside a bureau, of `tests/builders/enforcement.py`."""
    from tests.builders import enforcement, hazards

    return settle("supervised", lambda: (enforcement.a_bureau(), hazards.a_plant()))


@pytest.fixture
def demo_world(settle: Callable[..., None]) -> None:
    """The world of `make run`."""
    from service.demo import world

    def build() -> None:
        world.build(lambda _line: None)

    settle("demo_world", build)


@pytest.fixture(scope="session")
def redis_place(worker_id: str) -> str:
    return f"{os.environ['TEST_REDIS']}?db={int('0' + worker_id.strip('gwmaster')) + 1}"


@pytest.fixture
def redis_url(redis_place: str) -> str:
    """An empty Redis that no other worker uses."""
    with redis.Redis.from_url(redis_place) as connection:
        connection.flushdb()
    return redis_place


@pytest.fixture(scope="session")
def environment(place: str, redis_place: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a process of the service needs to serve this worker's database."""
    files = tmp_path_factory.mktemp("files")
    own = {"REDIS_URL": redis_place, "STORAGE_URL": f"dir:{files}", "DEMO": "1"}
    return databases.settings(place) | own


@pytest.fixture(scope="session")
def _built(environment: dict[str, str]) -> "Flask":
    from service.core.settings import Settings
    from service.web.limits import limiter
    from tests.people import Browser
    from wsgi import create_app

    built = create_app(Settings.from_env(environment))
    built.test_client_class = Browser
    built.extensions["counts"] = limiter._storage, limiter._limiter
    return built


@pytest.fixture
def app(_built: "Flask", database: dict[str, str], redis_url: str) -> Iterator["Flask"]:
    """The application on a clean database; built once for all tests of a worker."""
    _built.wsgi_app.shelf.clear()  # type: ignore[attr-defined]
    _built.extensions["readiness"].at = None
    _count_anew(_built)
    yield _built
    with _built.app_context():
        _let_go()


def _count_anew(app: "Flask") -> None:
    """Let the limits count in this application's Redis, from nothing: the last one made has taken them with it."""
    from service.web.limits import limiter

    limiter._storage, limiter._limiter = app.extensions["counts"]
    limiter._storage_dead = False
    limiter._fallback_storage.reset()


@pytest.fixture
def another_app() -> Iterator[Callable[["Settings"], "Flask"]]:
    """Make a further application in this process; what it has open is closed in the end.

    A connection that is collected while it is open would be the fault of whichever test runs then.
    """
    from service.core.db.transactions import let_go
    from wsgi import create_app

    made: list[Flask] = []

    def create(settings: "Settings") -> "Flask":
        made.append(create_app(settings))
        return made[-1]

    yield create
    for app in made:
        with app.app_context():
            let_go()


def _let_go() -> None:
    """Forget the database that is about to be replaced, and what a process remembers of it."""
    from service.core.db.transactions import db, let_go

    db.session.remove()
    let_go()
    lists._items.cache_clear()


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    return app.test_client()
