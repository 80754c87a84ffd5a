"""Without Redis the pages are there, and who guesses is slowed down all the same."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest
import redis
from flask import Flask, g

from service.core import clock
from service.core.settings import Settings
from service.web import limits, photos
from service.web.access import Access
from service.web.files import file_response
from tests.people import Cast, at_desk, nobody


@pytest.fixture
def alone(
    environment: dict[str, str], database: dict[str, str], another_app: Callable[[Settings], Flask]
) -> Iterator[Flask]:
    """An application whose Redis is away; the limiter, one for the process, is given back as it was."""
    before = dict(vars(limits.limiter))
    yield another_app(Settings.from_env(environment | {"REDIS_URL": "redis://127.0.0.1:1/0"}))
    vars(limits.limiter).update(before)


def test_pages_are_served_while_redis_is_away(alone: Flask) -> None:
    client = alone.test_client()
    assert [client.get("/sign-in").status_code for _ in range(3)] == [200, 200, 200]


def test_guesses_are_counted_as_strictly_while_redis_is_away(alone: Flask) -> None:
    most = 30
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


def test_who_passed_a_limit_is_told_how_long_to_wait(app: Flask) -> None:
    for _ in range(30):
        assert nobody(app).client.post("/sign-in", data={}).status_code == 422
    answer = nobody(app).client.post("/sign-in", data={})
    assert (answer.status_code, "1 分钟后再试" in answer.text) == (429, True)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


@pytest.mark.slow
def test_files_out_are_counted_by_person_over_all_routes(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, principal = at_desk(app, "manager"), at_desk(app, "principal")
    labels, letter = (
        f"/e/{cast.plant}/{end}" for end in ("risks/labels", f"people/{cast.people['manager']}/enrolment")
    )
    most = 60
    asked = [manager.post(labels if one % 2 else letter, {"id": "none"}).status_code for one in range(most)]
    assert 429 not in asked
    refused = manager.post(labels, {"id": "none"})
    assert refused.status_code == 429 and refused.headers["Retry-After"]
    assert principal.post(labels, {"id": "none"}).status_code != 429


def test_workbooks_are_counted_and_who_may_not_send_them_is_not(app: Flask, cast: Cast) -> None:
    manager, head = at_desk(app, "manager"), at_desk(app, "fixer")
    path = f"/e/{cast.plant}/imports"
    most = 10
    assert [manager.post(path).status_code for _ in range(most + 1)] == [422] * most + [429]
    assert {head.post(path).status_code for _ in range(most + 1)} == {403}


@pytest.mark.slow
def test_only_forms_that_bring_photos_are_counted_as_uploads(app: Flask, cast: Cast) -> None:
    manager, path = at_desk(app, "manager"), f"/e/{cast.plant}/hazards"
    most = 60
    assert {manager.post(path).status_code for _ in range(most + 1)} == {422}
    answers = [manager.post(path, {"photos": (BytesIO(b""), "a.jpg")}).status_code for _ in range(most + 1)]
    assert (answers[-2:], 429 in answers[:-1]) == ([422, 429], False)


def test_a_route_that_states_no_such_limit_gives_out_no_file(app: Flask) -> None:
    with app.test_request_context():
        g.access = Access("plant", frozenset())
        with pytest.raises(RuntimeError, match="states the limit 'free'"):
            file_response(b"", "application/pdf", "a.pdf")
        with pytest.raises(RuntimeError, match="states the limit 'free'"):
            photos.sent()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.77", "203.0.113.77", True),
        ("::ffff:203.0.113.77", "::ffff:203.0.113.78", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("203.0.113.77", "203.0.113.78", False),
    ],
)
def test_a61_an_ipv6_address_counts_with_its_network_of_64_bits(
    app: Flask, one: str, other: str, same: bool
) -> None:
    found = set()
    for address in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            found.add(limits.sender())
    assert (len(found) == 1) is same


def test_a61_31_sign_ins_of_31_addresses_of_an_ipv6_network_are_too_many(app: Flask) -> None:
    told = []
    for number in range(31):
        visitor = nobody(app)
        visitor.client.environ_base |= {"REMOTE_ADDR": f"2001:db8:1:2::{number + 1:x}"}
        told.append(visitor.client.post("/sign-in", data={}).status_code)
    assert told == [422] * 30 + [429]
    visitor.client.environ_base |= {"REMOTE_ADDR": "2001:db8:1:3::1"}
    assert visitor.client.post("/sign-in", data={}).status_code == 422
