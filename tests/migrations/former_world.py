"""The demo world of release 0.1.0, kept as it stood in its database, and what the service shows of it.

`former_world.sql.xz` is that database (SQLite, step 0031); `former_world.txt` is what everybody in it reads, page by
page, once it has been migrated. `python -m tests.migrations.former_world` writes the second anew: only where a
change is meant to be seen.
"""

import io
import lzma
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import psycopg
import pypdfium2
from flask import Flask

from service.core import clock
from service.core.settings import Settings

DUMP, SHOWN = (Path(__file__).with_name(f"former_world.{kind}") for kind in ("sql.xz", "txt"))
MOMENT = datetime(2026, 11, 30, 3, 30, tzinfo=UTC)  # minutes after the world was made
PASSWORD = "Yindu-safety-2026"
READERS = ["manager", "cold", "head", "officer1", "operator"]
MOST = 2  # pages of one shape of address for one reader
TYPES = "select column_name, data_type from information_schema.columns where table_name = %s"
CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "boolean": bool,
    "uuid": UUID,
    "timestamp with time zone": lambda words: datetime.fromisoformat(words).replace(tzinfo=UTC),
}
UNREAD = {"script", "style", "template", "symbol", "option"}
ID = re.compile(r"[0-9a-f-]{36}|[A-Z0-9]{4}-?[A-Z0-9]{4}-?[A-Z0-9]{4}")
NO_PAGE = re.compile(r"^/ops/ui|sign-out|/language|/text-size|/photos?/|\.png$|\.xlsx$")


class Text(HTMLParser):
    """What a reader sees of a page, a line for each piece of text, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.links: list[str] = []
        self._hidden, self._inside = 0, False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in UNREAD
        self._inside |= tag == "main"
        if tag == "a" and (address := dict(attrs).get("href")):
            self.links.append(address)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in UNREAD
        self._inside &= tag != "main"

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and self._inside and not self._hidden:
            self.lines.append(words)


def restored(file: Path) -> None:
    """Write the kept database."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(lzma.decompress(DUMP.read_bytes()).decode())


def copied(file: Path, into: psycopg.Connection[Any]) -> None:
    """Copy every row of the kept database into tables of PostgreSQL at the same step; `into` is a superuser's."""
    into.execute("set session_replication_role = replica")  # no trigger, no order of the tables
    with closing(sqlite3.connect(file)) as kept:
        tables = [name for (name,) in kept.execute("select name from sqlite_master where type = 'table'")]
        for table in sorted({*tables} - {"alembic_version"}):
            types = dict(into.execute(TYPES, [table]).fetchall())
            rows = kept.execute(f"select * from {table}")
            columns = [column[0] for column in rows.description]
            convert = [CONVERSIONS.get(types[column], _as_it_is) for column in columns]
            places = ", ".join(["%s"] * len(columns))
            insert = f"insert into {table} ({', '.join(columns)}) values ({places})"
            with into.cursor() as cursor:
                cursor.executemany(
                    insert.encode(),
                    [
                        [None if v is None else c(v) for c, v in zip(convert, row, strict=True)]
                        for row in rows
                    ],
                )


def _as_it_is(value: Any) -> Any:
    return value


def shown(app: Flask) -> str:
    """Migrate the database of the application, and return what each reader reads in it."""
    with clock.frozen(MOMENT):
        with app.app_context():
            migrated = app.test_cli_runner().invoke(args=["migrate"])
        assert migrated.exit_code == 0, repr(migrated.exception)
        return "\n".join(line for reader in READERS for line in _read_by(app, reader)) + "\n"


def _read_by(app: Flask, reader: str) -> Iterator[str]:
    get = _desk(app, f"demo.{reader}")
    to_read, met = ["/"], Counter[str]()
    for path in to_read:
        answer = get(path)
        yield f"\n== {reader} {path} {answer.status_code}"
        if answer.mimetype == "application/pdf":
            yield from _paper(answer.data)
            continue
        page = Text(answer.text)
        yield from page.lines
        for link in page.links:
            there = urlsplit(urljoin(path, link))
            if there.scheme or there.netloc or there.query or NO_PAGE.search(there.path):
                continue
            shape = ID.sub("…", there.path)
            if there.path not in to_read and met[shape] < MOST:
                met[shape] += 1
                to_read.append(there.path)


def _desk(app: Flask, account: str) -> Callable[[str], Any]:
    from tests.people import at_desk

    desk = at_desk(app, account, PASSWORD)
    return lambda path: desk.get(path, follow_redirects=True)


def _paper(pdf: bytes) -> Iterator[str]:
    with closing(pypdfium2.PdfDocument(io.BytesIO(pdf))) as paper:
        for page in paper:
            yield from page.get_textpage().get_text_range().splitlines()


def main() -> None:
    from tests.people import Browser
    from wsgi import create_app

    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "app.db"
        restored(file)
        app = create_app(
            Settings(database_url=f"sqlite:///{file}", storage_url=f"dir:{directory}/files", demo=True)
        )
        app.test_client_class = Browser
        SHOWN.write_text(shown(app))


if __name__ == "__main__":
    main()
