"""How PostgreSQL finds what a bureau asks for: by the plant, whatever region the bureau looks through."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from service.core.acts.ledger import timeline
from service.core.db.transactions import db, reading
from service.core.tenancy import scope
from service.core.tenancy.viewer import Viewer
from service.identity.queries import people
from tests import databases
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant

pytestmark = pytest.mark.postgres


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> tuple[Bureau, Plant]:
    return supervised


def plan(viewer: Viewer, ask: Callable[[], object]) -> str:
    """The plan of the one statement that a question is, where reading the whole table is no choice."""
    asked = []

    def note(*args: object) -> None:
        asked.append((args[2], args[3]))

    with scope.opened(viewer.scope), reading():
        connection = db.session.connection()
        event.listen(connection, "before_cursor_execute", note)
        ask()
        event.remove(connection, "before_cursor_execute", note)
        [(statement, values)] = [one for one in asked if "ledger_entry" in one[0]]  # not who is named in it
        connection.exec_driver_sql("set local enable_seqscan = off")
        return "\n".join(row[0] for row in connection.exec_driver_sql(f"explain {statement}", values))


def as_if_full(place: str) -> None:
    """Let the planner reckon as in a ledger of years: of a few rows it reads all, whatever the index."""
    databases.change(place, "alter table ledger_entry alter column object_id set (n_distinct = -1)")
    databases.change(place, "analyze ledger_entry")
    databases.change(
        place, "update pg_class set relpages = 1, reltuples = 100000 where relname = 'ledger_entry'"
    )


def test_a_timeline_is_found_by_its_plant_and_its_rows(scene: tuple[Bureau, Plant], place: str) -> None:
    bureau, plant = scene
    visit = a.a_visit(bureau, plant)
    as_if_full(place)
    found = plan(bureau.first, lambda: timeline([visit.id], plant.id))
    condition = found.partition("Index Cond: ")[2].partition("\n")[0]
    assert "ix_ledger_entry_enterprise_id_object_id_id" in found, found
    assert "enterprise_id = " in condition and "object_id = " in condition, found


def test_refusals_are_found_by_their_act(scene: tuple[Bureau, Plant]) -> None:
    bureau, _plant = scene
    found = plan(bureau.head, lambda: people.refusals(bureau.head))
    assert "ix_ledger_entry_enterprise_id_act_id" in found, found
