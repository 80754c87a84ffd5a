"""A check that is plainly good, while the database errs or no connection to it is free."""

from contextlib import ExitStack, closing
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core.db.transactions import as_owner, phone_engine
from tests.builders.hazards import do
from tests.builders.inspections import Checked
from tests.mobile_api import test_records_at_once
from tests.mobile_api.test_records_at_once import _another_plan, body, put

phone, ways = test_records_at_once.phone, test_records_at_once.ways


@pytest.mark.postgres
def test_where_no_connection_is_free_it_is_asked_to_come_again(
    app: Flask, phone: FlaskClient, checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with app.app_context():
        pool: Any = phone_engine().pool
    monkeypatch.setattr(pool, "_timeout", 0.05)
    with ExitStack() as taken:
        for _ in range(pool.size() + pool._max_overflow):
            taken.enter_context(closing(pool.connect()))
        answer = put(phone, checked, body(checked))
    assert answer.status_code == 503
    assert put(phone, checked, body(checked)).status_code == 201


@pytest.mark.postgres
def test_after_an_error_of_the_database_the_same_connection_takes_the_next_check(
    app: Flask, phone: FlaskClient, checked: Checked, ways: list[bool], database: dict[str, str]
) -> None:
    checks = [str(do(checked.plant.manager, lambda: _another_plan(checked))) for _ in range(2)]
    assert put(phone, checked, body(checked)).status_code == 201
    with as_owner(database["DATABASE_OWNER_URL"]) as sql:
        sql.exec_driver_sql("alter table record add constraint broken check (failed > 0) not valid")
    assert put(phone, checked, body(checked, occurrence_id=checks[0])).status_code >= 400
    with as_owner(database["DATABASE_OWNER_URL"]) as sql:
        sql.exec_driver_sql("alter table record drop constraint broken")
    answers = [put(phone, checked, body(checked, occurrence_id=check)).status_code for check in checks]
    assert (answers, ways) == ([201, 201], [True, False, True, True])
