"""A bureau's visits: applied for, approved, recorded on site, signed."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from admin_ui.enforcement import papers
from admin_ui.enforcement.presenter import WORDS, certified, names_of
from admin_ui.enforcement.visits.presenter import finding_of, page_of
from admin_ui.shared.acts import Desk
from service.core import clock, ids
from service.core.acts.problems import NotFound, _
from service.core.db.transactions import reading, retrying
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.documents.commands import sealing
from service.documents.states import DocumentKind
from service.enforcement import document_content, printed_forms, schemas
from service.enforcement.commands import visits
from service.enforcement.commands.changing import of_visit
from service.enforcement.commands.registry import VISIT_COMMANDS
from service.enforcement.limits import LONGEST_DEADLINE_DAYS
from service.enforcement.models.visits import Visit
from service.enforcement.queries import cases
from service.enforcement.queries import visits as visit_queries
from service.enforcement.states import VisitKind, VisitState
from service.enforcement.titles import KIND_TITLES, VISIT_STATES
from service.enterprises import queries as enterprises
from service.identity.queries import people
from service.identity.rules import BUREAU_READERS, Role
from service.reference.queries import laws
from service.web import limits
from service.web.access import bureau
from service.web.addresses import see_other
from service.web.forms import Shown, keep_typed, sent, shown
from service.web.language import options, translate

blueprint = Blueprint("visits", __name__)
# A re-inspection begins on the page of its order, a random one with a draw.
APPLIED_FOR = frozenset(VisitKind) - {VisitKind.REINSPECTION, VisitKind.RANDOM}
# What pages called their steps that were open when this release came; to be dropped with the next.
FORMER = {
    "drop-finding": "drop_finding",
    "replace-officer": "replace_officer",
    "seal": "seal_record",
    "void": "void_record",
}
WRITERS = (Role.HEAD, Role.OFFICER)
DESK = Desk(of_visit, cases.visit, VISIT_COMMANDS)


# What the head reads of who was refused, by the page that refused him.
TRIED = {
    "visits.apply": _("申请检查"),
    "visits.move": _("办理检查"),
    "visits.find": _("记录检查发现"),
    "visits.narrow": _("记录检查发现"),
    "visits.draft_order": _("起草指令书"),
    "orders.move": _("办理指令书"),
    "orders.set_deadline": _("修改整改期限"),
    "orders.reinspect": _("开始复查"),
    "reinspections.move": _("办理复查"),
    "reinspections.judge": _("记录复查结论"),
}


@blueprint.get("/g/<region>/visits")
@bureau(*BUREAU_READERS)
def visits_page(viewer: Viewer, region: str) -> str:
    asked = request.args.get("state", "")
    states = [VisitState(asked)] if asked in set(VisitState) else []
    page = visit_queries.visits(viewer, states, request.args.get("after"))
    return render_template(
        "visits/list.html",
        region=region,
        page=page,
        names=names_of(page.rows),
        asked=asked,
        states=options(VISIT_STATES),
        refusals=people.refusals(viewer) if viewer.has(Role.HEAD) else [],
        tried=TRIED,
        words=WORDS,
    )


@blueprint.get("/g/<region>/visits/new")
@bureau(Role.OFFICER)
def new_visit(viewer: Viewer, region: str) -> str:
    plant_id = ids.parse(request.args.get("enterprise", ""))
    if plant_id is None:
        search = request.args.get("search", "").strip()
        page = enterprises.list_page(search, request.args.get("after"))
        return render_template("visits/choose.html", region=region, page=page, search=search)
    return render_template(
        "visits/new.html",
        region=region,
        plant=enterprises.enterprise(plant_id),
        year=visits.count(viewer, plant_id),
        kinds=[(kind.value, translate(title)) for kind, title in KIND_TITLES.items() if kind in APPLIED_FOR],
        officers=certified(viewer),
        bases=[(basis.code, f"{basis.code} {basis.topic}") for basis in laws.bases()],
    )


@blueprint.post("/g/<region>/visits")
@bureau(Role.OFFICER, form=new_visit)
def apply(viewer: Viewer, region: str) -> Response:
    data = sent(schemas.ApplyForm)
    visit = retrying(lambda: visits.apply(viewer, data))
    return to_visit(region, visit.id)


@blueprint.get("/g/<region>/visits/<uuid:visit_id>")
@bureau(*BUREAU_READERS)
def visit(viewer: Viewer, region: str, visit_id: UUID, step: str = "") -> str:
    """One visit with the forms of what comes next; `step` names the one that was refused."""
    page = page_of(viewer, cases.visit(viewer, visit_id), region)
    visit = page.case.visit
    form = shown(noticed_at=clock.now(), began_at=visit.began_at, ended_at=visit.ended_at, site=visit.site)
    return render_template("visits/show.html", region=region, page=page, words=WORDS, form=form)


@blueprint.post("/g/<region>/visits/<uuid:visit_id>/<step>")
@bureau(*WRITERS, form=visit)
@limits.uploads
def move(viewer: Viewer, region: str, visit_id: UUID, step: str) -> Response:
    DESK.move(viewer, FORMER.get(step, step), visit_id)
    return to_visit(region, visit_id)


@blueprint.get("/g/<region>/visits/<uuid:visit_id>/findings/new")
@bureau(Role.OFFICER)
def new_finding(viewer: Viewer, region: str, visit_id: UUID) -> str:
    first = shown(finding_id=new_id(), grade="general", item="")
    return _finding_page(region, visit_queries.visit(viewer, visit_id), first)


@blueprint.get("/g/<region>/visits/<uuid:visit_id>/findings/<uuid:finding_id>")
@bureau(Role.OFFICER)
def finding(viewer: Viewer, region: str, visit_id: UUID, finding_id: UUID) -> str:
    visit = visit_queries.visit(viewer, visit_id)
    known = next((finding for finding in visit_queries.findings(visit) if finding.id == finding_id), None)
    if known is None:
        raise NotFound
    names = ("item", "place", "fact", "basis_code", "grade", "criterion_code", "due_on", "deadline_reason")
    first = shown(
        finding_id=known.id, found_on=known.found_on, **{name: getattr(known, name) for name in names}
    )
    return _finding_page(region, visit, first)


@blueprint.post("/g/<region>/visits/<uuid:visit_id>/findings/bases")
@bureau(Role.OFFICER)
def narrow(viewer: Viewer, region: str, visit_id: UUID) -> str:
    """Show the form of a finding as it was sent, its bases narrowed by words; nothing is saved."""
    keep_typed()
    with reading():
        return _finding_page(region, visit_queries.visit(viewer, visit_id), shown())


@blueprint.post("/g/<region>/visits/<uuid:visit_id>/findings")
@bureau(Role.OFFICER, form=new_finding)
@limits.uploads
def find(viewer: Viewer, region: str, visit_id: UUID) -> Response:
    DESK.perform(viewer, "find", visit_id)
    return to_visit(region, visit_id)


@blueprint.post("/g/<region>/visits/<uuid:visit_id>/order")
@bureau(Role.OFFICER)
@limits.uploads
def draft_order(viewer: Viewer, region: str, visit_id: UUID) -> Response:
    order = DESK.perform(viewer, "draft_order", visit_id)
    return see_other("orders.order", region=region, order_id=order.id)


@blueprint.get("/g/<region>/visits/<uuid:visit_id>.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def record_pdf(viewer: Viewer, region: str, visit_id: UUID) -> Response:
    """The sealed record, or the record as it would be sealed now."""
    visit = visit_queries.visit(viewer, visit_id)
    document = papers.paper_of(visit, DocumentKind.SITE_RECORD)
    if document:
        return papers.pdf_of(document, visit)
    frame = sealing.frame(visit, DocumentKind.SITE_RECORD, visit_queries.officers(visit))
    return papers.draft_pdf(document_content.site_record(frame, visit, visit_queries.findings(visit)), frame)


@blueprint.get("/g/<region>/visits/<uuid:visit_id>/approval.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def approval_pdf(viewer: Viewer, region: str, visit_id: UUID) -> Response:
    visit = visit_queries.visit(viewer, visit_id)
    return papers.form_pdf(lambda fonts: printed_forms.approval(viewer, visit, fonts), "approval")


@blueprint.get("/g/<region>/visits/<uuid:visit_id>/notice.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def notice_pdf(viewer: Viewer, region: str, visit_id: UUID) -> Response:
    visit = visit_queries.visit(viewer, visit_id)
    return papers.form_pdf(lambda fonts: printed_forms.notice(visit, fonts), "notice")


def _finding_page(region: str, visit: Visit, first: Shown) -> str:
    page = finding_of(visit, first)
    return render_template(
        "visits/finding.html",
        region=region,
        page=page,
        basis=page.basis,
        longest=LONGEST_DEADLINE_DAYS,
        form=first,
    )


def to_visit(region: str, visit_id: UUID) -> Response:
    return see_other("visits.visit", region=region, visit_id=visit_id)
