"""How long PostgreSQL bears with a request and with a job, and what is said to who waited in vain."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select

from service.core.db import postgres
from service.core.db.postgres import OF_A_JOB, REQUEST_TIMEOUTS, Timeouts
from service.core.db.transactions import db, let_go, long_running, reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from tests import databases, people, servers
from tests.core import house, test_faults
from tests.core.test_faults import Processes, wait_until
from tests.core.test_jobs import act, effects
from tests.people import Cast

pytestmark = pytest.mark.postgres
go, processes, plant = test_faults.go, test_faults.processes, test_faults.plant


def ask(sql: str) -> Any:
    return db.session.connection().exec_driver_sql(sql).scalar()


def shown() -> list[str]:
    with scope.opened(Scope.platform()), reading():
        return [ask(f"SHOW {name}") for name in Timeouts._fields]


def test_a_request_is_given_less_time_than_a_job(app: Flask) -> None:
    with app.app_context():
        assert REQUEST_TIMEOUTS == (15, 30, 5)
        assert shown() == ["15s", "30s", "5s"]
        let_go()
        with long_running():
            assert shown() == ["10min", "10min", "1min"]
        assert OF_A_JOB.statement_timeout > REQUEST_TIMEOUTS.statement_timeout


@pytest.mark.jobs
def test_a_job_of_the_worker_may_take_its_time(plant: UUID, processes: Processes) -> None:
    act(plant, "patience")
    processes.start("work")
    wait_until(lambda: effects(plant))
    with scope.opened(Scope.enterprise(plant)), reading():
        left = db.session.scalars(select(LedgerEntry).where(LedgerEntry.act == house.EFFECT)).one()
        assert left.after == {"of": "10min"}


def test_an_import_on_the_command_line_may_take_its_time(app: Flask, tmp_path: Path) -> None:
    found = []
    with app.app_context():
        let_go()
        engine = db.engines["platform"]

    def look(connection: Any, _record: object) -> None:
        found.append(connection.execute("SHOW statement_timeout").fetchone())

    event.listen(engine, "connect", look)
    try:
        app.test_cli_runner().invoke(args=["import", "risks", __file__, "--enterprise", "none"])
    finally:
        event.remove(engine, "connect", look)
    assert found == [("10min",)]


@pytest.fixture
def hurried(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The service with a second's patience."""
    monkeypatch.setattr(postgres, "REQUEST_TIMEOUTS", Timeouts(2, 1, 1))
    with app.app_context():
        let_go()
    app.testing = False
    yield app
    app.testing = True


def test_who_waits_for_a_row_of_somebody_else_is_told_to_try_again(hurried: Flask, place: str) -> None:
    fields = {"account": "manager", "password": people.PASSWORD}
    client = hurried.test_client()
    with servers.superuser(databases.cluster(), place) as other, other.transaction():
        other.execute("SELECT * FROM credential FOR UPDATE")
        before = time.monotonic()
        answer = client.post("/sign-in", data=fields)
        assert 1 <= time.monotonic() - before < 4
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "请稍后再提交一次" in answer.text and "另一个人正在办理" in answer.text
    assert client.post("/sign-in", data=fields).status_code == 303


def sleeps(sql: str) -> Callable[..., str]:
    return lambda *_viewer, **_arguments: str(ask(sql))


def idles(*_viewer: object, **_arguments: object) -> str:
    ask("SELECT 1")
    time.sleep(1.6)
    return str(ask("SELECT 2"))


@pytest.mark.parametrize(
    ("page", "said"), [(sleeps("SELECT pg_sleep(5)"), "用时太长"), (idles, "系统正忙")], ids=["slow", "idle"]
)
def test_a_request_that_takes_too_long_ends_with_a_sentence(
    hurried: Flask, page: Callable[..., str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = hurried.view_functions["operator.job_list"]
    visitor = people.at_desk(hurried, "operator")

    def slow(**_arguments: object) -> str:
        with scope.opened(Scope.platform()), reading():
            return page()

    monkeypatch.setitem(hurried.view_functions, "operator.job_list", slow)
    answer = visitor.get("/ops/jobs")
    assert (answer.status_code, said in answer.text) == (503, True)
    monkeypatch.setitem(hurried.view_functions, "operator.job_list", view)
    assert visitor.get("/ops/jobs").status_code == 200
