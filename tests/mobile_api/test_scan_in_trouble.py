"""A scan of the plant's own people, while no connection of phones is free."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.core.db.transactions import phone_engine
from tests.builders.inspections import Checked, a_phone
from tests.mobile_api import test_scan_at_once

path, visitor, ways = test_scan_at_once.path, test_scan_at_once.visitor, test_scan_at_once.ways


@pytest.mark.postgres
def test_it_goes_the_long_way(
    checked: Checked, path: str, visitor: Callable[..., FlaskClient], ways: list[bool]
) -> None:
    phone = visitor(device=a_phone(checked, checked.plant.worker))
    phone.get(path)  # by it the frame is kept
    del ways[:]
    with phone.application.app_context():
        pool: Any = phone_engine().pool
    with pytest.MonkeyPatch.context() as monkeypatch, ExitStack() as taken:
        monkeypatch.setattr(pool, "_timeout", 0.05)
        for _ in range(pool.size() + pool._max_overflow):
            taken.enter_context(closing(pool.connect()))
        page = phone.get(path)
    assert (page.status_code, ways) == (200, [False])
    assert phone.get(path).text == page.text
    assert ways == [False, True]
