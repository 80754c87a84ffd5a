"""A database of release 0.1.0 migrates, and shows the pages, timelines and papers that it always showed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from service.core.settings import Settings
from tests.migrations import former_world
from tests.people import Browser

pytestmark = [pytest.mark.sqlite, pytest.mark.slow]


def test_everybody_reads_in_a_migrated_database_what_stood_in_it(
    tmp_path: Path, redis_url: str, another_app: Callable[[Settings], Flask]
) -> None:
    former_world.restored(tmp_path / "app.db")
    app = another_app(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'app.db'}",
            storage_url=f"dir:{tmp_path / 'files'}",
            redis_url=redis_url,
            demo=True,
        )
    )
    app.test_client_class = Browser
    assert former_world.shown(app).splitlines() == former_world.SHOWN.read_text().splitlines()
