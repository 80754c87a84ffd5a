"""Which photos there are for whom."""

from collections import defaultdict
from collections.abc import Collection
from typing import IO
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from service.attachments.models import Attachment
from service.core import clock
from service.core.acts.problems import _, existing
from service.core.db.transactions import db
from service.core.storage import opened
from service.core.tenancy.scope import Kind
from service.core.tenancy.viewer import Viewer


def visible(viewer: Viewer) -> Select[Attachment]:
    """Select the photos a viewer may see; one that belongs to nothing yet is its sender's alone.

    Without an account a photo opens by its claim, under a scope that names the claim and the plant.
    """
    return select(Attachment).where(_is_open_to(viewer))


def _is_open_to(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.scope.kind is Kind.PUBLIC:
        return Attachment.claim == viewer.scope.opens if viewer.scope.opens else false()
    belongs = Attachment.target_id.is_not(None)
    if viewer.person_id is None:
        return belongs
    waits = and_(Attachment.sender_id == viewer.person_id, Attachment.expires_at > clock.now())
    return or_(belongs, waits)


def get(viewer: Viewer, enterprise_id: UUID, photo_id: UUID) -> Attachment:
    query = visible(viewer).where(Attachment.enterprise_id == enterprise_id, Attachment.id == photo_id)
    return existing(db.session.scalars(query).one_or_none(), _("没有这张照片，或者您不能查看它"))


def clean_copy(viewer: Viewer, enterprise_id: UUID, photo_id: UUID) -> tuple[Attachment, IO[bytes]]:
    """Open the clean copy, a JPEG of our own making, for who may see it; the caller closes it."""
    photo = get(viewer, enterprise_id, photo_id)
    lost = _("照片暂时无法读取，请联系平台管理员从备份恢复")
    return photo, opened(photo.clean_sha256, f"photo {photo.id}", lost)


def of(viewer: Viewer, enterprise_id: UUID, kind: str, ids: Collection[UUID]) -> dict[UUID, list[Attachment]]:
    """Return the photos of several rows of one table in the order they were taken into it."""
    query = visible(viewer).where(
        Attachment.enterprise_id == enterprise_id,
        Attachment.target_id.in_(ids),
        Attachment.target_kind == kind,
    )
    photos: defaultdict[UUID, list[Attachment]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(Attachment.id)):
        if row.target_id:
            photos[row.target_id].append(row)
    return photos


def waiting(viewer: Viewer, form_id: UUID) -> list[UUID]:
    """Return what came under a form and belongs to nothing yet: what `attach` takes."""
    query = _attachable(viewer).where(Attachment.form_id == form_id, Attachment.target_id.is_(None))
    return [row.id for row in db.session.scalars(query.order_by(Attachment.id))]


def sent_under(viewer: Viewer, form_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return what came under each form, waiting or attached by now: the same each time the form is sent."""
    photo_ids: dict[UUID, list[UUID]] = {photo_id: [] for photo_id in form_ids}
    query = _attachable(viewer).where(Attachment.form_id.in_(form_ids))
    for row in db.session.scalars(query.order_by(Attachment.id)):
        photo_ids[row.form_id].append(row.id)
    return photo_ids


def attachable(viewer: Viewer, ids: Collection[UUID]) -> list[Attachment]:
    """Return, and lock, the photos that this person may take into a row, or has taken."""
    query = _attachable(viewer).where(Attachment.id.in_(ids)).order_by(Attachment.id).with_for_update()
    return list(db.session.scalars(query))


def _attachable(viewer: Viewer) -> Select[Attachment]:
    """From this person, or from nobody known: who names its id or its form sent it before he had signed in."""
    mine = or_(Attachment.sender_id == viewer.person_id, Attachment.sender_id.is_(None))
    lives = or_(Attachment.expires_at.is_(None), Attachment.expires_at > clock.now())
    return select(Attachment).where(mine if viewer.person_id else false(), lives)
