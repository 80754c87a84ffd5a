"""What findings cited by label alone is kept with its law and version."""

import json

import pytest
from sqlalchemy import create_engine, text

from service.core.migrations import downgrade, upgrade
from service.core.settings import Settings
from tests import databases

LABEL, OTHER = "《中华人民共和国安全生产法》第四十一条第一款", "不在依据里的条款"


@pytest.mark.sqlite  # which lets a row stand here without its parents
def test_labels_become_clauses_and_labels_again(models: None, place: str) -> None:
    settings = Settings.from_env(databases.empty(f"{place}_cited"))
    upgrade(settings, "0014")
    engine = create_engine(settings.owner_url)
    with engine.begin() as connection:
        columns = connection.exec_driver_sql("pragma table_info(finding)").all()
        row = {one[1]: "" for one in columns} | {"basis_code": "A01", "citations": json.dumps([LABEL, OTHER])}
        row |= {"enterprise_id": "0" * 32, "id": "1" * 32, "number": 1, "dropped_at": None}
        names = ", ".join(row)
        connection.execute(text(f"insert into finding ({names}) values (:{', :'.join(row)})"), row)
        connection.exec_driver_sql(
            "insert into basis (code, group_name, topic, topic_en, fact_template, authority, authority_name,"
            " confidence) values ('A01', '', '', '', '', '', '', 'direct')"
        )
        connection.execute(
            text(
                "insert into basis_citation values ('A01', 'violated', 1, 'AQSCF', '2021-09-01', 41, 1, 0, :label)"
            ),
            {"label": LABEL},
        )

    def cited() -> list[object]:
        with engine.connect() as connection:
            return json.loads(connection.execute(text("select citations from finding")).scalar_one())

    upgrade(settings, "0015")
    known, unknown = cited()
    assert (known["law_code"], known["version"], known["article"]) == ("AQSCF", "2021-09-01", 41)
    assert (known["label"], unknown["label"], unknown["law_code"]) == (LABEL, OTHER, "")
    downgrade(settings, "0014")
    assert cited() == [LABEL, OTHER]
    engine.dispose()
