"""Labels of many risk units on A4: chosen, printed at once or behind the page, fetched when they are ready."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for
from marshmallow.validate import Length, OneOf, Range

from admin_ui.risks import presenter
from admin_ui.risks.views import filters_asked
from service.core.acts.problems import Invalid, _
from service.core.db.paging import PAGE_ROWS
from service.core.db.transactions import reading, retrying
from service.core.forms import Sent, form_class
from service.core.ids import parse
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.identity.rules import MANAGERS
from service.labels import commands, drawing, queries
from service.labels.commands import Wanted
from service.labels.rules import AT_ONCE, MOST
from service.printing import labels
from service.printing.fonts import MissingGlyph
from service.risks import queries as risks
from service.risks.queries import Filters
from service.web import limits
from service.web.access import plant
from service.web.addresses import see_other
from service.web.files import file_response
from service.web.forms import sent, sent_act, shown

blueprint = Blueprint("labels", __name__)
SHEETS = {
    "60x40": _("60×40 毫米，每页 18 张"),
    "90x55": _("90×55 毫米，每页 10 张"),
    "100x70": _("100×70 毫米，每页 8 张"),
}
USUAL_SHEET = "90x55"
PDF, FILE = "application/pdf", "labels.pdf"
Millimetres = Annotated[Decimal, Range(-10, 10)]


@form_class
class LabelsForm(Sent):
    id: UUID
    unit: tuple[UUID, ...] = ()
    whole: bool = False  # all that the filters leave, instead
    object: UUID | None = None
    text: Annotated[str, Length(max=100)] = ""
    sheet: Annotated[str, OneOf(SHEETS)] = USUAL_SHEET
    right: Millimetres = Decimal(0)
    down: Millimetres = Decimal(0)


@blueprint.get("/e/<uuid:enterprise>/risks/labels")
@plant(*MANAGERS)
def choose(viewer: Viewer, enterprise: UUID) -> str:
    """Choose units and a sheet, page by page: those named in the address are ticked, or all of a page."""
    filters = filters_asked()
    asked = [parse(text) for text in (shown().all("unit") or request.args.getlist("unit"))[:PAGE_ROWS]]
    named, whole = [unit_id for unit_id in asked if unit_id], bool(filters.object_id) or "all" in request.args
    page = presenter.labels_page(enterprise, filters, request.args.get("after"), named, whole=whole)
    return render_template(
        "labels/choose.html",
        page=page,
        most=MOST,
        at_once=AT_ONCE,
        here=url_for(".choose", enterprise=enterprise),
        sheets=SHEETS,
        form=shown(sheet=USUAL_SHEET),
    )


@blueprint.post("/e/<uuid:enterprise>/risks/labels")
@plant(*MANAGERS, form=choose)
@limits.exports
def begin(viewer: Viewer, enterprise: UUID) -> Response:
    """Print few labels at once; of many begin a print that goes on behind the page."""
    wanted, act = _wanted(enterprise, sent(LabelsForm)), sent_act()
    if len(wanted.unit_ids) <= AT_ONCE:
        drawn = retrying(lambda: drawing.labels(viewer, enterprise, wanted.unit_ids))
        return file_response(labels.pdf(drawn, labels.SHEETS[wanted.sheet], wanted.offset), PDF, FILE)
    limits.need(limits.EXPORTS)
    retrying(lambda: commands.begin(viewer, enterprises.enterprise(enterprise), wanted, act))
    return see_other(".run", enterprise=enterprise, run_id=act.id)


def _wanted(enterprise: UUID, form: LabelsForm) -> Wanted:
    with reading():
        if form.whole:
            unit_ids = queries.unit_ids(enterprise, Filters(form.object, text=form.text), MOST + 1)
        else:
            unit_ids = [unit.id for unit in risks.units(enterprise, form.unit)]
    if not form.unit and not unit_ids:
        raise Invalid.at("unit", _("请至少勾选一个风险点"))
    if not form.whole and len(unit_ids) != len(set(form.unit)):
        raise Invalid.at("unit", _("有的风险点已不存在，请从现在的清单里再选"))
    return Wanted(unit_ids, form.sheet, (float(form.right), float(form.down)))


@blueprint.get("/e/<uuid:enterprise>/risks/labels/<uuid:run_id>")
@plant(*MANAGERS)
def run(viewer: Viewer, enterprise: UUID, run_id: UUID) -> Response:
    """Show how far a print is; htmx asks for the progress alone."""
    run = queries.run(enterprise, run_id)
    moves = not (run.state.is_over or run.state.is_ready)
    asks_again = bool(request.headers.get("HX-Request"))
    template = "labels/progress.html" if asks_again and moves else "labels/run.html"
    refusal = MissingGlyph(run.missing).detail if run.missing else ""
    here = url_for(".run", enterprise=enterprise, run_id=run_id)
    page = render_template(template, run=run, moves=moves, sheets=SHEETS, refusal=refusal, here=here)
    response = make_response(page)
    if asks_again and not moves:
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.get("/e/<uuid:enterprise>/risks/labels/<uuid:run_id>.pdf")
@plant(*MANAGERS)
@limits.exports
def sheets(viewer: Viewer, enterprise: UUID, run_id: UUID) -> Response:
    return file_response(queries.sheets(queries.run(enterprise, run_id)), PDF, FILE)
