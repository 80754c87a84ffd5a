"""A person's inbox, his alone."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Text,
    Update,
    any_,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from service.core.acts.problems import _, existing
from service.core.db.paging import Page, page
from service.core.db.prepared import PreparedStatement
from service.core.db.transactions import db
from service.core.tenancy.scope import Kind
from service.core.tenancy.session_guard import bypass_scope
from service.core.tenancy.viewer import Viewer
from service.notifications.models import BureauNotice, Notice

OneTold = Notice | BureauNotice

MOST_COUNTED = 100


class Unread(NamedTuple):
    """What he was told and has not read, as it stands on a page."""

    kind: str
    object_id: UUID
    values: dict[str, Any]
    told_at: datetime


def visible(viewer: Viewer) -> Select[Any]:
    """Select what he was told: by his plant, or as one of a bureau about the plants in sight."""
    model = _kept(viewer)
    return select(model).where(*_own(viewer, model))


def _own(viewer: Viewer, model: Any) -> tuple[ColumnElement[bool], ...]:
    teller = model.organisation_id if model is BureauNotice else model.enterprise_id
    return teller == viewer.organisation_id, model.person_id == viewer.person_id


def _kept(viewer: Viewer) -> Any:
    return BureauNotice if viewer.scope.kind is Kind.REGULATOR else Notice


def inbox(viewer: Viewer, after: str | None = None, *, only_unread: bool = False) -> Page[OneTold]:
    model = _kept(viewer)
    query = visible(viewer)
    if only_unread:
        query = query.where(model.read_at.is_(None))
    return page(query, [model.id], after, newest_first=True)


def notice(viewer: Viewer, notice_id: UUID) -> OneTold:
    model = _kept(viewer)
    query = visible(viewer).where(model.id == notice_id)
    row: OneTold = existing(db.session.scalars(query).first(), _("没有这条通知"))
    return row


def unread(viewer: Viewer, kinds: frozenset[str] = frozenset()) -> list[OneTold]:
    """Return what he has not read, the newest first; of some kinds, or of all."""
    model = _kept(viewer)
    query = visible(viewer).where(model.read_at.is_(None)).order_by(model.id.desc())
    if kinds:
        query = query.where(model.kind.in_(kinds))
    return list(db.session.scalars(query))


def unread_as_json(plant: ColumnElement[UUID], person_id: ColumnElement[UUID]) -> ScalarSelect[Any]:
    """Make, for a statement that has found a person of a plant, the list of what `unread` returns of some `kinds`."""
    notice = Notice.__table__.c
    facts = func.json_build_array(notice.kind, notice.object_id, notice["values"], notice.told_at)
    return (
        select(func.json_agg(aggregate_order_by(facts, notice.id.desc())))
        .where(
            notice.enterprise_id == plant,
            notice.person_id == person_id,
            notice.read_at.is_(None),
            notice.kind == any_(bindparam("kinds", type_=ARRAY(Text))),
        )
        .scalar_subquery()
    )


def unread_of(viewer: Viewer, object_id: UUID | None = None) -> Update:
    """Name what he has not read, all of it or what is about one row, as rows to be changed at once."""
    model = _kept(viewer)
    some = update(model).where(*_own(viewer, model), model.read_at.is_(None))
    return some.where(model.object_id == object_id) if object_id else some


def _counting() -> PreparedStatement:
    """Make the statement that counts what one of a plant's people has not read."""
    notices = Notice.__table__.c
    own = notices.enterprise_id == bindparam("plant"), notices.person_id == bindparam("person")
    some = select(notices.id).where(*own, notices.read_at.is_(None)).limit(bindparam("most", type_=Integer))
    query = select(func.count().label("n")).select_from(some.subquery())
    return PreparedStatement(bypass_scope(query, "it names the viewer's plant and himself"))


_UNREAD = _counting()


def unread_count(viewer: Viewer) -> int:
    """Return how much is unread, counted no further than MOST_COUNTED: every page of a desk asks it."""
    model = _kept(viewer)
    if model is Notice:
        reader = {"plant": viewer.organisation_id, "person": viewer.person_id}
        return int(_UNREAD.rows(**reader, most=MOST_COUNTED)[0].n)
    some = visible(viewer).where(model.read_at.is_(None)).with_only_columns(model.id).limit(MOST_COUNTED)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
