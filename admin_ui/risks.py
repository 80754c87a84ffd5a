"""A plant's register of risks, and the labels that hang at its units."""

from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from marshmallow import fields, validate
from werkzeug.wrappers import Response as Redirect

from admin_ui import places
from admin_ui.places import Place
from service.codes import queries as codes
from service.codes import rules as code_rules
from service.codes.commands import issue, replace
from service.codes.models import CodeKind
from service.codes.rules import REASON_TITLES, ReplacementReason
from service.core.db import reading, retrying
from service.core.forms import Form
from service.core.ids import parse
from service.core.ledger import timeline
from service.core.paging import PAGE_ROWS
from service.core.problems import Invalid, _
from service.core.viewer import Viewer
from service.enterprises import queries as enterprises
from service.hazards import queries as hazards
from service.identity.rules import MANAGERS
from service.inspections import queries as inspections
from service.printing import labels
from service.printing.labels import Label
from service.risks import commands, queries
from service.risks.accident_types import AccidentType
from service.risks.queries import Filters
from service.risks.rules import ACTS, Level, acting_tiers, shown_score
from service.risks.schemas import LowerForm
from service.web import limits
from service.web.access import plant
from service.web.files import file_response
from service.web.forms import sent, sent_act, shown
from service.web.language import say

blueprint = Blueprint("risks", __name__)
SHEETS = {
    "60x40": _("60×40 毫米，每页 18 张"),
    "90x55": _("90×55 毫米，每页 10 张"),
    "100x70": _("100×70 毫米，每页 8 张"),
}
USUAL_SHEET = "90x55"
MOST_LABELS = 500


class LabelsForm(Form):
    id = fields.UUID(required=True)
    unit = fields.List(fields.UUID(), load_default=list)
    whole = fields.Boolean(load_default=False)  # all of the area, or of the plant, instead
    object = fields.UUID(load_default=None, allow_none=True)
    sheet = fields.String(load_default=USUAL_SHEET, validate=validate.OneOf(SHEETS))
    right = fields.Decimal(load_default=0, validate=validate.Range(-10, 10))
    down = fields.Decimal(load_default=0, validate=validate.Range(-10, 10))


class LabelForm(Form):
    id = fields.UUID(required=True)


class ReplaceForm(LabelForm):
    reason = fields.Enum(ReplacementReason, by_value=True, required=True)


@blueprint.get("/e/<uuid:enterprise>/risks")
@plant()
def register(viewer: Viewer, enterprise: UUID) -> str:
    return register_of(viewer, places.own(viewer, enterprise))


def register_of(viewer: Viewer, place: Place) -> str:
    filters = _filters()
    return render_template(
        "risks/register.html",
        place=place,
        filters=filters,
        page=queries.list_page(viewer, place.plant, filters, request.args.get("after")),
        counts=queries.counts(viewer, place.plant),
        profiles=queries.profiles(viewer, place.plant),
        objects=[(one.id, one.name) for one in queries.objects(viewer, place.plant)],
        may_manage=not place.supervised and viewer.has(*MANAGERS),
        types=AccidentType,
        score=shown_score,
        base=f"{place.home}/risks",
        here=_here(place, filters),
    )


def _filters() -> Filters:
    """Read the filters of the address; what is none of ours narrows nothing."""
    level = request.args.get("level", "")
    return Filters(
        object_id=parse(request.args.get("object", "")),
        level=Level(level) if level in set(Level) else None,
        text=request.args.get("text", "").strip()[:100],
        held=request.args.get("held") == "1",
    )


def _here(place: Place, filters: Filters) -> str:
    chosen = {
        "object": filters.object_id,
        "level": filters.level,
        "text": filters.text,
        "held": int(filters.held),
    }
    kept = {name: str(value) for name, value in chosen.items() if value}
    return f"{place.home}/risks" + (f"?{urlencode(kept)}" if kept else "")


