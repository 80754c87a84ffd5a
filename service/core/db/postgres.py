"""How a transaction begins on PostgreSQL, with the role and the settings of the open scope, and how it ends.

One message each, below SQLAlchemy and the cursors of psycopg: they stand around every read and every act.
"""

import select
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg import OperationalError
from psycopg.errors import InFailedSqlTransaction, error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.sql import Literal

from service.core.tenancy.scope import Kind, Scope
from service.core.tenancy.signature import SIGNED, last_moment, signature

# Across plants the values asked for decide the plan; within one plant every plan starts at the plant.
# The machine makes many rows with a statement: the check of a foreign key would be planned anew for each of them.
ACROSS = {Kind.REGULATOR, Kind.PLATFORM, Kind.JOB}
BEGIN = {True: b"BEGIN READ WRITE", False: b"BEGIN READ ONLY"}
FAILED = {ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE, ExecStatus.PIPELINE_ABORTED}


class Timeouts(NamedTuple):
    """For how many seconds the server bears with a connection; named as its settings are."""

    statement_timeout: int
    idle_in_transaction_session_timeout: int
    lock_timeout: int


REQUEST_TIMEOUTS = Timeouts(15, 30, 5)  # somebody waits for the answer
OF_A_JOB = Timeouts(600, 600, 60)  # a whole file, a whole district: nobody does


def set_up(connection: Any, patience: Timeouts) -> None:
    connection.autocommit = True  # BEGIN is ours to say
    limits = [f"SET {name} = '{seconds}s'" for name, seconds in patience._asdict().items()]
    _execute_raw(connection, ";".join(limits).encode())


@lru_cache(maxsize=1024)
def opening(scope: Scope | None, *, writes: bool) -> bytes:
    """Return what begins a transaction. Without a scope nothing is set: the login has no grants, queries fail."""
    begin = BEGIN[writes or scope is None]
    if scope is None:
        return begin
    # Not SET LOCAL: pg_stat_statements would keep each plant's as a statement of its own.
    settings = [
        f"set_config('{name}', {Literal(value).as_string()}, true)"
        for name, value in _settings(scope).items()
    ]
    return begin + f";SELECT {', '.join(settings)}".encode()


@lru_cache(maxsize=1024)
def _signed(scope: Scope, key: bytes, until: int) -> tuple[bytes, list[bytes | None]]:
    """Return what sets a scope that is signed until a moment, in epoch seconds, and the values bound to it.

    No statement names them: what stands in a statement is read in pg_stat_activity by whoever shares the login.
    """
    settings = _settings(scope, key, until)
    calls = (f"set_config('{name}', ${number}, true)" for number, name in enumerate(settings, start=1))
    return f"SELECT {', '.join(calls)}".encode(), [value.encode() for value in settings.values()]


def _settings(scope: Scope, key: bytes = b"", until: int = 0) -> dict[str, str]:
    signed = {
        "app.enterprise": str(scope.enterprise_id or ""),
        "app.area_lo": scope.area_lo,
        "app.area_hi": scope.area_hi,
        "app.sectors": ",".join(sorted(scope.sectors)),
        "app.organisation": str(scope.organisation_id or ""),
    }
    if scope.kind in SIGNED:
        signed["app.until"] = str(until)
        signed["app.signature"] = signature(key, scope.kind, [*signed.values()])
    return {
        "role": f"dp_{scope.kind}",
        "plan_cache_mode": "force_custom_plan" if scope.kind in ACROSS else "auto",
        **signed,
        "app.opens": scope.opens,
    }


def begin(connection: Any, scope: Scope | None, key: bytes = b"", *, writes: bool) -> None:
    """Begin a transaction; a scope that is signed is so by the key."""
    if scope is None or scope.kind not in SIGNED:
        _execute_raw(connection, opening(scope, writes=writes))
        return
    line, (settings, values) = connection.pgconn, _signed(scope, key, last_moment())
    line.enter_pipeline_mode()
    try:
        line.send_query_params(BEGIN[writes], None)
        line.send_query_params(settings, values)
        line.pipeline_sync()
        answers = heard(line)
    finally:
        line.exit_pipeline_mode()
    for answer in answers:
        if answer.status in FAILED:
            raise error_from_result(answer)


def heard(line: Any) -> list[Any]:
    """Wait for the answers of a pipeline, without holding up other threads."""
    line.flush()
    waiting = select.poll()
    waiting.register(line.socket, select.POLLIN)
    answers: list[Any] = []
    while True:
        while line.is_busy():
            waiting.poll()
            line.consume_input()
        answer = line.get_result()
        if answer is None:
            continue
        if answer.status == ExecStatus.PIPELINE_SYNC:
            return answers
        answers.append(answer)


def commit(connection: Any, *, writes: bool) -> None:
    """End a transaction. PostgreSQL answers the COMMIT of a broken one with ROLLBACK, and calls that a success.

    Raises InFailedSqlTransaction for an act that is not kept; a read has nothing to lose.
    """
    status = _execute_raw(connection, b"COMMIT")
    if writes and status != b"COMMIT":
        raise InFailedSqlTransaction("an error was passed over: the act was undone and not kept")


def roll_back(connection: Any) -> None:
    _execute_raw(connection, b"ROLLBACK")


def _execute_raw(connection: Any, sql: bytes) -> bytes | None:
    """Send plain SQL over a connection of psycopg, and wait; return its tag, raise what psycopg would."""
    answer = connection.pgconn.exec_(sql)
    if connection.pgconn.status == ConnStatus.BAD:
        raise OperationalError("the database has closed this connection")
    if answer.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        raise error_from_result(answer)
    tag: bytes | None = answer.command_status
    return tag
