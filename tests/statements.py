"""What is asked of the database, past SQLAlchemy too: a ready statement goes straight to the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import psycopg
from sqlalchemy import Engine, event


@contextmanager
def noted() -> Iterator[list[str]]:
    """Note the statements asked within."""
    seen: list[str] = []
    execute = psycopg.Cursor.execute

    def by_driver(cursor: Any, query: Any, *values: Any, **more: Any) -> Any:
        seen.append(str(query))
        return execute(cursor, query, *values, **more)

    def by_engine(connection: Any, _cursor: object, statement: str, *_more: object) -> None:
        if connection.dialect.name == "sqlite":
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", by_engine)
    try:
        with mock.patch.object(psycopg.Cursor, "execute", by_driver):
            yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", by_engine)
