"""What was indexed before without its last character is found by it."""

import pytest
from sqlalchemy import create_engine, text

from service.core.migrations import upgrade
from service.core.settings import Settings
from tests import databases

UNITS = (("1" * 32, "FX-001", "冲床"), ("2" * 32, "", "窑"))


@pytest.mark.sqlite  # which lets a row stand here without its parents
def test_the_last_characters_of_known_units_become_terms_once(models: None, place: str) -> None:
    settings = Settings.from_env(databases.empty(f"{place}_last"))
    upgrade(settings, "0021")
    engine = create_engine(settings.owner_url)
    with engine.begin() as connection:
        columns = connection.exec_driver_sql("pragma table_info(risk_unit)").all()
        for own_id, number, name in UNITS:
            row = {one[1]: "" for one in columns} | {"enterprise_id": "0" * 32, "id": own_id}
            row |= {"number": number, "name": name, "kind": None, "level": None, "object_id": "3" * 32}
            names = ", ".join(row)
            connection.execute(text(f"insert into risk_unit ({names}) values (:{', :'.join(row)})"), row)
        known = {
            "enterprise_id": "0" * 32,
            "bigram": "窑",
            "unit_id": "2" * 32,
            "area_code": "",
            "sector": "",
        }
        names = ", ".join(known)
        connection.execute(
            text(f"insert into risk_unit_bigram ({names}) values (:{', :'.join(known)})"), known
        )
    upgrade(settings, "0022")
    with engine.connect() as connection:
        rows = connection.execute(text("select unit_id, bigram from risk_unit_bigram")).all()
    assert sorted(tuple(row) for row in rows) == [("1" * 32, "1"), ("1" * 32, "床"), ("2" * 32, "窑")]
    engine.dispose()
