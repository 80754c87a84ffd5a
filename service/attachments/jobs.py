"""What nobody came back for is deleted."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from service.attachments.models import Attachment
from service.core import scope
from service.core.db import db, reading, retrying
from service.core.jobs import Periodic
from service.core.ledger import record
from service.core.scope import Scope
from service.core.storage import store
from service.core.viewer import Viewer

BATCH = 200
GRACE = timedelta(hours=1)  # what was put within it may be about to get a row


def sweep(moment: datetime) -> None:
    """Delete expired photos: first the files, so that a crash leaves no file without a row."""
    viewer = Viewer(Scope.platform())
    with scope.opened(viewer.scope):
        while gone := _expired(moment):
            for sha256 in _hashes(gone) - _needed_besides(gone):
                store().delete(sha256, unless_put_after=moment - GRACE)
            retrying(lambda rows=gone: _forget(viewer, rows, moment))  # type: ignore[misc]


def _expired(moment: datetime) -> list[Attachment]:
    with reading():
        query = select(Attachment).where(Attachment.expires_at <= moment)
        return list(db.session.scalars(query.order_by(Attachment.expires_at).limit(BATCH)))


def _hashes(rows: list[Attachment]) -> set[str]:
    return {sha256 for row in rows for sha256 in (row.clean_sha256, row.original_sha256) if sha256}


def _needed_besides(rows: list[Attachment]) -> set[str]:
    hashes = _hashes(rows)
    with reading():
        query = select(Attachment).where(
            or_(Attachment.clean_sha256.in_(hashes), Attachment.original_sha256.in_(hashes)),
            Attachment.id.not_in([row.id for row in rows]),
        )
        return _hashes(list(db.session.scalars(query)))


def _forget(viewer: Viewer, rows: list[Attachment], moment: datetime) -> None:
    for row in rows:
        is_there = (
            Attachment.enterprise_id == row.enterprise_id,
            Attachment.id == row.id,
            Attachment.expires_at <= moment,
        )
        statement = delete(Attachment).where(*is_there).execution_options(synchronize_session=False)
        if db.session.execute(statement).rowcount:  # type: ignore[attr-defined]
            record(viewer, "attachment.expire", row)


def _each_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


SWEEP = Periodic("attachments.sweep", _each_hour, sweep)
