"""W1: a check of ten items is submitted, about 2 KB; authorised, checked, kept once, in the ledger."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg

from service.core.settings import Settings
from tests.bench import checks
from tests.bench.bench import PRODUCT_NOW, Bench
from tests.bench.measure import Side, by_turns, each
from tests.bench.registry import Round, Row
from tests.site import free_port
from wsgi import create_app

SIZE = 500
TABLE = "CREATE TABLE bench_limit (id uuid PRIMARY KEY, body jsonb); GRANT INSERT ON bench_limit TO dp_app"


def measure(bench: Bench) -> Iterator[Round]:
    settings = bench.store.clean("bench_checks")
    with psycopg.connect(settings["DATABASE_OWNER_URL"].replace("+psycopg", "")) as connection:
        connection.execute(TABLE)
    environment = bench.environment(settings, free_port())
    with create_app(Settings.from_env(environment)).app_context():
        world = checks.build(SIZE * (bench.rounds + 1))
    with ExitStack() as stack:
        limit = stack.enter_context(bench.limit("insert", DATABASE_URL=settings["DATABASE_URL"]))
        ours = stack.enter_context(bench.product(settings, PRODUCT_NOW))
        least, all_of_it = (each(checks.records(world, web.host)) for web in (limit, ours))
        sides = Side(limit, least, 201), Side(ours, all_of_it, 201)
        yield from by_turns(bench, *sides, SIZE)


ROWS = [Row("W1", "a check is submitted", "ms of processor", 0.5, "more", measure)]
