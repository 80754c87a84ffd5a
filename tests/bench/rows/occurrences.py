"""W3: the planner makes the checks of a day, a transaction for 50,000 at most.

The limit is one INSERT … SELECT of the very rows into a copy of the table that holds as many already, with its indexes
and foreign keys. Made a second time it finds nothing to do: that is to cost no more than the limit.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg

from service.core import clock
from service.core.db.transactions import db, long_running
from service.core.settings import Settings
from service.inspections.jobs import MATERIALISE
from service.inspections.rules import AHEAD
from tests import databases, servers
from tests.bench.bench import Bench
from tests.bench.measure import processor_s
from tests.bench.registry import Round, Row
from tests.bench.store import NOON
from tests.site import free_port
from wsgi import create_app

COPY = "CREATE TABLE bench_limit (LIKE occurrence INCLUDING ALL)"
FILL = "INSERT INTO bench_limit SELECT * FROM occurrence"
KEYS = """
SELECT 'ALTER TABLE bench_limit ADD ' || pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid = 'occurrence'::regclass AND contype = 'f'
"""
LIMIT = """
INSERT INTO bench_limit (enterprise_id, id, plan_id, checklist_id, unit_id, team, post, period, due_from, due_to,
                         area_code, sector)
SELECT enterprise_id, gen_random_uuid(), id, checklist_id, unit_id, team, post, %(day)s, %(day)s::timestamptz,
       %(day)s::timestamptz + interval '1 day', area_code, sector FROM plan WHERE stopped_at IS NULL
"""


def measure(bench: Bench, times: int = 1) -> Iterator[Round]:
    """Yield what the last of so many runs for the same day takes."""
    settings = bench.world_copied("bench_plans")
    app = create_app(Settings.from_env(bench.environment(settings, free_port())))
    with (
        app.app_context(),
        long_running(),
        servers.superuser(databases.cluster(), "bench_plans") as connection,
    ):
        copy(connection)
        for number in range(bench.rounds + 1):
            moment = NOON + timedelta(days=number)
            day = clock.local(moment).date() + AHEAD
            limit = processor_s(bench, lambda day=day: connection.execute(LIMIT, {"day": day}))  # type: ignore[misc]
            for _ in range(times):
                ours = processor_s(bench, lambda at=moment: run(at))  # type: ignore[misc]
            if number:  # the first warms what is made once
                yield Round(limit, ours)
        db.engine.dispose()


def copy(connection: "psycopg.Connection[Any]") -> None:
    connection.execute(COPY)
    connection.execute(FILL)
    for (key,) in connection.execute(KEYS).fetchall():
        connection.execute(key)
    connection.execute("ANALYZE bench_limit")


def run(moment: datetime) -> None:
    with clock.frozen(moment):
        MATERIALISE.run(moment)


UNIT = "s of processor"
ROWS = [
    Row("W3", "the checks of a day are made", UNIT, 1.6, "less", measure),
    Row("W3.again", "and once more", UNIT, 1, "less", lambda bench: measure(bench, 2)),
]