@blueprint.get("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>")
@plant()
def unit(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> str:
    return unit_of(viewer, places.own(viewer, enterprise), unit_id)


def unit_of(viewer: Viewer, place: Place, unit_id: UUID) -> str:
    found = queries.details(viewer, unit_id, place.plant)
    code = codes.codes_of(viewer, CodeKind.UNIT, [unit_id]).get(unit_id)
    objects = [unit_id, *(row.event.id for row in found.events)]
    return render_template(
        "risks/unit.html",
        place=place,
        found=found,
        code=code_rules.shown(code) if code else "",
        path=f"/s/{code}" if code else "",
        may_manage=not place.supervised and viewer.has(*MANAGERS),
        reasons=[(reason.value, say(title)) for reason, title in REASON_TITLES.items()],
        types=AccidentType,
        score=shown_score,
        hazards=hazards.of_unit(viewer, unit_id, place.plant),
        records=inspections.last_records(viewer, place.plant, unit_id),
        acting=partial(acting_tiers, present=queries.tiers(viewer, place.plant)),
        entries=reversed(timeline(objects, place.plant)),
        acts=ACTS,
    )


@blueprint.post("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>/lower")
@plant(*MANAGERS, form=unit)
def lower(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> Redirect:
    facts, act = sent(LowerForm), sent_act()
    retrying(lambda: commands.lower(viewer, unit_id, facts, act))
    return redirect(url_for("risks.unit", enterprise=enterprise, unit_id=unit_id), 303)


@blueprint.get("/e/<uuid:enterprise>/risks/labels")
@plant(*MANAGERS)
def choose_labels(viewer: Viewer, enterprise: UUID) -> str:
    """Choose units and a sheet, page by page: those named in the address are ticked, or all of a page."""
    filters = _filters()
    asked = [parse(one) for one in (shown().all("unit") or request.args.getlist("unit"))[:PAGE_ROWS]]
    named = queries.units(viewer, enterprise, [one for one in asked if one])
    page = queries.units_page(viewer, enterprise, filters, request.args.get("after"))
    whole = page.rows if filters.object_id or "all" in request.args else ()
    known = {one.id for one in named}
    return render_template(
        "risks/labels.html",
        page=page,
        units=[*named, *(one for one in page.rows if one.id not in known)],
        ticked=known | {one.id for one in whole},
        objects={one.id: one.name for one in queries.objects(viewer, enterprise)},
        filters=filters,
        most=MOST_LABELS,
        here=url_for("risks.choose_labels", enterprise=enterprise),
        sheets=SHEETS.items(),
        form=shown(sheet=USUAL_SHEET),
    )


@blueprint.post("/e/<uuid:enterprise>/risks/labels")
@plant(*MANAGERS, form=choose_labels)
@limits.exports
def print_labels(viewer: Viewer, enterprise: UUID) -> Response:
    wanted = sent(LabelsForm)
    if wanted["whole"]:
        with reading():
            wanted["unit"] = queries.ids_of_object(viewer, enterprise, wanted["object"], MOST_LABELS + 1)
    if not wanted["unit"]:
        raise Invalid.at("unit", _("请至少勾选一个风险点"))
    if len(wanted["unit"]) > MOST_LABELS:
        raise Invalid.at("unit", _("一次最多打印 %(most)s 张，请分区域或分几次"), most=MOST_LABELS)
    drawn = _labels(viewer, enterprise, wanted["unit"])
    offset = (float(wanted["right"]), float(wanted["down"]))
    sheets = labels.pdf(drawn, labels.SHEETS[wanted["sheet"]], offset)
    return file_response(sheets, "application/pdf", "labels.pdf")


@blueprint.post("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>/label")
@plant(*MANAGERS)
@limits.exports
def print_label(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> Response:
    sent(LabelForm)
    with reading():
        queries.unit(viewer, unit_id)
    (drawn,) = _labels(viewer, enterprise, [unit_id])
    return file_response(labels.png(drawn), "image/png", f"{drawn.code}.png")


@blueprint.post("/e/<uuid:enterprise>/risks/units/<uuid:unit_id>/replace-label")
@plant(*MANAGERS, form=unit)
def replace_label(viewer: Viewer, enterprise: UUID, unit_id: UUID) -> Redirect:
    reason, act = sent(ReplaceForm)["reason"], sent_act()
    retrying(lambda: replace(viewer, CodeKind.UNIT, queries.unit(viewer, unit_id), reason, act))
    return redirect(url_for("risks.unit", enterprise=enterprise, unit_id=unit_id), 303)


def _labels(viewer: Viewer, enterprise: UUID, unit_ids: list[UUID]) -> list[Label]:
    """Return the labels of units, in the order of the ledger; the first print issues the code."""
    act = sent_act()

    def issued() -> dict[UUID, str]:
        found = queries.units(viewer, enterprise, unit_ids)
        if len(found) != len(set(unit_ids)):
            raise Invalid.at("unit", _("有的风险点已不存在，请刷新页面再选"))
        return {one.id: issue(viewer, CodeKind.UNIT, one, act).opened_by for one in found}

    codes_of = retrying(issued)
    with reading():
        plant_row = enterprises.enterprise(viewer, enterprise)
        names = {one.id: one.name for one in queries.objects(viewer, enterprise)}
        found = queries.units(viewer, enterprise, unit_ids)
    base = current_app.config["SETTINGS"].public_base_url
    return [
        Label(
            code=code_rules.shown(codes_of[one.id]),
            url=code_rules.url(base, codes_of[one.id]),
            title=f"{one.number} {one.name}".strip(),
            subtitle=f"{plant_row.name} {names[one.object_id]}",
            level=one.level.rank if one.level else None,
            level_word=one.level.word if one.level else _("未评估"),
            phone=plant_row.duty_phone,
        )
        for one in found
    ]
