"""What findings cited by label alone is kept with its law and version: every plant's, behind the walls of both."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import create_engine

from service.core.migrations import downgrade, upgrade
from service.core.settings import Settings
from tests import databases, servers

pytestmark = pytest.mark.both

LABEL, OTHER = "《中华人民共和国安全生产法》第四十一条第一款", "不在依据里的条款"
PLANTS = ["00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"]
BASIS = """insert into basis (code, group_name, topic, topic_en, fact_template, authority, authority_name, confidence)
 values ('A01', '', '', '', '', '', '', 'direct')"""
CITATION = (
    f"insert into basis_citation values ('A01', 'violated', 1, 'AQSCF', '2021-09-01', 41, 1, 0, '{LABEL}')"
)
FINDING = {
    "id": "11111111-1111-1111-1111-111111111111",
    "visit_id": "22222222-2222-2222-2222-222222222222",
    "number": 1,
    "item": "",
    "place": "",
    "fact": "",
    "basis_code": "A01",
    "citations": json.dumps([LABEL, OTHER]),
    "found_on": "2026-01-01",
    "grade": "general",
    "deadline_reason": "",
    "organisation_id": "33333333-3333-3333-3333-333333333333",
    "area_code": "410505",
    "sector": "",
}


@pytest.fixture
def name(place: str) -> str:
    return f"{place}_cited"


def a_finding(plant: str) -> str:
    row = {"enterprise_id": plant} | FINDING
    if databases.kind() == "sqlite":  # which keeps an id as its digits
        row = {key: value.replace("-", "") if key.endswith("id") else value for key, value in row.items()}
    values = ", ".join(f"'{value}'" for value in row.values())
    return f"insert into finding ({', '.join(row)}) values ({values})"


def write(name: str, *statements: str) -> None:
    """Write past every wall and without the rows that these hang on."""
    if databases.kind() == "postgres":
        with servers.superuser(databases.cluster(), name) as connection:
            for one in ("set session_replication_role = replica", *statements):
                connection.execute(one.encode())
        return
    with closing(sqlite3.connect(databases.file(name))) as connection, connection:
        for one in statements:
            connection.execute(one)


def cited(name: str) -> list[Any]:
    found = [row[0] for row in databases.rows(name, "select citations from finding order by enterprise_id")]
    return [json.loads(one) if isinstance(one, str) else one for one in found]


def test_labels_become_clauses_and_labels_again(models: None, name: str) -> None:
    settings = Settings.from_env(databases.empty(name))
    upgrade(settings, "0014")
    write(name, BASIS, CITATION, *map(a_finding, PLANTS))
    upgrade(settings, "0015")
    for known, unknown in cited(name):
        assert (known["law_code"], known["version"], known["article"]) == ("AQSCF", "2021-09-01", 41)
        assert (known["label"], unknown["label"], unknown["law_code"]) == (LABEL, OTHER, "")
    downgrade(settings, "0014")
    assert cited(name) == [[LABEL, OTHER]] * len(PLANTS)


@pytest.mark.postgres
def test_who_migrates_stands_before_the_wall_again_afterwards(models: None, name: str) -> None:
    settings = Settings.from_env(databases.empty(name))
    upgrade(settings, "0014")
    write(name, BASIS, CITATION, *map(a_finding, PLANTS))
    for change in (lambda: upgrade(settings, "0015"), lambda: downgrade(settings, "0014")):
        change()
        assert databases.rows(
            name, "select relrowsecurity, relforcerowsecurity from pg_class where relname = 'finding'"
        ) == [(True, True)]
        engine = create_engine(settings.owner_url)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("select count(*) from finding").scalar() == 0
        engine.dispose()
        assert len(cited(name)) == len(PLANTS)
