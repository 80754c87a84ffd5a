"""F11, F12, F13: PostgreSQL is stopped, killed and absent for a while, on a cluster of this test's own."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.core import ids
from service.core.settings import Settings
from tests import databases, servers
from tests.builders import desks, hazards
from tests.builders.inspections import Checked, a_phone, items, todays
from tests.core.test_faults import wait_until
from tests.people import Browser

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
Ask = Callable[[], TestResponse]
ENTRIES = "SELECT object_id FROM ledger_entry WHERE object_kind = 'record'"


def copied(place: str, cluster: Path) -> None:
    """Copy the roles of the run's cluster, and this test's database, into another cluster."""
    programs = servers.postgres_programs()
    assert programs is not None
    source = ["-h", str(databases.cluster()), "-U", "dp_super"]
    into = [programs / "psql", "-q", "-h", cluster, "-U", "dp_super", "-o", os.devnull]
    roles = subprocess.run(
        [programs / "pg_dumpall", *source, "--roles-only"], capture_output=True, check=True
    )
    subprocess.run([*into, "postgres"], input=roles.stdout, capture_output=True, check=True)
    dump = subprocess.run([programs / "pg_dump", *source, "-C", place], capture_output=True, check=True)
    subprocess.run([*into, "postgres"], input=dump.stdout, capture_output=True, check=True)


@pytest.fixture
def cluster() -> Iterator[servers.Postgres]:
    own = servers.Postgres(synchronous_commit="on")
    yield own
    own.stop()


class House:
    """The service on that cluster, and everybody who comes to it."""

    def __init__(self, app: Flask, checked: Checked, device: str, session: Any) -> None:
        self.app, self.checked, self.device, self.session = app, checked, device, session
        self.record_body = {
            "occurrence_id": str(todays(checked).id),
            "answers": [{"item_id": str(item.id), "answer": "normal"} for item in items(checked)],
        }
        self.kinds: dict[str, Ask] = {
            "desk": lambda: self.client("__").get(f"/e/{checked.plant.id}/today"),
            "phone": lambda: self.client("device").get("/m/"),
            "api": self.recorded,
            "label": lambda: self.client().get(f"/s/{checked.code}?{ids.new_id()}"),
            "report": self.reported,
        }

    def client(self, cookie: str = "") -> Any:
        client = self.app.test_client()
        if cookie == "device":
            client.set_cookie("device", self.device)
        elif cookie:
            client.set_cookie(self.session.key, self.session.value)
        return client

    def recorded(self, own_id: Any = None) -> TestResponse:
        path = f"/api/v1/e/{self.checked.plant.id}/records/{own_id or ids.new_id()}"
        answer: TestResponse = self.client("device").put(path, json=self.record_body)
        return answer

    def reported(self) -> TestResponse:
        form = {"id": str(ids.new_id()), "place": "罐区", "words": "裂缝", "no_photo": "1"}
        answer: TestResponse = self.client().post(f"/s/{self.checked.code}/report", data=form)
        return answer


@pytest.fixture
def cookies(app: Flask, checked: Checked) -> tuple[str, Any]:
    """The device of a worker's phone, and the session cookie of a manager's desk."""
    desk = desks.sign_in(app, hazards.account_of(checked.plant.id, "manager"))
    session = next(cookie for cookie in desk._cookies.values() if "sid" in cookie.key)
    return a_phone(checked, checked.plant.worker), session


@pytest.fixture
def moved(
    cookies: tuple[str, Any], place: str, environment: dict[str, str], cluster: servers.Postgres
) -> Settings:
    """The service's settings once its database stands on that cluster."""
    copied(place, cluster.directory)
    urls = {
        name: environment[name].replace(str(databases.cluster()), str(cluster.directory))
        for name in environment
        if name.startswith("DATABASE_")
    }
    return Settings.from_env(environment | urls)


@pytest.fixture
def house(
    checked: Checked,
    cookies: tuple[str, Any],
    moved: Settings,
    another_app: Callable[[Settings], Flask],
) -> House:
    away = another_app(moved)
    away.test_client_class = Browser
    return House(away, checked, *cookies)


def answers(house: House) -> dict[str, int]:
    return {name: ask().status_code for name, ask in house.kinds.items()}


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


GOOD = {"desk": 200, "phone": 200, "api": 201, "label": 200, "report": 303}


def test_f11_f13_while_postgres_is_away_everybody_is_told_to_come_again(
    house: House, cluster: servers.Postgres
) -> None:
    assert answers(house) == GOOD
    cluster.halt()
    for name, ask in house.kinds.items():
        took = []
        for _ in range(3):
            before = time.monotonic()
            answer = ask()
            took.append(time.monotonic() - before)
            assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5"), name
            assert "请稍后再提交一次" in answer.get_data(as_text=True), name
        assert min(took) < 1, name
    api = house.recorded()
    assert (api.mimetype, api.json["code"]) == ("application/problem+json", "UNAVAILABLE")
    open_before = descriptors()
    for _ in range(10):
        answers(house)
    assert descriptors() <= open_before
    cluster.start()
    wait_until(lambda: answers(house) == GOOD, 10)


def test_f12_what_was_acknowledged_before_postgres_was_killed_is_there_once(
    house: House, cluster: servers.Postgres
) -> None:
    acknowledged: list[str] = []
    seen: set[int] = set()

    def write(_number: int) -> None:
        for _ in range(200):
            own_id = str(ids.new_id())
            status = house.recorded(own_id).status_code
            seen.add(status)
            if status == 201:
                acknowledged.append(own_id)
            elif len(acknowledged) > 20:
                return

    with ThreadPoolExecutor(2) as pool:
        writing = pool.map(write, range(2))
        wait_until(lambda: len(acknowledged) >= 20)
        cluster.halt(signal.SIGKILL)
        list(writing)
    wait_until(lambda: restarted(cluster), 30)
    assert seen == {201, 503}
    with servers.superuser(cluster.directory, place_of(house)) as connection:
        stored = [str(row[0]) for row in connection.execute("SELECT id FROM record")]
        entries = [str(row[0]) for row in connection.execute(ENTRIES)]
    assert len(stored) == len(set(stored)) and set(acknowledged) <= set(stored)
    assert sorted(entry for entry in entries if entry in acknowledged) == sorted(acknowledged)
    wait_until(lambda: answers(house) == GOOD, 10)


def place_of(house: House) -> str:
    with house.app.app_context():
        return str(house.app.extensions["sqlalchemy"].engine.url.database)


def restarted(cluster: servers.Postgres) -> bool:
    """Start again; what the killed one left behind may still hold its memory for a moment."""
    try:
        cluster.start()
    except servers.NoServer:
        return False
    return True
