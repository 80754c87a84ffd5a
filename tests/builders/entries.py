"""What an act leaves in the ledger: the entries that were not there before it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from service.core.db.transactions import db, reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope


def all_entries() -> dict[Any, LedgerEntry]:
    with scope.opened(Scope.platform()), reading():
        return {entry.id: entry for entry in db.session.scalars(select(LedgerEntry))}


def left_by(run: Callable[[], object]) -> list[LedgerEntry]:
    """Return the entries of an act in their order."""
    before = all_entries().keys()
    run()
    return [entry for key, entry in sorted(all_entries().items()) if key not in before]


def words(entry: LedgerEntry) -> tuple[str, str, str]:
    """Return the act, and what its entry names before and after."""
    return entry.act, " ".join(sorted(entry.before or {})), " ".join(sorted(entry.after or {}))
