"""In which order the ledger is read by who folds it: each entry once, and never past a transaction that is still open.

Ids are in the order of the acts, not of their commits. On PostgreSQL an entry holds its transaction in `xid`, which
the database fills in; below `pg_snapshot_xmin` every transaction is over, and no entry comes there any more. On SQLite,
which has one writer, the rowid is the order of commit; nothing is ever deleted, so it never returns.
An open transaction of any database of the cluster holds the reader back, no longer than its time-out.
A cluster that was restored from a dump counts anew: marks of another one are worth nothing there.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select

from service.core.db.transactions import db, is_postgres
from service.core.models import LedgerEntry

XID: ColumnElement[Any] = literal_column("ledger_entry.xid")
PLACE: ColumnElement[int] = literal_column("ledger_entry.xid::text::bigint")
ROWID: ColumnElement[int] = literal_column("ledger_entry.rowid")
START = ""


@dataclass(frozen=True)
class Settled:
    """Entries of the open scope that nothing will come before, in their order, and the mark behind the last."""

    entries: list[LedgerEntry]
    mark: str


def settled(mark: str = START, most: int = 1000) -> Settled:
    """Return the entries behind a mark, `most` at once; `mark` is START or that of the answer before."""
    place = PLACE if is_postgres() else ROWID
    query = select(LedgerEntry, place).order_by(*_order()).limit(most)
    for condition in _behind(mark):
        query = query.where(condition)
    rows = db.session.execute(query).all()
    if not rows:
        return Settled([], mark)
    last, at = rows[-1]
    return Settled([entry for entry, _at in rows], f"{at}:{last.id}")


def _order() -> list[ColumnElement[Any]]:
    return [XID, LedgerEntry.__table__.c.id] if is_postgres() else [ROWID]


def _behind(mark: str) -> list[ColumnElement[bool]]:
    if not is_postgres():
        return [ROWID > int(mark.partition(":")[0])] if mark else []
    over = XID < func.pg_snapshot_xmin(func.pg_current_snapshot())
    if not mark:
        return [over]
    at, _colon, last = mark.partition(":")
    xid: ColumnElement[Any] = literal_column(f"'{int(at)}'::xid8")
    return [over, XID >= xid, or_(XID > xid, and_(XID == xid, LedgerEntry.id > UUID(last)))]
