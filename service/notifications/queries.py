"""A person's inbox, his alone."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from service.core.db import db
from service.core.paging import Page, page
from service.core.problems import NotFound, _
from service.core.viewer import Viewer
from service.notifications.models import Notice

MOST_COUNTED = 100


def visible(viewer: Viewer) -> Select[Any]:
    return select(Notice).where(
        Notice.enterprise_id == viewer.organisation_id, Notice.person_id == viewer.person_id
    )


def inbox(viewer: Viewer, after: str | None = None, *, only_unread: bool = False) -> Page[Notice]:
    query = visible(viewer)
    if only_unread:
        query = query.where(Notice.read_at.is_(None))
    return page(query, [Notice.id], after, newest_first=True)


def notice(viewer: Viewer, notice_id: UUID) -> Notice:
    found: Notice | None = db.session.scalars(visible(viewer).where(Notice.id == notice_id)).first()
    if found is None:
        raise NotFound(_("没有这条通知"))
    return found


def unread(viewer: Viewer, kinds: frozenset[str] = frozenset()) -> list[Notice]:
    """Return what he has not read, the newest first; of some kinds, or of all."""
    query = visible(viewer).where(Notice.read_at.is_(None)).order_by(Notice.id.desc())
    if kinds:
        query = query.where(Notice.kind.in_(kinds))
    return list(db.session.scalars(query))


def unread_count(viewer: Viewer) -> int:
    """Return how much is unread, counted no further than MOST_COUNTED: every page of a desk asks it."""
    some = visible(viewer).where(Notice.read_at.is_(None)).with_only_columns(Notice.id).limit(MOST_COUNTED)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
