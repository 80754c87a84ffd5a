"""The whole service in a web process that dies where a test says.

gunicorn "tests.core.mortal:create_app()"; the file that TEST_FATAL names holds one line, and is gone with the death:
`commit TABLE`: before the transaction that wrote a row of TABLE is committed
`answer TABLE`: after it, before a byte of the answer is sent; the file `….lost` then holds what was lost
"""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import Connection, event

from service.core.db.transactions import db
from wsgi import create_app as whole

FATAL = Path(os.environ["TEST_FATAL"])


def order() -> list[str]:
    return FATAL.read_text().split() if FATAL.exists() else ["", ""]


def die() -> None:
    FATAL.unlink()
    os.kill(os.getpid(), signal.SIGKILL)


def noting(statements: list[str]) -> type[psycopg.Cursor[Any]]:
    class Noting(psycopg.Cursor[Any]):
        def execute(self, query: Any, *more: Any, **options: Any) -> Any:
            statements.append(str(query))
            return super().execute(query, *more, **options)

    return Noting


class Fatal:
    """What has been written since the request began, and the death that waits for it."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app
        self.statements: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        said: list[Any] = []

        def listen(*words: Any) -> Any:
            said.extend(words[:2])
            return start(*words)

        self.statements.clear()
        body = b"".join(self.app(environ, listen))
        if self.has_written("answer"):
            location = dict(said[1]).get("Location", "")
            FATAL.with_suffix(".lost").write_bytes(f"{said[0][:3]} {location}\n".encode() + body)
            die()
        return [body]

    def has_written(self, point: str) -> bool:
        here, table = order()
        return here == point and any(f"INSERT INTO {table} " in one for one in self.statements)

    def overhear(self, connection: Any, _record: object) -> None:
        """Note what the driver sends: not every statement comes by SQLAlchemy's way."""
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(self.statements.append)
        else:
            connection.cursor_factory = noting(self.statements)

    def before_commit(self, _connection: Connection) -> None:
        if self.has_written("commit"):
            die()


def create_app() -> Flask:
    app = whole()
    fatal = Fatal(app.wsgi_app)
    app.wsgi_app = fatal  # type: ignore[method-assign]
    with app.app_context():
        for engine in db.engines.values():  # phones may come in by a login of their own
            event.listen(engine, "connect", fatal.overhear)
            event.listen(engine, "commit", fatal.before_commit)
    return app
