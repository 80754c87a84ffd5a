"""A database of release 0.1.0 migrates, and shows the pages, timelines and papers that it always showed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from service.core.migrations import downgrade, upgrade
from service.core.settings import Settings
from tests import databases, servers
from tests.migrations import former_world
from tests.migrations.test_cited_versions import write
from tests.people import Browser

pytestmark = [pytest.mark.both, pytest.mark.slow]
LAST_RELEASE = "0031"


@pytest.fixture
def settings(place: str, tmp_path: Path, redis_url: str) -> Settings:
    """The settings that lead to the kept world, at the step of its release."""
    name = f"{place}_former"
    found = Settings.from_env(
        {
            **databases.empty(name),
            "STORAGE_URL": f"dir:{tmp_path / 'files'}",
            "REDIS_URL": redis_url,
            "DEMO": "1",
        }
    )
    if not found.is_postgres:
        former_world.restored(databases.file(name))
        return found
    former_world.restored(tmp_path / "former.db")
    upgrade(found, LAST_RELEASE)
    with servers.superuser(databases.cluster(), name) as connection:
        former_world.copied(tmp_path / "former.db", connection)
    return found


def test_everybody_reads_in_a_migrated_database_what_stood_in_it(
    settings: Settings, another_app: Callable[[Settings], Flask]
) -> None:
    app = another_app(settings)
    app.test_client_class = Browser
    assert former_world.shown(app).splitlines() == former_world.SHOWN.read_text().splitlines()


FINDING = """
insert into import_finding
  (enterprise_id, id, run_id, position, sheet, "row", code, severity, field, said, area_code, sector)
select enterprise_id, id, id, 3, '风险清单', 7, 'no_level', 'error', 'level', '{}', area_code, sector from import_run
"""


def test_a_world_goes_back_to_the_last_release_and_on_again(
    models: None, settings: Settings, place: str
) -> None:
    name = f"{place}_former"
    write(name, FINDING)
    upgrade(settings)
    assert set(databases.rows(name, "select cause from import_finding")) == {(3,)}
    write(name, "update import_run set state = 'asking'")
    downgrade(settings, LAST_RELEASE)
    assert set(databases.rows(name, "select state from import_run")) == {("refused",)}
    upgrade(settings)
