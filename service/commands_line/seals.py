"""Whether anything that is sealed was changed past the application: every document, every entry of the ledger."""

from collections.abc import Iterator
from typing import TypeVar

import click
from flask.cli import with_appcontext
from sqlalchemy import select, tuple_

from service.core.acts.ledger_forms import differences
from service.core.db.tables import TenantRow
from service.core.db.transactions import db, reading
from service.core.models import LedgerEntry
from service.core.tenancy.rescoping import RESCOPE
from service.core.tenancy.scope import Scope, opened
from service.documents import seals
from service.documents.models import Document

AT_ONCE = 500
S = TypeVar("S", bound=TenantRow)


@click.command("check-seals")
@with_appcontext
def check_seals() -> None:
    """Compare every document with its hashes and every ledger entry with its bytes; exit 1 where one differs."""
    broken = 0
    with opened(Scope.platform()):
        for document in _all(Document):
            where = seals.broken_seals(document)
            broken += bool(where)
            if where:
                click.echo(f"document {document.enterprise_id} {document.number}: {', '.join(where)}")
        for entry in _all(LedgerEntry):
            where = differences(entry, _routed(entry))
            broken += bool(where)
            if where:
                click.echo(f"ledger_entry {entry.enterprise_id} {entry.id}: {', '.join(where)}")
    click.echo(f"{broken} broken")
    raise SystemExit(1 if broken else 0)


def _routed(entry: LedgerEntry) -> dict[str, str] | None:
    """Return the area and sector of the day an entry was written, where its organisation moved since."""
    if '"form":' in entry.canonical.decode(errors="replace"):
        return None  # it holds neither
    query = select(LedgerEntry.before).where(
        LedgerEntry.enterprise_id == entry.enterprise_id,
        LedgerEntry.act == RESCOPE,
        LedgerEntry.id > entry.id,
    )
    return db.session.scalars(query.order_by(LedgerEntry.id).limit(1)).first()


def _all(model: type[S]) -> Iterator[S]:
    """Go through all rows by their key, some at once, each with the transaction that read it open."""
    key = tuple_(model.enterprise_id, model.id)
    last: S | None = None
    while True:
        with reading():
            query = select(model).order_by(model.enterprise_id, model.id).limit(AT_ONCE)
            if last is not None:
                query = query.where(key > tuple_(last.enterprise_id, last.id))
            rows = list(db.session.scalars(query))
            yield from rows
        if len(rows) < AT_ONCE:
            return
        last = rows[-1]
