"""A database that is away, full or late: how long one waits for it, and what its errors may tell."""

from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

WAIT_S = 5  # for a connection: of the pool, or of a server that does not answer
RETRYABLE_SQLSTATES = {
    "40001",
    "40P01",
}  # serialisation failure, deadlock: the same act may well pass the next time
AWAY = (DBAPIError, NoConnection)  # what whoever goes on by himself waits over


def options(url: str) -> dict[str, object]:
    """Return how an engine is made: it gives up soon, for somebody waits, and logs show nothing that was written."""
    chosen: dict[str, object] = {"hide_parameters": True, "pool_timeout": WAIT_S}
    if url.startswith("postgres"):
        chosen["connect_args"] = {"connect_timeout": WAIT_S}
    return chosen


def is_retryable(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    return code in RETRYABLE_SQLSTATES or "database is locked" in str(error.orig)


def as_sqlalchemy(error: psycopg.Error, dialect: Any, *, is_broken: bool) -> BaseException:
    """Return an error of psycopg as SQLAlchemy would raise it."""
    _say_no_values(error)
    return DBAPIError.instance(
        None, None, error, psycopg.Error, connection_invalidated=is_broken, dialect=dialect
    )


def listen(engine: Engine) -> None:
    event.listen(engine, "handle_error", lambda context: _say_no_values(context.original_exception))


def _say_no_values(error: BaseException) -> None:
    """Leave of an error of the server what went wrong: its details name what somebody wrote, and logs are read."""
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        error.args = (error.diag.message_primary,)
