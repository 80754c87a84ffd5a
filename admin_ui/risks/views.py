"""A plant's register of risks, and the labels that hang at its units."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from admin_ui.risks import register_table
from admin_ui.shared import desk_context
from admin_ui.shared.desk_context import DeskContext
from service.codes import queries as codes
from service.codes import rules as code_rules
from service.codes.commands import replace
from service.codes.models import CodeKind
from service.codes.rules import REASON_TITLES, ReplacementReason
from service.core.acts.ledger import timeline
from service.core.db.transactions import reading, retrying
from service.core.forms import Sent, form_class
from service.core.ids import parse
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.hazards.queries import lists
from service.identity.rules import MANAGERS
from service.inspections.queries import records
from service.labels import drawing
from service.printing import labels
from service.risks import commands, queries, register_rows
from service.risks.accident_types import AccidentType
from service.risks.queries import Filters
from service.risks.rules import ACTS, Level, acting_tiers, shown_score
from service.risks.schemas import LowerForm
from service.web import limits
from service.web.access import plant
from service.web.files import file_response
from service.web.forms import sent, sent_act
from service.web.language import translate
from service.web.timeline_items import items

blueprint = Blueprint("risks", __name__)


@form_class
class LabelForm(Sent):
    id: UUID


@form_class
class ReplaceForm(LabelForm):
    reason: ReplacementReason


@blueprint.get("/e/<uuid:enterprise>/risks")
@plant()
def register(viewer: Viewer, enterprise: UUID) -> str:
    return register_of(viewer, desk_context.own(viewer, enterprise))


def register_of(viewer: Viewer, place: DeskContext) -> str:
    filters = filters_asked()
    page = register_rows.list_page(place.plant, filters, request.args.get("after"))
    objects = register_rows.object_rows(place.plant)
    return render_template(
        "risks/register.html",
        place=place,
        filters=filters,
        page=page,
        groups=register_table.groups(objects, page.rows),
        counts=queries.counts(place.plant),
        profiles=queries.profiles(place.plant),
        objects=[(risk_object.id, risk_object.name) for risk_object in objects],
        may_manage=not place.supervised and viewer.has(*MANAGERS),
        base=f"{place.home}/risks",
        here=_here(place, filters),
    )


def filters_asked() -> Filters:
    """Read the filters of the address; what is none of ours narrows nothing."""
    level = request.args.get("level", "")
    return Filters(
        object_id=parse(request.args.get("object", "")),
        level=Level(level) if level in set(Level) else None,
        text=request.args.get("text", "").strip()[:100],
        held=request.args.get("held") == "1",
    )


def _here(place: DeskContext, filters: Filters) -> str:
    chosen = {
        "object": filters.object_id,
        "level": filters.level,
        "text": filters.text,
        "held": int(filters.held),
    }
    parameters = {name: str(value) for name, value in chosen.items() if value}
    return f"{place.home}/risks" + (f"?{urlencode(parameters)}" if parameters else "")


@blueprint.get("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>")
@plant()
def unit(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> str:
    return unit_of(viewer, desk_context.own(viewer, enterprise), unit_id)


def unit_of(viewer: Viewer, place: DeskContext, unit_id: UUID) -> str:
    details = queries.details(unit_id, place.plant)
    code = codes.codes_of(CodeKind.UNIT, [unit_id]).get(unit_id)
    objects = [unit_id, *(row.event.id for row in details.events)]
    return render_template(
        "risks/unit.html",
        place=place,
        found=details,
        code=code_rules.shown(code) if code else "",
        path=f"/s/{code}" if code else "",
        may_manage=not place.supervised and viewer.has(*MANAGERS),
        reasons=[(reason.value, translate(title)) for reason, title in REASON_TITLES.items()],
        types=AccidentType,
        score=shown_score,
        hazards=lists.of_unit(viewer, unit_id, place.plant),
        records=records.last_records(place.plant, unit_id),
        acting=partial(acting_tiers, present=queries.tiers(place.plant)),
        happened=items(reversed(timeline(objects, place.plant)), ACTS, _reason),
    )


def _reason(entry: LedgerEntry) -> str:
    return str((entry.after or {}).get("reason") or "") if entry.act == "risk_unit.lower" else ""


@blueprint.post("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>/lower")
@plant(*MANAGERS, form=unit)
def lower(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> Redirect:
    data, act = sent(LowerForm), sent_act()
    retrying(lambda: commands.lower(viewer, unit_id, data, act))
    return redirect(url_for("risks.unit", enterprise=enterprise, unit_id=unit_id), 303)


@blueprint.post("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>/label")
@plant(*MANAGERS)
@limits.exports
def print_label(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> Response:
    sent(LabelForm)
    with reading():
        queries.unit(unit_id)
    (drawn,) = retrying(lambda: drawing.labels(viewer, enterprise, [unit_id]))
    return file_response(labels.png(drawn), "image/png", f"{drawn.code}.png")


@blueprint.post("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>/replace-label")
@plant(*MANAGERS, form=unit)
def replace_label(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> Redirect:
    data, act = sent(ReplaceForm), sent_act()
    retrying(lambda: replace(viewer, CodeKind.UNIT, queries.unit(unit_id), data.reason, act))
    return redirect(url_for("risks.unit", enterprise=enterprise, unit_id=unit_id), 303)
