"""What a bureau found, as the plant sees it: visits from their notice, orders from their service, its answers."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from admin_ui.enforcement import presenter as pages
from admin_ui.enforcement.orders import of_hazards, progress, words
from admin_ui.hazards.presenter import buttons, causes, types
from service.core import clock
from service.core.acts.ledger import is_known
from service.core.acts.problems import NotFound
from service.core.db.transactions import reading, retrying
from service.core.tenancy.viewer import Viewer
from service.documents import queries as document_queries
from service.documents.models import DocumentService
from service.documents.states import DocumentKind
from service.enforcement import schemas
from service.enforcement.commands import answers
from service.enforcement.commands import extensions as order_extensions
from service.enforcement.lifecycle import ORDER
from service.enforcement.models.orders import Order, OrderItem, Reinspection
from service.enforcement.queries import orders, visits
from service.enforcement.queries import rows as row_queries
from service.enforcement.states import OrderState
from service.enforcement.titles import KIND_TITLES, VISIT_STATES
from service.hazards.case import Case
from service.hazards.models import Hazard, HazardExtension
from service.hazards.queries import cases, lists
from service.hazards.states import State
from service.identity.rules import MANAGERS, PLANT_READERS
from service.web import limits
from service.web.access import plant
from service.web.forms import sent, sent_act, sent_version, shown

blueprint = Blueprint("plant_orders", __name__)


@blueprint.get("/e/<uuid:enterprise>/orders")
@plant(*PLANT_READERS)
def orders_page(viewer: Viewer, enterprise: UUID) -> str:
    after, visits_after = request.args.get("after"), request.args.get("visits_after")
    page = orders.orders(viewer, after=after)
    return render_template(
        "plant_orders/list.html",
        page=page,
        numbers=pages.numbers_of(viewer, page.rows),
        progress=progress(viewer, page.rows),
        after=after,
        visits=visits.visits(viewer, after=visits_after),
        visits_after=visits_after,
        kind_titles=KIND_TITLES,
        visit_titles=VISIT_STATES,
        **words(),
    )


@blueprint.get("/e/<uuid:enterprise>/orders/<uuid:order_id>")
@plant(*PLANT_READERS)
def order(viewer: Viewer, enterprise: UUID, order_id: UUID) -> str:
    order = orders.order(viewer, order_id)
    items = orders.order_items(order)
    again = orders.reinspections(order)
    document = document_queries.document_of(order, DocumentKind.ORDER)
    more_time = of_hazards(viewer, enterprise, items)
    return render_template(
        "plant_orders/show.html",
        order=order,
        items=items,
        verbs=ORDER.verbs(order.state, viewer.roles),
        answers=orders.answers(items),
        **more_time,
        next_of=_next_of(viewer, order, **more_time),
        own_work=_is_own_work(viewer, more_time["hazards"].values()),
        document=document,
        **pages.served(viewer, document),
        content=pages.sealed_content(document),
        photos=pages.photos_of(viewer, enterprise, "hazard", [item.finding_id for item in items]),
        again=again,
        again_served=_services(viewer, again),
        numbers=pages.numbers_of(viewer, again),
        happened=pages.history([order.id, *(reinspection.id for reinspection in again)], enterprise),
        **words(),
    )


def _is_own_work(viewer: Viewer, rows: Iterable[Hazard]) -> bool:
    """Whether the viewer would have to accept what he rectified himself."""
    waiting = [hazard for hazard in rows if hazard.state is State.AWAITING_ACCEPTANCE]
    hands = [(hazard.assigned_to, cases.rounds(hazard)[-1].rectified_by) for hazard in waiting]
    return any(viewer.person_id in those for those in hands)


@blueprint.post("/e/<uuid:enterprise>/orders/<uuid:order_id>/ask")
@plant(*MANAGERS, form=order)
def ask(viewer: Viewer, enterprise: UUID, order_id: UUID) -> Redirect:
    facts, act = sent(schemas.MovedForm), sent_act()
    retrying(lambda: answers.ask(viewer, order_id, facts, act))
    return _to(enterprise, order_id)


@blueprint.get("/e/<uuid:enterprise>/orders/<uuid:order_id>/items/<uuid:item_id>")
@plant(*MANAGERS)
def item(viewer: Viewer, enterprise: UUID, order_id: UUID, item_id: UUID) -> str:
    order, known = _item(viewer, order_id, item_id)
    hazard = lists.of_order_items(viewer, enterprise, [item_id]).get(item_id)
    return render_template(
        "plant_orders/item.html",
        order=order,
        item=known,
        done=hazard is not None and hazard.state in answers.DONE,
        hazard=hazard,
        unclassed=hazard is not None and Case(hazard, [], [], [], None).is_unclassed,
        types=types(),
        causes=causes(),
        before=pages.photos_of(viewer, enterprise, "hazard", [known.finding_id]).get(known.finding_id, []),
        earlier=orders.answers([known]).get(item_id, []),
        form=shown(completed_on=clock.today(), cost="0"),
        **words(),
    )


@blueprint.post("/e/<uuid:enterprise>/orders/<uuid:order_id>/items/<uuid:item_id>")
@plant(*MANAGERS, form=item)
@limits.uploads
def answer(viewer: Viewer, enterprise: UUID, order_id: UUID, item_id: UUID) -> Redirect:
    with reading():
        order, known = _item(viewer, order_id, item_id)
        if not is_known(enterprise, sent_act()):
            answers.refuse(viewer, order, known, sent_version())
    photos = pages.take_photos(viewer, enterprise)
    facts, act = sent(schemas.AnswerForm) | {"photos": photos}, sent_act()
    retrying(lambda: answers.answer(viewer, order_id, item_id, facts, act))
    return _to(enterprise, order_id)


@blueprint.get("/e/<uuid:enterprise>/orders/<uuid:order_id>.pdf")
@plant(*PLANT_READERS)
@limits.exports
def order_pdf(viewer: Viewer, enterprise: UUID, order_id: UUID) -> Response:
    return pages.pdf_of(document_queries.document_of(orders.order(viewer, order_id), DocumentKind.ORDER))


@blueprint.get("/e/<uuid:enterprise>/reinspections/<uuid:reinspection_id>.pdf")
@plant(*PLANT_READERS)
@limits.exports
def opinion_pdf(viewer: Viewer, enterprise: UUID, reinspection_id: UUID) -> Response:
    reinspection = row_queries.one(viewer, Reinspection, reinspection_id)
    return pages.pdf_of(document_queries.document_of(reinspection, DocumentKind.OPINION))


@blueprint.get("/e/<uuid:enterprise>/orders/<uuid:order_id>/receipt.pdf")
@plant(*PLANT_READERS)
@limits.exports
def order_receipt_pdf(viewer: Viewer, enterprise: UUID, order_id: UUID) -> Response:
    order = orders.order(viewer, order_id)
    officers = visits.officers(visits.visit(viewer, order.visit_id))
    return pages.receipt_pdf(viewer, document_queries.document_of(order, DocumentKind.ORDER), officers)


@blueprint.get("/e/<uuid:enterprise>/reinspections/<uuid:reinspection_id>/receipt.pdf")
@plant(*PLANT_READERS)
@limits.exports
def opinion_receipt_pdf(viewer: Viewer, enterprise: UUID, reinspection_id: UUID) -> Response:
    reinspection = row_queries.one(viewer, Reinspection, reinspection_id)
    document = document_queries.document_of(reinspection, DocumentKind.OPINION)
    return pages.receipt_pdf(viewer, document, orders.reinspectors(reinspection))


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
        photos=pages.photos_of(viewer, enterprise, "hazard", [finding.id for finding in findings]),
        **pages.papers(viewer, visit, DocumentKind.SITE_RECORD),
        happened=pages.history([visit.id], enterprise),
        kind_titles=KIND_TITLES,
        visit_titles=VISIT_STATES,
        tags=pages.TAGS,
    )


@blueprint.get("/e/<uuid:enterprise>/visits/<uuid:visit_id>.pdf")
@plant(*PLANT_READERS)
@limits.exports
def record_pdf(viewer: Viewer, enterprise: UUID, visit_id: UUID) -> Response:
    visit = visits.visit(viewer, visit_id)
    return pages.pdf_of(pages.paper_of(viewer, visit, DocumentKind.SITE_RECORD))


def _services(viewer: Viewer, again: list[Reinspection]) -> dict[UUID, DocumentService | None]:
    """Return by re-inspection how its opinion was handed over."""
    documents = {
        reinspection.id: document_queries.document_of(reinspection, DocumentKind.OPINION)
        for reinspection in again
    }
    return {key: document_queries.service_of(document) for key, document in documents.items() if document}


def _next_of(
    viewer: Viewer, order: Order, hazards: dict[UUID, Hazard], extensions: dict[UUID, HazardExtension]
) -> dict[UUID, str]:
    """Return by item what the viewer may do about more time: ask for it, or answer who asked."""
    if order.state is not OrderState.SERVED:
        return {}
    offers = {}
    for item_id, hazard in hazards.items():
        asked = [extensions[hazard.id]] if hazard.id in extensions else []
        verbs = buttons(viewer, Case(hazard, [], [], asked, None))
        offers[item_id] = next((verb for verb in order_extensions.COMMANDS if verb in verbs), "")
    return offers


def _item(viewer: Viewer, order_id: UUID, item_id: UUID) -> tuple[Order, OrderItem]:
    order = orders.order(viewer, order_id)
    known: Any = next((item for item in orders.order_items(order) if item.id == item_id), None)
    if known is None:
        raise NotFound
    return order, known


def _to(enterprise: UUID, order_id: UUID) -> Redirect:
    return redirect(url_for("plant_orders.order", enterprise=enterprise, order_id=order_id), 303)
