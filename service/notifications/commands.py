"""Tell, and note what was read. No ledger entries: what is told is itself an act's entry."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from service.core import clock
from service.core.acts.ledger import plain
from service.core.db.tables import TenantRow
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.notifications import queries
from service.notifications.models import BureauNotice, Notice


def tell(person_ids: Collection[UUID], kind: str, row: TenantRow, **values: Any) -> None:
    """Put a notice about a row into the inboxes of some people of its tenant."""
    for person_id in sorted(person_ids):
        db.session.add(_notice(Notice, row, kind, person_id=person_id, values=plain(values)))


def tell_bureau(
    organisation_id: UUID, person_ids: Collection[UUID], kind: str, row: TenantRow, **values: Any
) -> None:
    """Put a notice about a plant's row into the inboxes of some people of a bureau."""
    own = {"organisation_id": organisation_id, "values": plain(values)}
    for person_id in sorted(person_ids):
        db.session.add(_notice(BureauNotice, row, kind, person_id=person_id, **own))


def _notice(
    model: type[Notice | BureauNotice], row: TenantRow, kind: str, **columns: Any
) -> Notice | BureauNotice:
    return model.child_of(
        row,
        id=new_id(),
        kind=kind,
        object_kind=str(getattr(row, "__tablename__", "")),
        object_id=row.id,
        told_at=clock.now(),
        **columns,
    )


def read(viewer: Viewer, object_id: UUID | None = None) -> None:
    """Note that a person has read what he was told: about one row, or all of it."""
    db.session.execute(queries.unread_of(viewer, object_id).values(read_at=clock.now()))


def read_one(viewer: Viewer, notice_id: UUID) -> None:
    notice = queries.notice(viewer, notice_id)
    notice.read_at = notice.read_at or clock.now()
