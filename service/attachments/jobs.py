"""What nobody came back for is deleted, and what a sender takes back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import load_only

from service.attachments.models import Attachment
from service.core import clock
from service.core.acts.ledger import record
from service.core.db.transactions import changed, db, reading, retrying
from service.core.jobs.outbox import Periodic, each_hour
from service.core.storage import store
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer

BATCH = 200
READ = (  # all that the machine may
    *(Attachment.area_code, Attachment.sector, Attachment.shown_at, Attachment.form_id, Attachment.target_id),
    *(Attachment.clean_sha256, Attachment.original_sha256, Attachment.expires_at),
)
GRACE = timedelta(hours=1)  # what was put within it may be about to get a row


def sweep(moment: datetime) -> None:
    """Delete expired photos: first the files, so that a crash leaves no file without a row."""
    viewer = Viewer(Scope.machine())
    with scope.opened(viewer.scope):
        has_expired = Attachment.expires_at <= moment
        while gone := _found(has_expired):
            _delete_files(gone, moment - GRACE)
            retrying(lambda rows=gone: _forget(viewer, rows, has_expired))  # type: ignore[misc]


def discard(enterprise_id: UUID, form_id: UUID) -> None:
    """Delete at once what came under a form and belongs to nothing yet, its files too; no entry tells of it."""
    moment, waits = clock.now(), Attachment.target_id.is_(None)
    with scope.opened(Scope.machine()):
        gone = _found(Attachment.enterprise_id == enterprise_id, Attachment.form_id == form_id, waits)
        if gone:
            _delete_files(gone, moment)
            retrying(lambda: _forgotten(gone, waits))


def _found(*criteria: ColumnElement[bool]) -> list[Attachment]:
    with reading():
        query = select(Attachment).options(load_only(*READ)).where(*criteria)
        return list(db.session.scalars(query.order_by(Attachment.expires_at).limit(BATCH)))


def _delete_files(rows: list[Attachment], unless_put_after: datetime) -> None:
    for sha256 in _hashes(rows) - _needed_besides(rows):
        store().delete(sha256, unless_put_after)


def _hashes(rows: Iterable[Any]) -> set[str]:
    return {sha256 for row in rows for sha256 in (row.clean_sha256, row.original_sha256) if sha256}


def _needed_besides(rows: list[Attachment]) -> set[str]:
    hashes = _hashes(rows)
    with reading():
        query = select(Attachment.clean_sha256, Attachment.original_sha256).where(
            or_(Attachment.clean_sha256.in_(hashes), Attachment.original_sha256.in_(hashes)),
            Attachment.id.not_in([row.id for row in rows]),
        )
        return _hashes(db.session.execute(query))


def _forget(viewer: Viewer, rows: list[Attachment], still: ColumnElement[bool]) -> None:
    for row in _forgotten(rows, still):
        record(viewer, "attachment.expire", row)


def _forgotten(rows: list[Attachment], still: ColumnElement[bool]) -> list[Attachment]:
    """Delete the rows of which something is still so; return those that were there."""
    return [row for row in rows if _deleted(row, still)]


def _deleted(row: Attachment, still: ColumnElement[bool]) -> bool:
    is_there = (Attachment.enterprise_id == row.enterprise_id, Attachment.id == row.id, still)
    return bool(changed(delete(Attachment).where(*is_there)))


SWEEP = Periodic("attachments.sweep", each_hour, sweep)
