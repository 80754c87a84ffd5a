"""A bureau's re-inspections: each item looked at again, the opinion sealed and served."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Redirect

from admin_ui.enforcement import presenter as pages
from service.core import clock
from service.core.acts.problems import NotFound
from service.core.db.transactions import retrying
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.commands import sealing
from service.documents.states import DocumentKind
from service.documents.titles import MODE_TITLES
from service.enforcement import schemas
from service.enforcement.commands import officer_changes, reinspections, voiding
from service.enforcement.lifecycle import REINSPECTION
from service.enforcement.limits import LONGEST_DEADLINE_DAYS
from service.enforcement.models.orders import Reinspection
from service.enforcement.queries import orders, rows
from service.enforcement.states import OrderState
from service.enforcement.titles import REINSPECTION_STATES
from service.hazards.queries import cases, lists
from service.identity.rules import BUREAU_READERS, Role
from service.web import limits
from service.web.access import bureau
from service.web.forms import sent, sent_act, shown
from service.web.language import translate

blueprint = Blueprint("reinspections", __name__)
OF_HEAD = ("replace_officer", "void")
STEPS: dict[str, pages.Step] = {
    "confirm": (reinspections.confirm, schemas.MovedForm),
    "seal": (reinspections.seal, schemas.SealForm),
    "replace-officer": (officer_changes.replace_reinspector, schemas.ReplaceForm),
    "void": (voiding.void_opinion, schemas.VoidForm),
    "serve": (reinspections.serve_opinion, schemas.ServeOpinionForm),
}


@blueprint.get("/g/<region>/reinspections/<uuid:reinspection_id>")
@bureau(*BUREAU_READERS)
def reinspection(viewer: Viewer, region: str, reinspection_id: UUID, step: str = "") -> str:
    """One re-inspection with the forms of what comes next; `step` names the one that was refused."""
    reinspection = rows.one(viewer, Reinspection, reinspection_id)
    order = orders.order(viewer, reinspection.order_id)
    officers, plant = orders.reinspectors(reinspection), reinspection.enterprise_id
    judged = reinspections.judged(order, reinspection)
    papers = pages.papers(viewer, reinspection, DocumentKind.OPINION)
    document = papers["document"]
    leads = pages.in_charge(viewer, reinspection)
    verbs = (
        REINSPECTION.verbs(reinspection.state, viewer.roles)
        if leads and order.state is not OrderState.VOID
        else []
    )
    mine = next((officer for officer in officers if officer.person_id == viewer.person_id), None)
    return render_template(
        "reinspections/show.html",
        region=region,
        reinspection=reinspection,
        order=order,
        number=pages.numbers_of(viewer, [order]).get(order.id, ""),
        **pages.about(viewer, reinspection),
        officers=officers,
        me=mine,
        verbs=[verb for verb in verbs if mine or verb in OF_HEAD],
        **pages.replacing(viewer, officers, verbs),
        judged=judged,
        photos=pages.photos_of(viewer, plant, "item_result", [result.id for _item, result in judged], region),
        **papers,
        service=documents.service_of(document) if document else None,
        modes=[(mode.value, translate(title)) for mode, title in MODE_TITLES.items()],
        mode_titles=MODE_TITLES,
        state_titles=REINSPECTION_STATES,
        tags=pages.TAGS,
        happened=pages.history([reinspection.id], plant),
        form=shown(at=clock.now(), mode="direct"),
    )


@blueprint.post("/g/<region>/reinspections/<uuid:reinspection_id>/<step>")
@bureau(Role.HEAD, Role.OFFICER, form=reinspection)
@limits.uploads
def move(viewer: Viewer, region: str, reinspection_id: UUID, step: str) -> Redirect:
    pages.moved(STEPS, viewer, Reinspection, reinspection_id, step)
    return _back(region, reinspection_id)


@blueprint.get("/g/<region>/reinspections/<uuid:reinspection_id>/items/<uuid:item_id>")
@bureau(Role.OFFICER)
def item(viewer: Viewer, region: str, reinspection_id: UUID, item_id: UUID) -> str:
    reinspection = rows.one(viewer, Reinspection, reinspection_id)
    judged = reinspections.judged(orders.order(viewer, reinspection.order_id), reinspection)
    known = next(((item, result) for item, result in judged if item.id == item_id), None)
    if known is None:
        raise NotFound
    ordered, result = known
    plant = reinspection.enterprise_id
    hazard = lists.of_order_items(viewer, plant, [item_id]).get(item_id)
    rounds = cases.rounds(hazard) if hazard else []
    before = pages.photos_of(viewer, plant, "hazard", [ordered.finding_id], region)
    after = pages.photos_of(viewer, plant, "hazard_round", [row.id for row in rounds], region)
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
def judge(viewer: Viewer, region: str, reinspection_id: UUID, item_id: UUID) -> Redirect:
    facts, act = sent(schemas.JudgeForm) | {"item_id": item_id}, sent_act()
    facts["photos"] = pages.photos_for(viewer, Reinspection, reinspection_id, "judge", facts)
    retrying(lambda: reinspections.judge(viewer, reinspection_id, facts, act))
    return _back(region, reinspection_id)


@blueprint.get("/g/<region>/reinspections/<uuid:reinspection_id>.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def opinion_pdf(viewer: Viewer, region: str, reinspection_id: UUID) -> Response:
    """The sealed opinion, or the opinion as it would be sealed now."""
    reinspection = rows.one(viewer, Reinspection, reinspection_id)
    document = pages.paper_of(viewer, reinspection, DocumentKind.OPINION)
    if document:
        return pages.pdf_of(document)
    frame = sealing.frame(reinspection, DocumentKind.OPINION, orders.reinspectors(reinspection))
    return pages.draft_pdf(reinspections.content(viewer, reinspection, frame), frame)


@blueprint.get("/g/<region>/reinspections/<uuid:reinspection_id>/receipt.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def receipt_pdf(viewer: Viewer, region: str, reinspection_id: UUID) -> Response:
    """The receipt of service of the opinion."""
    reinspection = rows.one(viewer, Reinspection, reinspection_id)
    document = documents.document_of(reinspection, DocumentKind.OPINION)
    return pages.receipt_pdf(viewer, document, orders.reinspectors(reinspection))


def _back(region: str, reinspection_id: UUID) -> Redirect:
    return redirect(
        url_for("reinspections.reinspection", region=region, reinspection_id=reinspection_id), 303
    )
