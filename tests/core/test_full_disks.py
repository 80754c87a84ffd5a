"""F17, F18: a full disk is said in words, leaves nothing half done, and is forgotten once there is room again."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from service.core import ids
from service.core.db.transactions import db
from tests import databases
from tests.builders.inspections import Checked
from tests.mobile_api.test_anonymous import another_photo

ROWS = "SELECT (SELECT count(*) FROM hazard), (SELECT count(*) FROM attachment), (SELECT count(*) FROM ledger_entry)"


def report(client: FlaskClient, checked: Checked, *, with_photo: bool) -> tuple[int, str, str]:
    fields = {"id": str(ids.new_id()), "place": "罐区", "words": "裂缝", "no_photo": "1"}
    data = fields | ({"photos": another_photo()} if with_photo else {})
    answer = client.post(f"/s/{checked.code}/report", data=data)
    return answer.status_code, answer.headers.get("Retry-After", ""), answer.text


@pytest.fixture
def files(environment: dict[str, str]) -> Path:
    return Path(environment["STORAGE_URL"].removeprefix("dir:"))


@pytest.fixture
def honest(app: Flask) -> Iterator[Flask]:
    """The service as it answers when something breaks."""
    app.testing = False
    yield app
    app.testing = True


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT])
def test_f17_a_full_disk_for_photos_is_said_and_leaves_neither_row_nor_file(
    honest: Flask, checked: Checked, place: str, files: Path, reason: int
) -> None:
    def full(_handle: int) -> None:
        raise OSError(reason, os.strerror(reason))

    client, before = honest.test_client(), (databases.rows(place, ROWS), sorted(files.rglob("*")))
    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(os, "fsync", full)
        status, again, page = report(client, checked, with_photo=True)
    assert (status, again, "存储空间不足" in page) == (507, "5", True)
    assert (databases.rows(place, ROWS), sorted(files.rglob("*"))) == before
    assert report(client, checked, with_photo=True)[0] == 303


@contextmanager
def full_database(place: str) -> Iterator[None]:
    """SQLite may not grow by a page; PostgreSQL says at the last row of an act what it says of a full disk."""
    if databases.kind() == "postgres":
        databases.change(place, FULL)
        yield
        databases.change(place, "DROP TRIGGER full_disk ON ledger_entry")
        return

    def confine(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # never below what there is

    db.engine.dispose()
    event.listen(db.engine, "connect", confine)
    yield
    event.remove(db.engine, "connect", confine)
    db.engine.dispose()


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION full_disk();
"""


def test_f18_a_full_disk_under_the_database_is_said_and_leaves_no_part_of_an_act(
    app: Flask, checked: Checked, client: FlaskClient, place: str
) -> None:
    before = databases.rows(place, ROWS)
    with app.app_context(), full_database(place):
        answers = [
            report(client, checked, with_photo=False)
            for _ in range(25 if databases.kind() == "sqlite" else 3)
        ]
        refused = [(status, again) for status, again, _page in answers if status != 303]
        assert refused and set(refused) == {(503, "5")}
        taken = len(answers) - len(refused)
        (hazards, _photos, entries), (hazards_before, _none, entries_before) = (
            databases.rows(place, ROWS)[0],
            before[0],
        )
        assert hazards - hazards_before == taken and entries - entries_before == taken
        assert client.get(f"/s/{checked.code}").status_code == 200
    assert report(client, checked, with_photo=False)[0] == 303
