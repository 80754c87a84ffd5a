"""What every test may ask for: a clean migrated database, a Redis, the application on both.

TEST_DATABASE is sqlite (the default) or postgres. The leading process starts the servers for all.
"""

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import redis

from tests import catalogue, databases, servers

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from tests.people import Cast


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        catalogue.compile_english()
        servers.start(databases.kind(), config.add_cleanup)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    other = "postgres" if databases.kind() == "sqlite" else "sqlite"
    apart = [item for item in items if item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in apart]
    items.sort(
        key=lambda item: "tests/loop/" not in item.nodeid
    )  # the longest first: both cores end together


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
def database(request: pytest.FixtureRequest, place: str, _settled: dict[str, "Cast"]) -> dict[str, str]:
    """DATABASE_URL and DATABASE_OWNER_URL of a clean migrated database, with the cast where it is asked for."""
    with_people = "cast" in request.fixturenames and _settled
    return databases.copied(f"{place}_cast", place) if with_people else databases.clean(place)


@pytest.fixture(scope="session")
def _settled() -> "dict[str, Cast]":
    """The cast, once it is in a database of its own from which tests copy."""
    return {}


@pytest.fixture
def cast(app: "Flask", place: str, _settled: "dict[str, Cast]") -> "Cast":
    """The fixed cast of `tests/people.py`: brought in once, copied for every test."""
    from tests import people

    if not _settled:
        with app.app_context():
            _settled["cast"] = people.bring_in()
            _let_go()
        databases.settle(place)
        databases.copied(place, f"{place}_cast")
    return _settled["cast"]


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
    from tests.people import Browser
    from wsgi import create_app

    built = create_app(Settings.from_env(environment))
    built.test_client_class = Browser
    return built


@pytest.fixture
def app(_built: "Flask", database: dict[str, str], redis_url: str) -> Iterator["Flask"]:
    """The application on a clean database; built once for all tests of a worker."""
    yield _built
    with _built.app_context():
        _let_go()


def _let_go() -> None:
    """Forget the database that is about to be replaced, and what a process remembers of it."""
    from service.core.db import db
    from service.inspections import queries

    db.session.remove()
    db.engine.dispose()
    queries._items.cache_clear()


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    return app.test_client()
