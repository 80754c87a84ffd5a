"""A year whose days were loaded before stays official when years say so themselves."""

import pytest
from sqlalchemy import create_engine, text

from service.core.migrations import upgrade
from service.core.settings import Settings
from tests import databases

pytestmark = pytest.mark.both

DAYS = (("2026-10-01", "holiday"), ("2026-10-10", "makeup"), ("2025-10-01", "holiday"))


def test_the_years_of_the_days_that_stand_there_are_official(models: None, place: str) -> None:
    settings = Settings.from_env(databases.empty(f"{place}_years"))
    upgrade(settings, "0025")
    engine = create_engine(settings.owner_url)
    adding = text("insert into calendar_day (day, kind, name, source) values (:day, :kind, '', 'notice')")
    with engine.begin() as connection:
        connection.execute(adding, [{"day": day, "kind": kind} for day, kind in DAYS])
    upgrade(settings, "0026")
    with engine.connect() as connection:
        years = connection.execute(text("select year, source, version from calendar_year order by year"))
        assert [tuple(row) for row in years] == [(2025, "notice", 0), (2026, "notice", 0)]
        versions = connection.execute(text("select distinct version from calendar_day"))
        assert versions.scalars().all() == [0]
    engine.dispose()
