"""A plant's register of risks, and the labels that hang at its units."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from admin_ui.risks import presenter
from admin_ui.shared import desk_context
from admin_ui.shared.desk_context import DeskContext
from service.codes.commands import replace
from service.codes.models import CodeKind
from service.codes.rules import ReplacementReason
from service.core.db.transactions import reading, retrying
from service.core.forms import form_class
from service.core.ids import parse
from service.core.tenancy.viewer import Viewer
from service.identity.rules import MANAGERS
from service.identity.schemas import ActForm
from service.labels import drawing
from service.printing import labels
from service.risks import commands, queries
from service.risks.queries import Filters
from service.risks.rules import Level
from service.risks.schemas import LowerForm
from service.web import limits
from service.web.access import plant
from service.web.addresses import see_other
from service.web.files import file_response
from service.web.forms import sent, sent_act

blueprint = Blueprint("risks", __name__)


@form_class
class ReplaceForm(ActForm):
    reason: ReplacementReason


@blueprint.get("/e/<uuid:enterprise>/risks")
@plant()
def register(viewer: Viewer, enterprise: UUID) -> str:
    return register_of(viewer, desk_context.own(viewer, enterprise))


def register_of(viewer: Viewer, place: DeskContext) -> str:
    page = presenter.register_page(viewer, place, filters_asked(), request.args.get("after"))
    return render_template("risks/register.html", page=page)


def filters_asked() -> Filters:
    """Read the filters of the address; what is none of ours narrows nothing."""
    level = request.args.get("level", "")
    return Filters(
        object_id=parse(request.args.get("object", "")),
        level=Level(level) if level in set(Level) else None,
        text=request.args.get("text", "").strip()[:100],
        held=request.args.get("held") == "1",
    )


@blueprint.get("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>")
@plant()
def unit(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> str:
    return unit_of(viewer, desk_context.own(viewer, enterprise), unit_id)


def unit_of(viewer: Viewer, place: DeskContext, unit_id: UUID) -> str:
    return render_template("risks/unit.html", page=presenter.unit_page(viewer, place, unit_id))


@blueprint.post("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>/lower")
@plant(*MANAGERS, form=unit)
def lower(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> Response:
    data, act = sent(LowerForm), sent_act()
    retrying(lambda: commands.lower(viewer, unit_id, data, act))
    return see_other("risks.unit", enterprise=enterprise, unit_id=unit_id)


@blueprint.post("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>/label")
@plant(*MANAGERS)
@limits.exports
def print_label(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> Response:
    sent(ActForm)
    with reading():
        queries.unit(unit_id)
    (drawn,) = retrying(lambda: drawing.labels(viewer, enterprise, [unit_id]))
    return file_response(labels.png(drawn), "image/png", f"{drawn.code}.png")


@blueprint.post("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>/replace-label")
@plant(*MANAGERS, form=unit)
def replace_label(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> Response:
    data, act = sent(ReplaceForm), sent_act()
    retrying(lambda: replace(viewer, CodeKind.UNIT, queries.unit(unit_id), data.reason, act))
    return see_other("risks.unit", enterprise=enterprise, unit_id=unit_id)
