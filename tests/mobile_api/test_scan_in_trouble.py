"""A scan of the plant's own people, while no connection of phones is free."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core.db.transactions import phone_engine
from tests.builders.inspections import Checked, a_phone
from tests.mobile_api import test_scan_at_once

path, visitor, ways = test_scan_at_once.path, test_scan_at_once.visitor, test_scan_at_once.ways


@pytest.mark.postgres
def test_it_goes_the_long_way(
    app: Flask,
    checked: Checked,
    path: str,
    visitor: Callable[..., FlaskClient],
    ways: list[bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = visitor(device=a_phone(checked, checked.plant.worker))
    phone.get(path)  # by it the frame is kept
    del ways[:]
    with app.app_context():
        pool: Any = phone_engine().pool
    monkeypatch.setattr(pool, "_timeout", 0.05)
    with ExitStack() as taken:
        for _ in range(pool.size() + pool._max_overflow):
            taken.enter_context(closing(pool.connect()))
        page = phone.get(path)
    assert (page.status_code, ways) == (200, [False])
    assert phone.get(path).text == page.text
    assert ways == [False, True]
