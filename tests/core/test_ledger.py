"""The ledger is only ever added to, whoever asks."""

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from service.core.settings import Settings
from tests.people import Cast

pytestmark = pytest.mark.both


@pytest.mark.parametrize("statement", ["update ledger_entry set act = 'x'", "delete from ledger_entry"])
def test_a58_not_even_the_owner_changes_the_ledger(
    app: Flask, cast: Cast, database: dict[str, str], statement: str
) -> None:
    assert "the ledger is never changed" in refusal_of(database, statement)


@pytest.mark.postgres
def test_a58_not_even_the_owner_empties_the_ledger(app: Flask, cast: Cast, database: dict[str, str]) -> None:
    assert "the ledger is never changed" in refusal_of(database, "truncate ledger_entry cascade")


def refusal_of(database: dict[str, str], statement: str) -> str:
    engine = create_engine(Settings.from_env(database).owner_url)
    try:
        with engine.connect() as connection, pytest.raises(DBAPIError) as refused:
            connection.exec_driver_sql(statement)
        return str(refused.value)
    finally:
        engine.dispose()
