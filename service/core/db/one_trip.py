"""An act or a read of one statement on PostgreSQL: its transaction, its settings and itself go out in one message.

Row-level security stands as before every statement: the same words open the transaction. The statement is compiled
once by SQLAlchemy and prepared once on a connection; what it is given are texts, cast to the types of their columns.
"""

from contextlib import closing
from functools import cached_property
from typing import Any

import psycopg
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus
from sqlalchemy import Engine

from service.core.db import postgres
from service.core.db.prepared import refuse_what_the_driver_lacks
from service.core.tenancy.scope import NoScope, Scope
from service.core.tenancy.session_guard import BYPASS_REASON


class OneTrip:
    """A statement on bare tables that names its tenant: `bypass_scope` says why it may."""

    def __init__(self, name: str, statement: Any) -> None:
        if BYPASS_REASON not in statement.get_execution_options():
            raise NoScope("a ready statement passes the guard: it says why it may")
        refuse_what_the_driver_lacks(statement)
        self.name, self.statement = name.encode(), statement

    @cached_property
    def made(self) -> tuple[bytes, list[str]]:
        """Return the statement in the words of PostgreSQL, and the names of its values in their order."""
        from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

        compiled = self.statement.compile(dialect=PGDialect_psycopg(paramstyle="numeric_dollar"))  # type: ignore[no-untyped-call]
        return compiled.string.encode(), list(compiled.positiontup)

    def count(self, engine: Engine, scope: Scope, values: dict[str, str | None]) -> int:
        """Write; return how many rows were. Raises psycopg's errors; then nothing is kept."""
        return int(self._answer(engine, scope, values, writes=True).command_tuples or 0)

    def row(self, engine: Engine, scope: Scope, values: dict[str, str | None]) -> list[str | None] | None:
        """Read; return the first row as texts, or None. Raises psycopg's errors."""
        answer = self._answer(engine, scope, values, writes=False)
        if not answer.ntuples:
            return None
        texts = (answer.get_value(0, number) for number in range(answer.nfields))
        return [None if text is None else text.decode() for text in texts]

    def _answer(self, engine: Engine, scope: Scope, values: dict[str, str | None], *, writes: bool) -> Any:
        opening = postgres.opening(scope, writes=writes)
        with closing(engine.raw_connection()) as pooled:
            try:
                return self._sent(pooled.driver_connection, pooled.info, opening, values)
            except psycopg.Error as error:
                if isinstance(error, InvalidSqlStatementName):
                    pooled.info.pop(
                        self.name, None
                    )  # at a rollback of its own psycopg forgets what was prepared
                if pooled.driver_connection is None or pooled.driver_connection.closed:
                    pooled.invalidate(error)
                raise

    def _sent(self, connection: Any, info: Any, opening: bytes, values: dict[str, str | None]) -> Any:
        sql, names = self.made
        line = connection.pgconn
        begin, _separator, settings = opening.partition(b";")
        parameters = [None if (value := values[name]) is None else value.encode() for name in names]
        line.enter_pipeline_mode()
        try:
            line.send_query_params(begin, None)
            line.send_query_params(settings, None)
            if self.name not in info:
                line.send_prepare(self.name, sql)
            line.send_query_prepared(self.name, parameters)
            line.send_query_params(b"COMMIT", None)
            line.pipeline_sync()
            answers = postgres.heard(line)
        finally:
            line.exit_pipeline_mode()
        failed = next((answer for answer in answers if answer.status in postgres.FAILED), None)
        if self.name not in info and answers[2].status == ExecStatus.COMMAND_OK:
            info[self.name] = True  # what was prepared stays so, whatever becomes of the transaction
        if failed is not None:
            postgres.roll_back(connection)
            raise error_from_result(failed)
        return answers[-2]
