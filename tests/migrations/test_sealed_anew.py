"""Two documents of one subject, of which one is void, have no room in the release before."""

import pytest
from sqlalchemy import create_engine, text

from service.core.migrations import downgrade, upgrade
from service.core.settings import Settings
from tests import databases


@pytest.mark.sqlite  # which lets a row stand here without its parents
def test_a_way_back_that_would_lose_a_document_is_refused_and_changes_nothing(
    models: None, place: str
) -> None:
    settings = Settings.from_env(databases.empty(f"{place}_anew"))
    upgrade(settings, "0028")
    engine = create_engine(settings.owner_url)
    standing = "select name, sql from sqlite_master order by name"
    with engine.begin() as connection:
        columns = connection.exec_driver_sql("pragma table_info(document)").all()
        for serial, void in ((1, "2026-11-01"), (2, None)):
            row = {one[1]: str(serial) for one in columns} | {"enterprise_id": "0" * 32, "kind": "order"}
            row |= {"subject_id": "1" * 32, "voided_by": void, "voided_at": void, "void_reason": void}
            names = ", ".join(row)
            connection.execute(text(f"insert into document ({names}) values (:{', :'.join(row)})"), row)
        before = connection.exec_driver_sql(standing).all()
    with pytest.raises(RuntimeError, match="sealed anew"):
        downgrade(settings, "0027")
    with engine.connect() as connection:
        assert connection.exec_driver_sql(standing).all() == before
    engine.dispose()
