"""What a bureau found, as the plant sees it: visits from their notice, orders from their service, its answers."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from admin_ui.enforcement import papers
from admin_ui.enforcement.orders.presenter import progress
from admin_ui.enforcement.presenter import WORDS, history, numbers_of, photos_of
from admin_ui.enforcement.received.presenter import item_of, page_of
from admin_ui.shared.acts import Desk
from service.core import clock
from service.core.tenancy.viewer import Viewer
from service.documents import queries as document_queries
from service.documents.states import DocumentKind
from service.enforcement.commands.changing import of_order
from service.enforcement.commands.registry import ORDER_COMMANDS
from service.enforcement.models.orders import Reinspection
from service.enforcement.queries import cases, orders, visits
from service.enforcement.queries import rows as row_queries
from service.hazards.titles import CAUSE_TITLES, TYPE_TITLES
from service.identity.rules import MANAGERS, PLANT_READERS
from service.web import limits
from service.web.access import plant
from service.web.addresses import see_other
from service.web.forms import shown
from service.web.language import options

blueprint = Blueprint("plant_orders", __name__)
DESK = Desk(of_order, cases.order, ORDER_COMMANDS)


@blueprint.get("/e/<uuid:enterprise>/orders")
@plant(*PLANT_READERS)
def orders_page(viewer: Viewer, enterprise: UUID) -> str:
    after, visits_after = request.args.get("after"), request.args.get("visits_after")
    page = orders.orders(viewer, after=after)
    return render_template(
        "plant_orders/list.html",
        page=page,
        numbers=numbers_of(page.rows),
        progress=progress(page.rows),
        after=after,
        visits=visits.visits(viewer, after=visits_after),
        visits_after=visits_after,
        words=WORDS,
    )


@blueprint.get("/e/<uuid:enterprise>/orders/<uuid:order_id>")
@plant(*PLANT_READERS)
def order(viewer: Viewer, enterprise: UUID, order_id: UUID) -> str:
    page = page_of(viewer, cases.order(viewer, order_id))
    return render_template("plant_orders/show.html", page=page, words=WORDS)


@blueprint.post("/e/<uuid:enterprise>/orders/<uuid:order_id>/ask")
@plant(*MANAGERS, form=order)
@limits.uploads
def ask(viewer: Viewer, enterprise: UUID, order_id: UUID) -> Response:
    DESK.perform(viewer, "ask", order_id)
    return _to(enterprise, order_id)


@blueprint.get("/e/<uuid:enterprise>/orders/<uuid:order_id>/items/<uuid:item_id>")
@plant(*MANAGERS)
def item(viewer: Viewer, enterprise: UUID, order_id: UUID, item_id: UUID) -> str:
    case = cases.order(viewer, order_id)
    page = item_of(viewer, case, case.item(item_id))
    form = shown(completed_on=clock.today(), cost="0")
    types, causes = options(TYPE_TITLES), options(CAUSE_TITLES)
    return render_template("plant_orders/item.html", page=page, types=types, causes=causes, form=form)


@blueprint.post("/e/<uuid:enterprise>/orders/<uuid:order_id>/items/<uuid:item_id>")
@plant(*MANAGERS, form=item)
@limits.uploads
def answer(viewer: Viewer, enterprise: UUID, order_id: UUID, item_id: UUID) -> Response:
    DESK.perform(viewer, "answer", order_id, item_id=item_id)
    return _to(enterprise, order_id)


@blueprint.get("/e/<uuid:enterprise>/orders/<uuid:order_id>.pdf")
@plant(*PLANT_READERS)
@limits.exports
def order_pdf(viewer: Viewer, enterprise: UUID, order_id: UUID) -> Response:
    return papers.pdf_of(document_queries.document_of(orders.order(viewer, order_id), DocumentKind.ORDER))


@blueprint.get("/e/<uuid:enterprise>/reinspections/<uuid:reinspection_id>.pdf")
@plant(*PLANT_READERS)
@limits.exports
def opinion_pdf(viewer: Viewer, enterprise: UUID, reinspection_id: UUID) -> Response:
    reinspection = row_queries.one(viewer, Reinspection, reinspection_id)
    return papers.pdf_of(document_queries.document_of(reinspection, DocumentKind.OPINION))


@blueprint.get("/e/<uuid:enterprise>/orders/<uuid:order_id>/receipt.pdf")
@plant(*PLANT_READERS)
@limits.exports
def order_receipt_pdf(viewer: Viewer, enterprise: UUID, order_id: UUID) -> Response:
    order = orders.order(viewer, order_id)
    officers = visits.officers(visits.visit(viewer, order.visit_id))
    return papers.receipt_pdf(document_queries.document_of(order, DocumentKind.ORDER), officers)


@blueprint.get("/e/<uuid:enterprise>/reinspections/<uuid:reinspection_id>/receipt.pdf")
@plant(*PLANT_READERS)
@limits.exports
def opinion_receipt_pdf(viewer: Viewer, enterprise: UUID, reinspection_id: UUID) -> Response:
    reinspection = row_queries.one(viewer, Reinspection, reinspection_id)
    document = document_queries.document_of(reinspection, DocumentKind.OPINION)
    return papers.receipt_pdf(document, orders.reinspectors(reinspection))


@blueprint.get("/e/<uuid:enterprise>/visits/<uuid:visit_id>")
@plant(*PLANT_READERS)
def visit(viewer: Viewer, enterprise: UUID, visit_id: UUID) -> str:
    visit = visits.visit(viewer, visit_id)
    findings = visits.findings(visit)
    return render_template(
        "plant_orders/visit.html",
        visit=visit,
        officers=visits.officers(visit),
        items=visits.items(visit),
        findings=findings,
        photos=photos_of(viewer, enterprise, "hazard", [finding.id for finding in findings]),
        papers=papers.papers(visit, DocumentKind.SITE_RECORD),
        happened=history([visit.id], enterprise),
        words=WORDS,
    )


@blueprint.get("/e/<uuid:enterprise>/visits/<uuid:visit_id>.pdf")
@plant(*PLANT_READERS)
@limits.exports
def record_pdf(viewer: Viewer, enterprise: UUID, visit_id: UUID) -> Response:
    visit = visits.visit(viewer, visit_id)
    return papers.pdf_of(papers.paper_of(visit, DocumentKind.SITE_RECORD), visit)


def _to(enterprise: UUID, order_id: UUID) -> Response:
    return see_other("plant_orders.order", enterprise=enterprise, order_id=order_id)
