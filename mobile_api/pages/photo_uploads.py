"""Photos that come with a form of the phone: kept first, so that no act waits for them and none is lost."""

from collections.abc import Collection, Mapping
from uuid import UUID

from mobile_api.pages.scan.scanned_units import ScannedUnit, anonymous_viewer
from service.attachments import commands, queries
from service.attachments.commands import Form
from service.core.acts.problems import Invalid, _
from service.core.db.tables import TenantRow
from service.core.db.transactions import reading, retrying
from service.core.tenancy import scope
from service.core.tenancy.viewer import Viewer
from service.web import photos, viewers
from service.web.forms import show_again


def store(viewer: Viewer, plant: TenantRow, form: Form, field: str) -> None:
    """Give the photos of a field their rows under a form; they wait there until an act takes them."""
    uploads = photos.kept(field, anonymous=False)
    if not uploads:
        return
    with scope.opened(viewer.scope):
        retrying(lambda: [commands.receive(viewer, plant, form, upload) for upload in uploads])


def store_signed_out(spot: ScannedUnit, fields: Mapping[str, UUID]) -> None:
    """Give the photos of some fields their rows, each under a form, until their sender has signed in again."""
    nobody, sender = anonymous_viewer(spot.printed), viewers.last_on_phone()
    for field, form_id in fields.items():
        store(nobody, spot.enterprise, Form(form_id, sender=sender), field)
    show_again(Invalid(_("登录已过期。您填的都在，照片已收到；请登录后回到本页再提交一次")))


def sent_under(viewer: Viewer, form_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    with scope.opened(viewer.scope), reading():
        return queries.sent_under(viewer, form_ids)
