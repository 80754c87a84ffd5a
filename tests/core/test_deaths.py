"""A web process that is killed in the middle of a request: what is sent again is there, once, whenever it died."""

import http.client
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import EnvironBuilder

from service.attachments.models import Attachment
from service.core import ids
from service.core.db.transactions import db, reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.hazards.limits import report_id
from service.hazards.models import Hazard
from service.inspections.models import Record
from tests.bench.web import serving
from tests.builders.hazards import a_jpeg
from tests.builders.inspections import Checked, a_phone, items, todays
from tests.site import free_port

pytestmark = [pytest.mark.jobs, pytest.mark.both]
FRESH = re.compile(rb"[?&]k=[\w.-]+")  # the receipt's proof of the moment of sending


@dataclass(frozen=True)
class Sending:
    """A request that makes one row, of this id."""

    id: UUID
    table: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def photos(self) -> int:
        return 1 if self.table == "hazard" else 0

    @property
    def tables(self) -> tuple[str, ...]:
        return ("attachment", self.table) if self.photos else (self.table,)


def a_record(checked: Checked, device: str) -> Sending:
    own_id = ids.new_id()
    answers = [{"item_id": str(item.id), "answer": "normal"} for item in items(checked)]
    answers[0] |= {"answer": "failed", "words": "围堰开裂"}
    body = json.dumps({"occurrence_id": str(todays(checked).id), "answers": answers}).encode()
    headers = {"Content-Type": "application/json", "Cookie": f"device={device}"}
    return Sending(
        own_id, "record", "PUT", f"/api/v1/e/{checked.plant.id}/records/{own_id}", headers, body, 201
    )


def a_report(checked: Checked, device: str, **fields: str) -> Sending:
    own_id = ids.new_id()
    words = {"id": str(own_id), "place": checked.unit.name, "what": "设备损坏", "words": "南侧裂缝"}
    photo = (BytesIO(a_jpeg()), "photo.jpg")
    sent = EnvironBuilder(method="POST", data={**words, **fields, "photos": photo}).get_environ()
    headers = {"Content-Type": sent["CONTENT_TYPE"], "Cookie": f"device={device}"}
    body = sent["wsgi.input"].read()
    return Sending(report_id(own_id), "hazard", "POST", f"/s/{checked.code}/report", headers, body, 303)


def sendings(checked: Checked) -> Iterator[Sending]:
    device = a_phone(checked, checked.plant.worker)
    yield a_record(checked, device)
    yield a_report(checked, device, mine="1")
    yield a_report(checked, device, anonymous="1")


class Mortal:
    """The service as processes, one of which dies at the point that `fatal` names."""

    def __init__(self, port: int, fatal: Path) -> None:
        self.port, self.fatal = port, fatal

    def send(self, one: Sending) -> tuple[int, bytes]:
        """Return the status, and the place it leads to with the body."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(one.method, one.path, one.body, one.headers)
            found = line.getresponse()
            return found.status, _told(found.headers.get("Location", ""), found.read())
        finally:
            line.close()

    def send_to_death(self, one: Sending, point: str) -> None:
        self.fatal.write_text(point)
        with pytest.raises((ConnectionError, http.client.BadStatusLine)):
            self.send(one)
        assert not self.fatal.exists()

    def lost(self) -> tuple[int, bytes]:
        head, _, body = self.fatal.with_suffix(".lost").read_bytes().partition(b"\n")
        status, _, location = head.decode().partition(" ")
        return int(status), _told(location, body)


def _told(location: str, body: bytes) -> bytes:
    return FRESH.sub(b"", location.encode() + b"\n" + body)


@pytest.fixture
def mortal(app: Flask, checked: Checked, environment: dict[str, str], tmp_path: Path) -> Iterator[Mortal]:
    port, fatal = free_port(), tmp_path / "fatal"
    program, own = "tests.core.mortal:create_app()", environment | {"TEST_FATAL": str(fatal)}
    with serving(program, port, own, "--workers", "1", "--preload"):
        yield Mortal(port, fatal)


def kept(one: Sending) -> dict[str, int]:
    """Count the rows of a sending: itself, its entry in the ledger, its photos."""
    model: Any = Record if one.table == "record" else Hazard
    counts: dict[str, Callable[[], Any]] = {
        "rows": lambda: select(func.count()).where(model.id == one.id),
        "entries": lambda: select(func.count()).where(
            LedgerEntry.object_id == one.id, LedgerEntry.act.in_(("record.answer", "hazard.report"))
        ),
        "photos": lambda: select(func.count()).where(Attachment.target_id == one.id),
    }
    with scope.opened(Scope.platform()), reading():
        return {name: db.session.scalar(query()) for name, query in counts.items()}


def test_f01_killed_before_the_commit_nothing_is_kept_and_again_it_is_there_once(
    mortal: Mortal, checked: Checked
) -> None:
    for one in sendings(checked):
        for table in one.tables:
            mortal.send_to_death(one, f"commit {table}")
            assert kept(one) == {"rows": 0, "entries": 0, "photos": 0}
        assert mortal.send(one)[0] == one.status
        assert kept(one) == {"rows": 1, "entries": 1, "photos": one.photos}


def test_f02_killed_after_the_commit_it_is_kept_and_again_it_is_the_answer_that_was_lost(
    mortal: Mortal, checked: Checked
) -> None:
    for one in sendings(checked):
        mortal.send_to_death(one, f"answer {one.table}")
        assert kept(one) == {"rows": 1, "entries": 1, "photos": one.photos}
        assert mortal.send(one) == mortal.lost()
        assert mortal.lost()[0] == one.status
        assert kept(one) == {"rows": 1, "entries": 1, "photos": one.photos}
