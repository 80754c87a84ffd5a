"""W7: a roster of 5,000 plants lands, each table taking a chunk by one statement.

The limit is a COPY of the very rows that it makes into the same tables, with their indexes and foreign keys, the
ledger and the pairs that a name is searched by among them.
"""

from collections.abc import Iterator

import psycopg
from flask import Flask

from service.core.acts.ledger import Act
from service.core.db.transactions import db, retrying
from service.core.ids import new_id
from service.core.settings import Settings
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises.commands import take_in
from service.exchange import commands, enterprise_import
from service.exchange.models import ImportRun
from service.exchange.parsed_files import ParsedFile
from service.exchange.rules import ImportKind, RunState
from service.identity.commands import platform
from service.identity.rules import Role
from service.reference import credit_code
from tests import databases, servers
from tests.bench.bench import Bench
from tests.bench.measure import processor_s
from tests.bench.registry import Round, Row
from tests.builders.workbooks import ROSTER_HEADER, a_roster_row, a_table, content_of
from tests.site import free_port
from wsgi import create_app

PLANTS = 5_000
TABLES = ("organisation", "enterprise", "enterprise_bigram", "ledger_entry")
OPERATOR = Viewer(Scope.platform(), roles=frozenset({Role.OPERATOR}))


def a_roster() -> bytes:
    rows = []
    for number in range(PLANTS):
        body = f"91410505MA{number:07d}"
        name = f"安阳市殷都区{chr(0x4E00 + number)}{chr(0x5200 + number)}机械制造有限公司"
        rows.append(a_roster_row(seq=number, name=name, code=body + credit_code.check_character(body)))
    return content_of(a_table(ROSTER_HEADER, rows))


def landed(app: Flask, book: ParsedFile) -> None:
    """Take a run through all its steps, each a transaction of its own."""
    with app.app_context(), scope.opened(OPERATOR.scope):
        act = Act(new_id())
        upload = commands.Upload(ImportKind.ENTERPRISES, "名单.xlsx", "0" * 64)
        owner = retrying(
            lambda: (
                commands.begin(
                    OPERATOR, platform.platform_organisation(), upload, act, attended=True
                ).enterprise_id
            )
        )

        def step() -> bool:
            run = db.session.get_one(ImportRun, (owner, act.id))
            more = commands.advance(run, lambda: book, lambda rows: take_in(OPERATOR, rows))
            assert more or (run.state, run.created) == (RunState.DONE, PLANTS)
            return more

        while retrying(step):
            pass


def read(app: Flask, content: bytes) -> ParsedFile:
    with app.app_context(), scope.opened(OPERATOR.scope):
        return retrying(lambda: enterprise_import.read(content))


def copied_out(database: str) -> dict[str, list[bytes]]:
    with servers.superuser(databases.cluster(), database) as connection:
        return {table: _out(connection, table) for table in TABLES}


def _out(connection: "psycopg.Connection[tuple[object, ...]]", table: str) -> list[bytes]:
    of_plants = f"(SELECT * FROM {table} WHERE enterprise_id IN (SELECT id FROM enterprise))"
    with connection.cursor().copy(f"COPY {of_plants} TO STDOUT") as copy:
        return [bytes(block) for block in copy]


def copied_in(connection: "psycopg.Connection[tuple[object, ...]]", tables: dict[str, list[bytes]]) -> None:
    """Copy as the superuser: who is held by row-level security may not."""
    with connection.transaction():
        for table, blocks in tables.items():
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for block in blocks:
                    copy.write(block)


def measure(bench: Bench) -> Iterator[Round]:
    content = a_roster()
    for number in range(bench.rounds + 1):
        settings = bench.store.clean("bench_roster")
        app = create_app(Settings.from_env(bench.environment(settings, free_port())))
        book = read(app, content)
        ours = processor_s(bench, lambda app=app, book=book: landed(app, book))  # type: ignore[misc]
        with app.app_context():
            db.engine.dispose()
        tables = copied_out("bench_roster")
        bench.store.clean("bench_roster")
        with servers.superuser(
            databases.cluster(), "bench_roster"
        ) as connection:  # open until it is measured
            limit = processor_s(bench, lambda to=connection, given=tables: copied_in(to, given))  # type: ignore[misc]
        if number:  # the first warms what is made once
            yield Round(limit, ours)


ROWS = [Row("W7.roster", "a roster of 5,000 plants lands", "s of processor", 3, "less", measure)]
