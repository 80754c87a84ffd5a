"""F15, F28: with all threads taken, and amid a stop, everybody is answered at once or may safely send again."""

import http.client
import json
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from service.core import ids
from tests import databases, servers
from tests.builders.inspections import Checked, a_phone, items, todays
from tests.site import Site
from tests.web import wire

pytestmark = [pytest.mark.jobs, pytest.mark.postgres]


class Sender:
    def __init__(self, checked: Checked) -> None:
        self.device = a_phone(checked, checked.plant.worker)
        self.plant = checked.plant.id
        answers = [{"item_id": str(item.id), "answer": "normal"} for item in items(checked)]
        self.body = json.dumps({"occurrence_id": str(todays(checked).id), "answers": answers})

    def put(self, site: Site, form_id: str) -> tuple[int, str, float]:
        """Return the status, when to come again, and after how many seconds; 0 where no answer came at all."""
        began = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)) as line:
            try:
                headers = {"Content-Type": "application/json", "Cookie": f"device={self.device}"}
                line.request("PUT", f"/api/v1/e/{self.plant}/records/{form_id}", self.body, headers)
                answer = line.getresponse()
                answer.read()
            except (ConnectionError, http.client.RemoteDisconnected):
                return 0, "", time.monotonic() - began
        return answer.status, answer.headers.get("Retry-After", ""), time.monotonic() - began


@contextmanager
def locked(place: str) -> Iterator[None]:
    with servers.superuser(databases.cluster(), place) as other, other.transaction():
        other.execute("LOCK TABLE occurrence IN ACCESS EXCLUSIVE MODE")
        yield


def test_f15_a_slow_lock_starves_neither_health_nor_who_comes_next(
    app: Flask, checked: Checked, environment: dict[str, str], tmp_path: Path, place: str
) -> None:
    sender = Sender(checked)
    with wire.web(environment, tmp_path) as site, ThreadPoolExecutor(24) as pool:
        assert sender.put(site, str(ids.new_id()))[0] == 201
        with locked(place):
            asked = [pool.submit(sender.put, site, str(ids.new_id())) for _ in range(24)]
            time.sleep(2)
            for port in (site.port, wire.health_port(site)):
                began = time.monotonic()
                assert wire.asked(port, wire.head("GET", "/healthz"))[0] == 200
                assert time.monotonic() - began < 2
            status, again, took = sender.put(site, str(ids.new_id()))
            assert (status, bool(again)) == (503, True) and took < 3
            answers: list[Any] = [each.result() for each in asked]
        assert {status for status, _again, _took in answers} == {503}
        assert all(again for _status, again, _took in answers)
        quick = [took for _status, _again, took in answers if took < 4.5]
        assert len(quick) >= 12  # four were in the threads, four behind them; the others heard at once
        assert sender.put(site, str(ids.new_id()))[0] == 201


def test_f28_a_stop_amid_work_loses_nothing_that_may_not_be_sent_again(
    app: Flask, checked: Checked, environment: dict[str, str], tmp_path: Path, place: str
) -> None:
    sender, over = Sender(checked), threading.Event()
    heard: list[tuple[str, int, str]] = []

    def send(_number: int) -> None:
        while not over.is_set():
            form_id = str(ids.new_id())
            status, again, _took = sender.put(site, form_id)
            heard.append((form_id, status, again))
            if (
                status == 0
            ):  # nobody is there: a client that tries again without a pause only takes the stop its time
                time.sleep(0.2)

    with wire.web(environment, tmp_path) as site, ThreadPoolExecutor(6) as pool:
        work = [pool.submit(send, number) for number in range(6)]
        while len(heard) < 30:
            time.sleep(0.05)
        site.children[0].send_signal(signal.SIGTERM)
        assert site.children[0].wait(timeout=40) == 0
        over.set()
        for each in work:
            each.result()
    lost = [(status, again) for _id, status, again in heard if status not in {0, 201}]
    assert {(status, bool(again)) for status, again in lost} <= {(503, True)}
    with wire.web(environment, tmp_path) as site:
        again = [form_id for form_id, status, _again in heard if status != 201]
        assert {sender.put(site, form_id)[0] for form_id in again[:20]} <= {201}
        kept = {str(row[0]) for row in databases.rows(place, "SELECT id FROM record")}
        assert {form_id for form_id, status, _again in heard if status == 201} <= kept
        assert len(kept) == databases.rows(place, "SELECT count(*) FROM record")[0][0]
