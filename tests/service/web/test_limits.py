"""Without Redis the pages are there, and who guesses is slowed down all the same."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis
from flask import Flask

from service.core import clock
from service.core.settings import Settings
from service.web import limits
from tests.people import nobody
from wsgi import create_app


@pytest.fixture
def alone(environment: dict[str, str], database: dict[str, str]) -> Iterator[Flask]:
    """An application whose Redis is away; the limiter, one for the process, is given back as it was."""
    before = dict(vars(limits.limiter))
    yield create_app(Settings.from_env(environment | {"REDIS_URL": "redis://127.0.0.1:1/0"}))
    vars(limits.limiter).update(before)


def test_pages_are_served_while_redis_is_away(alone: Flask) -> None:
    client = alone.test_client()
    assert [client.get("/sign-in").status_code for _ in range(3)] == [200, 200, 200]


def test_guesses_are_counted_as_strictly_while_redis_is_away(alone: Flask) -> None:
    most = int(limits.SIGN_INS.split()[0])
    tries = [nobody(alone).client.post("/sign-in", data={}).status_code for _ in range(most + 1)]
    assert tries == [422] * most + [429]


def test_no_key_of_a_limit_holds_an_address(app: Flask, redis_url: str) -> None:
    visitor = nobody(app)
    visitor.client.environ_base |= {"REMOTE_ADDR": "203.0.113.77"}
    visitor.client.post("/sign-in", data={})
    with redis.Redis.from_url(redis_url) as connection:
        keys = [key.decode() for key in connection.scan_iter()]
    assert any("sign-in" in key or "sign_in" in key for key in keys), keys
    assert [key for key in keys if "203.0.113.77" in key] == []


def test_an_address_counts_as_another_the_next_day(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.77"}):
        today = limits.sender()
        assert limits.sender() == today
        with clock.frozen(clock.now() + timedelta(days=1)):
            assert limits.sender() != today
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.78"}):
        assert limits.sender() != today
