"""Photos that come with a form of the phone: kept first, so that no act waits for them and none is lost."""

from collections.abc import Collection
from uuid import UUID

from service.attachments import commands, jobs, queries
from service.attachments.commands import Form
from service.core.db.tables import TenantRow
from service.core.db.transactions import reading, retrying
from service.core.tenancy import scope
from service.core.tenancy.viewer import Viewer
from service.web import photos


def store(viewer: Viewer, plant: TenantRow, form: Form, field: str) -> None:
    """Give the photos of a field their rows under a form; they wait there until an act takes them."""
    uploads = photos.kept(field, anonymous=False)
    if not uploads:
        return
    with scope.opened(viewer.scope):
        retrying(lambda: [commands.receive(viewer, plant, form, upload) for upload in uploads])


def discard(plant: TenantRow, form_id: UUID) -> None:
    """Delete what waits under a form, with its originals and its sender: he reports anonymously after all."""
    jobs.discard(plant.enterprise_id, form_id)


def sent_under(viewer: Viewer, form_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    with scope.opened(viewer.scope), reading():
        return queries.sent_under(viewer, form_ids)
