"""Photos are kept, received under a form, and attached to what they show.

A door asks whether the viewer may act, then keeps the bytes, then runs the act: no transaction waits for
a photo, and no byte is touched for someone who may not send it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.attachments import pictures, queries
from service.attachments.models import Attachment
from service.attachments.rules import KEPT, KNOWN, Budget, Source
from service.core import clock
from service.core.acts.ledger import record
from service.core.acts.problems import Conflict, Invalid, _
from service.core.db.tables import TenantRow
from service.core.db.upserts import add_if_absent
from service.core.ids import named_after
from service.core.storage import Stored, store
from service.core.tenancy.scope import Kind
from service.core.tenancy.viewer import Viewer


@dataclass(frozen=True)
class ProcessedPhoto:
    """A photo whose bytes are safe on disk, and which no row names yet."""

    clean: Stored
    original: Stored | None
    width: int
    height: int
    taken_at: datetime | None


@dataclass(frozen=True)
class Target:
    """What a photo belongs to: a row, and the hash of the claim code that opens it to its reporter."""

    kind: str
    id: UUID
    claim: str | None = None


@dataclass(frozen=True)
class Form:
    """The form a photo came with; `sender` is who sent it from a phone that is signed out by now."""

    id: UUID
    source: Source = Source.PHONE
    sender: UUID | None = None
    target: Target | None = None


def photo_id(form_id: UUID, clean_sha256: str) -> UUID:
    """Name a photo after its form and its content: sent twice it is the same row, and nobody need look.

    A UUIDv7 of the form's moment, so that it sorts among the others.
    """
    return named_after(form_id, bytes.fromhex(clean_sha256))


def process(content: bytes, *, anonymous: bool, budget: Budget = KNOWN) -> ProcessedPhoto:
    """Re-encode a photo and keep it; of an anonymous one neither the original nor its time.

    Raises what `pictures.cleaned` raises; then nothing is kept.
    """
    picture = pictures.cleaned(content, budget=budget)
    return ProcessedPhoto(
        clean=store().put(picture.clean),
        original=None if anonymous else store().put(content),
        width=picture.width,
        height=picture.height,
        taken_at=None if anonymous else picture.taken_at,
    )


def receive(viewer: Viewer, plant: TenantRow, form: Form, photo: ProcessedPhoto) -> UUID:
    """Give a kept photo its row and return its id; the same photo under the same form is the same row.

    `plant` is any row of the plant the photo was taken in. Without a target the photo waits 24 hours, and
    leaves no entry before an act takes it: whoever reports anonymously in the end has left no name behind.
    """
    now, target = clock.now(), form.target
    received = Attachment.child_of(
        plant,
        id=photo_id(form.id, photo.clean.sha256),
        organisation_id=viewer.organisation_id or plant.enterprise_id,
        shown_at=None if viewer.scope.kind is Kind.REGULATOR else now,
        form_id=form.id,
        source=form.source,
        sender_id=viewer.person_id or form.sender,
        received_at=now,
        taken_at=photo.taken_at,
        media_type="image/jpeg",
        width=photo.width,
        height=photo.height,
        clean_sha256=photo.clean.sha256,
        clean_size=photo.clean.size,
        original_sha256=photo.original.sha256 if photo.original else None,
        original_size=photo.original.size if photo.original else None,
        target_kind=target.kind if target else None,
        target_id=target.id if target else None,
        claim=target.claim if target else None,
        expires_at=None if target else now + KEPT,
    )
    if add_if_absent(received) and target:
        record(viewer, "attachment.receive", received, after=_proof(received))
    return received.id


def _proof(photo: Attachment) -> dict[str, object]:
    """Return what an entry keeps of a photo: its contents by hash, and where it belongs."""
    names = ("clean_sha256", "original_sha256", "target_kind", "target_id")
    return {name: getattr(photo, name) for name in names}


def attach(viewer: Viewer, ids: Collection[UUID], target: Target) -> list[Attachment]:
    """Take a person's waiting photos into a row, once; repeating it changes nothing.

    A reporter without account receives his photos with their target instead.
    Raises Invalid where a photo is gone, Conflict where one already belongs to another row.
    """
    photos = queries.attachable(viewer, ids)
    if len(photos) < len(set(ids)):
        raise Invalid.at("photos", _("有照片已超过 24 小时未提交而被删除，请重新拍照"))
    for photo in photos:
        if photo.target_id is None:
            photo.target_kind, photo.target_id, photo.claim = target.kind, target.id, target.claim
            photo.sender_id, photo.expires_at = viewer.person_id, None
            record(viewer, "attachment.attach", photo, after=_proof(photo))
        elif (photo.target_kind, photo.target_id) != (target.kind, target.id):
            raise Conflict(_("这张照片已经用于另一条记录，请重新拍照后再提交"))
    return photos


def show(viewer: Viewer, enterprise_id: UUID, target: Target) -> None:
    """Let the plant see a bureau's photos of a row, from now on."""
    for photo in queries.of(viewer, enterprise_id, target.kind, [target.id]).get(target.id, []):
        _show(viewer, photo)


def attach_shown(viewer: Viewer, ids: Collection[UUID], target: Target) -> None:
    """Do as `attach`, for photos that the plant sees from the beginning."""
    for photo in attach(viewer, ids, target):
        _show(viewer, photo)


def _show(viewer: Viewer, photo: Attachment) -> None:
    if photo.shown_at is None:
        photo.shown_at = clock.now()
        record(viewer, "attachment.show", photo)
