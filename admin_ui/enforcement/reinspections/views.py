"""A bureau's re-inspections: each item looked at again, the opinion sealed and served."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from admin_ui.enforcement import papers
from admin_ui.enforcement.presenter import WORDS, photos_of
from admin_ui.enforcement.reinspections.presenter import page_of
from admin_ui.shared.acts import Desk
from service.core import clock
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.commands import sealing
from service.documents.states import DocumentKind
from service.enforcement.commands import reinspections
from service.enforcement.commands.changing import of_reinspection
from service.enforcement.commands.registry import REINSPECTION_COMMANDS
from service.enforcement.limits import LONGEST_DEADLINE_DAYS
from service.enforcement.models.orders import Reinspection
from service.enforcement.queries import cases, orders, rows
from service.hazards.queries import cases as hazard_cases
from service.identity.rules import BUREAU_READERS, Role
from service.web import limits
from service.web.access import bureau
from service.web.addresses import see_other
from service.web.forms import shown

blueprint = Blueprint("reinspections", __name__)
DESK = Desk(of_reinspection, cases.reinspection, REINSPECTION_COMMANDS)


@blueprint.get("/g/<region>/reinspections/<uuid:reinspection_id>")
@bureau(*BUREAU_READERS)
def reinspection(viewer: Viewer, region: str, reinspection_id: UUID, step: str = "") -> str:
    """One re-inspection with the forms of what comes next; `step` names the one that was refused."""
    page = page_of(viewer, cases.reinspection(viewer, reinspection_id), region)
    form = shown(at=clock.now(), mode="direct")
    return render_template("reinspections/show.html", region=region, page=page, words=WORDS, form=form)


@blueprint.post("/g/<region>/reinspections/<uuid:reinspection_id>/<step>")
@bureau(Role.HEAD, Role.OFFICER, form=reinspection)
@limits.uploads
def move(viewer: Viewer, region: str, reinspection_id: UUID, step: str) -> Response:
    DESK.move(viewer, step.replace("-", "_"), reinspection_id)
    return _back(region, reinspection_id)


@blueprint.get("/g/<region>/reinspections/<uuid:reinspection_id>/items/<uuid:item_id>")
@bureau(Role.OFFICER)
def item(viewer: Viewer, region: str, reinspection_id: UUID, item_id: UUID) -> str:
    case = cases.reinspection(viewer, reinspection_id)
    reinspection, (ordered, result) = case.reinspection, case.of_item(item_id)
    plant = reinspection.enterprise_id
    hazard = case.hazards.get(item_id)
    rounds = hazard_cases.rounds(hazard) if hazard else []
    before = photos_of(viewer, plant, "hazard", [ordered.finding_id], region)
    after = photos_of(viewer, plant, "hazard_round", [row.id for row in rounds], region)
    answers = orders.answers([ordered]).get(item_id, [])
    first = shown(
        passed="" if result.passed is None else str(result.passed).lower(),
        fact=result.fact,
        due_on=result.due_on,
        deadline_reason=result.deadline_reason,
    )
    return render_template(
        "reinspections/item.html",
        region=region,
        reinspection=reinspection,
        item=ordered,
        longest=LONGEST_DEADLINE_DAYS,
        answer=answers[-1] if answers else None,
        before=before.get(ordered.finding_id, []),
        after=after.get(rounds[-1].id, []) if rounds else [],
        form=first,
    )


@blueprint.post("/g/<region>/reinspections/<uuid:reinspection_id>/items/<uuid:item_id>")
@bureau(Role.OFFICER, form=item)
@limits.uploads
def judge(viewer: Viewer, region: str, reinspection_id: UUID, item_id: UUID) -> Response:
    DESK.perform(viewer, "judge", reinspection_id, item_id=item_id)
    return _back(region, reinspection_id)


@blueprint.get("/g/<region>/reinspections/<uuid:reinspection_id>.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def opinion_pdf(viewer: Viewer, region: str, reinspection_id: UUID) -> Response:
    """The sealed opinion, or the opinion as it would be sealed now."""
    case = cases.reinspection(viewer, reinspection_id)
    document = papers.paper_of(case.reinspection, DocumentKind.OPINION)
    if document:
        return papers.pdf_of(document)
    frame = sealing.frame(case.reinspection, DocumentKind.OPINION, case.officers)
    return papers.draft_pdf(reinspections.content(case, frame), frame)


@blueprint.get("/g/<region>/reinspections/<uuid:reinspection_id>/receipt.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def receipt_pdf(viewer: Viewer, region: str, reinspection_id: UUID) -> Response:
    """The receipt of service of the opinion."""
    reinspection = rows.one(viewer, Reinspection, reinspection_id)
    document = documents.document_of(reinspection, DocumentKind.OPINION)
    return papers.receipt_pdf(document, orders.reinspectors(reinspection))


def _back(region: str, reinspection_id: UUID) -> Response:
    return see_other("reinspections.reinspection", region=region, reinspection_id=reinspection_id)
