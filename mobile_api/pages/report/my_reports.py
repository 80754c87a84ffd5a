"""What a worker reported, and what became of it."""

from uuid import UUID

from flask import Blueprint, Response, render_template, url_for

from service.attachments.models import Attachment
from service.core.acts.ledger import timeline
from service.core.acts.problems import _
from service.core.db.transactions import retrying
from service.core.tenancy.viewer import Viewer
from service.hazards.lifecycle import ACTS
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.notifications import commands as notifications
from service.web.access import phone
from service.web.addresses import see_other
from service.web.language import translate
from service.web.photos import Figure, before_and_after
from service.web.timeline_items import items

blueprint = Blueprint("my_reports", __name__)


@blueprint.get("/m/reports/<uuid:hazard_id>")
@phone()
def show(viewer: Viewer, hazard_id: UUID) -> str:
    hazard = cases.own_report(viewer, hazard_id)
    before, after = before_and_after(viewer, hazard, cases.rounds(hazard))
    return render_template(
        "phone/report.html",
        hazard=hazard,
        state=hazard.title_of_state,
        before=_photo(hazard, before, _("整改前的隐患照片")),
        after=_photo(hazard, after, _("整改后的照片")),
        entries=items(reversed(timeline([hazard.id], hazard.enterprise_id)), ACTS),
    )


@blueprint.post("/m/reports/<uuid:hazard_id>/read")
@phone()
def read(viewer: Viewer, hazard_id: UUID) -> Response:
    def act() -> None:
        notifications.read(viewer, cases.own_report(viewer, hazard_id).id)

    retrying(act)
    return see_other("phone.home")


def _photo(hazard: Hazard, rows: list[Attachment], alt: str) -> Figure | None:
    if not rows:
        return None
    src = url_for("phone_photos.of_own", enterprise=hazard.enterprise_id, photo=rows[0].id)
    return Figure(src, translate(alt), rows[0].received_at)
