"""F21, F22: a clock that is wrong plans nothing, revives nothing and moves no date."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core import clock, ids
from service.core.jobs import scheduler
from service.core.jobs.outbox import Periodic
from tests import databases, people
from tests.builders.inspections import Checked, a_phone, items, todays
from tests.people import Cast

PLANNED = "SELECT plan_id, period FROM occurrence ORDER BY 1, 2"


@pytest.fixture
def machine(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    app.extensions.pop("watch", None)
    yield monkeypatch
    app.extensions.pop("watch", None)


def off(by: timedelta) -> object:
    return lambda: datetime.now(UTC) + by


def test_f21_a_clock_that_jumped_by_more_than_a_day_plans_nothing_until_it_is_right(
    app: Flask,
    checked: Checked,
    place: str,
    machine: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    scheduler.tick()
    planned = databases.rows(place, PLANNED)
    for jump in (timedelta(days=400), timedelta(days=-2)):
        with machine.context() as wrong, caplog.at_level(logging.ERROR):
            wrong.setattr(clock, "machine", off(jump))
            with clock.frozen(clock.now() + jump):
                for _ in range(3):
                    scheduler.tick()
        assert databases.rows(place, PLANNED) == planned
        assert "nothing is planned until it is right" in caplog.text
        told = app.test_client().get("/readyz").json["degraded"]
        app.extensions["readiness"].at = None
        assert "clock" in told
        caplog.clear()
        scheduler.tick()  # it is right again
    with clock.frozen(clock.now() + timedelta(hours=23)):  # a day and a night are no jump
        scheduler.tick()
    later = databases.rows(place, PLANNED)
    assert len(later) >= len(planned) and len(later) == len(set(later))


def test_f21_the_operator_reads_that_a_planner_stands_still_for_its_clock(
    app: Flask, cast: Cast, machine: pytest.MonkeyPatch
) -> None:
    operator = people.at_desk(app, "operator")
    with app.app_context():
        scheduler.tick()
        assert "已停止安排任务" not in operator.get("/ops/jobs").text
        machine.setattr(clock, "machine", off(timedelta(days=400)))
        scheduler.tick()
        assert "已停止安排任务" in operator.get("/ops/jobs").text


def test_f21_two_hours_back_and_a_day_ahead_lose_no_task_and_double_none(
    app: Flask, checked: Checked, place: str, machine: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    for hours in (0, 24, -2, 24, 0):
        with clock.frozen(now + timedelta(hours=hours)):
            scheduler.tick()
    planned = databases.rows(place, PLANNED)
    assert len(planned) == len(set(planned))
    with clock.frozen(now + timedelta(hours=24)):
        scheduler.tick()
    assert databases.rows(place, PLANNED) == planned


def test_f21_a_computer_that_sleeps_every_night_goes_on_planning(
    app: Flask, machine: pytest.MonkeyPatch
) -> None:
    """On SQLite, where its system does not count the hours that it slept."""
    with app.app_context():
        machine.setattr(scheduler, "is_postgres", lambda: False)
        machine.setattr(scheduler, "uptime", lambda: 60.0)
        watch = scheduler.Watch()
        for night in range(1, 5):
            machine.setattr(clock, "machine", off(timedelta(hours=10 * night)))
            assert watch.is_right()
        machine.setattr(clock, "machine", off(timedelta(days=4)))
        assert [watch.is_right(), watch.is_right()] == [False, False]


@pytest.fixture
def behind(machine: pytest.MonkeyPatch) -> Iterator[Callable[[timedelta], None]]:
    """Turn the clock of this whole process, as an operator's mistake or a lost battery does."""
    real, ahead = time.time, clock._ahead

    def turn(by: timedelta) -> None:
        machine.setattr(time, "time", lambda: real() + by.total_seconds())
        machine.setattr(clock, "machine", off(by))
        clock.set_ahead(ahead + by)

    yield turn
    clock.set_ahead(ahead)


@pytest.mark.postgres
@pytest.mark.parametrize("hours", [-2, -13, -48, 2])
def test_f21_by_a_clock_hours_off_the_databases_nothing_is_planned_and_every_probe_names_it(
    app: Flask,
    cast: Cast,
    machine: pytest.MonkeyPatch,
    behind: Callable[[timedelta], None],
    hours: int,
) -> None:
    ran: list[datetime] = []
    probe = Periodic("probe", lambda moment: moment, ran.append)
    machine.setitem(app.extensions, "periodics", {"probe": probe})
    with app.app_context():
        behind(timedelta(hours=hours))
        assert [scheduler.tick(), scheduler.tick()] == [0, 0]
        beside = app.test_client().get("/readyz").json
        behind(timedelta())
        app.extensions["readiness"].at = None
        elsewhere = app.test_client().get("/readyz").json
        assert ran == [] and "clock" in elsewhere["degraded"]
        assert "clock" in beside.get("degraded", beside.get("refused", ""))
        scheduler.tick()
    assert len(ran) == 1


@pytest.mark.parametrize("years", [-3, 3])
def test_f22_the_clock_of_a_phone_moves_no_date_of_ours(
    app: Flask, checked: Checked, place: str, years: int
) -> None:
    """A phone's clock comes with the id of what it sends, a UUIDv7."""
    client: FlaskClient = app.test_client()
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    claimed = clock.now() + timedelta(days=365 * years)
    rest = ids.new_id().int & ((1 << 80) - 1)
    own_id = UUID(int=(int(claimed.timestamp() * 1000) << 80) | rest)
    assert abs(moment_of(own_id) - clock.now()) > timedelta(days=1000)
    given = [{"item_id": str(item.id), "answer": "normal"} for item in items(checked)]
    body = {"occurrence_id": str(todays(checked).id), "answers": given}
    path = f"/api/v1/e/{checked.plant.id}/records/{own_id}"
    first, again = client.put(path, json=body), client.put(path, json=body)
    assert (first.status_code, again.status_code, first.json) == (201, 201, again.json)
    answered = datetime.fromisoformat(first.json["answered_at"])
    assert abs(answered - clock.now()) < timedelta(minutes=10)
    assert databases.rows(place, "SELECT count(*) FROM record") == [(1,)]


def moment_of(own_id: UUID) -> datetime:
    return datetime.fromtimestamp((own_id.int >> 80) / 1000, UTC)
