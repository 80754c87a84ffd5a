"""Every name that outlives a release: what databases, queues, browsers, printed codes and installations hold.

`python -m tests.architecture.stored` writes them anew.
"""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from flask import Flask
from sqlalchemy import Enum

from service.core.db.transactions import db
from service.core.jobs import outbox
from service.core.settings import Settings
from service.enforcement import titles
from service.hazards import titles as hazards
from service.identity import rules as identity
from service.inspections import rules as inspections
from service.web import cookies, language, text_size
from tests.core import test_every_act as acts

LIST = Path(__file__).with_name("stored_names.txt")


def names(app: Flask) -> list[str]:
    """Return every stored name behind what it names."""
    return sorted(
        {*_columns(), *_acts(), *_kinds_of_notices(), *_jobs(app), *_kept_outside(), *_addresses(app)}
    )


def _columns() -> Iterator[str]:
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            yield f"column {table.name}.{column.name}"
            if isinstance(column.type, Enum):
                yield from (f"value {table.name}.{column.name} {value}" for value in column.type.enums)
    yield from (f"value record.answers {value}" for value in inspections.Answer)


def _acts() -> Iterator[str]:
    tables = (acts.ACTS, acts.OF_HAZARDS, acts.OF_ENFORCEMENT, acts.HERE, acts.ELSEWHERE)
    yield from (f"act {act}" for act in {*acts.written(), *(act for table in tables for act in table)})


def _kinds_of_notices() -> Iterator[str]:
    rooms = (titles.NOTICES, hazards.NOTICES, identity.NOTICES, inspections.NOTICES)
    yield from (f"notice {kind}" for room in rooms for kind in room)


def _jobs(app: Flask) -> Iterator[str]:
    of_tests = ("test.",)  # other tests of a worker's application give it jobs of their own
    yield from (f"job {name}" for name in app.extensions["jobs"] if not name.startswith(of_tests))
    yield from (f"periodic {name}" for name in app.extensions["periodics"] if not name.startswith(of_tests))
    yield f"queue {outbox.QUEUE}"
    yield f"callable {outbox.ANSWER}"


def _kept_outside() -> Iterator[str]:
    yield from (
        f"cookie {name}"
        for name in (cookies.SESSION, cookies.DEVICE, cookies.MARK, language.COOKIE, text_size.COOKIE)
    )
    yield from (f"setting {setting.name.upper()}" for setting in fields(Settings))


def _addresses(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            yield f"address {re.sub('<(?:[a-z]+:)?([a-z_]+)>', '<>', rule.rule)}"


def main() -> None:
    from wsgi import create_app

    LIST.write_text("\n".join(names(create_app(Settings(demo=True)))) + "\n")


if __name__ == "__main__":
    main()
