"""A person's inbox, his alone."""

from typing import Any

from sqlalchemy import Select, func, select

from service.core.db import db
from service.core.paging import Page, page
from service.core.viewer import Viewer
from service.notifications.models import Notice


def visible(viewer: Viewer) -> Select[Any]:
    return select(Notice).where(
        Notice.enterprise_id == viewer.organisation_id, Notice.person_id == viewer.person_id
    )


def inbox(viewer: Viewer, after: str | None = None) -> Page[Notice]:
    return page(visible(viewer), [Notice.id], after, newest_first=True)


def unread(viewer: Viewer, kinds: frozenset[str] = frozenset()) -> list[Notice]:
    """Return what he has not read, the newest first; of some kinds, or of all."""
    query = visible(viewer).where(Notice.read_at.is_(None)).order_by(Notice.id.desc())
    if kinds:
        query = query.where(Notice.kind.in_(kinds))
    return list(db.session.scalars(query))


def unread_count(viewer: Viewer) -> int:
    query = visible(viewer).where(Notice.read_at.is_(None))
    return db.session.scalar(query.with_only_columns(func.count(Notice.id))) or 0
