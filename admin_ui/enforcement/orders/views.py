"""A bureau's orders: checked, confirmed, sealed, served, looked at again."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from admin_ui.enforcement import papers
from admin_ui.enforcement.orders.presenter import page_of, progress
from admin_ui.enforcement.presenter import WORDS, names_of, numbers_of
from admin_ui.shared.acts import Desk
from service.core import clock
from service.core.tenancy.viewer import Viewer
from service.documents import paper
from service.documents import queries as documents
from service.documents.commands import sealing
from service.documents.content import Content, Frame
from service.documents.states import DocumentKind
from service.enforcement.commands import orders
from service.enforcement.commands.changing import of_order
from service.enforcement.commands.registry import ORDER_COMMANDS
from service.enforcement.limits import LONGEST_DEADLINE_DAYS
from service.enforcement.models.orders import Order
from service.enforcement.models.visits import VisitOfficer
from service.enforcement.queries import cases, visits
from service.enforcement.queries import orders as order_queries
from service.enforcement.states import OrderState
from service.enforcement.titles import ORDER_STATES
from service.identity.rules import BUREAU_READERS, Role
from service.web import limits
from service.web.access import bureau
from service.web.addresses import see_other
from service.web.forms import shown
from service.web.language import options

blueprint = Blueprint("orders", __name__)
DESK = Desk(of_order, cases.order, ORDER_COMMANDS)


@blueprint.get("/g/<region>/orders")
@bureau(*BUREAU_READERS)
def orders_page(viewer: Viewer, region: str) -> str:
    asked = request.args.get("state", "")
    states = [OrderState(asked)] if asked in set(OrderState) else []
    page = order_queries.orders(viewer, states, request.args.get("after"))
    return render_template(
        "orders/list.html",
        region=region,
        page=page,
        names=names_of(page.rows),
        numbers=numbers_of(page.rows),
        progress=progress(page.rows),
        asked=asked,
        states=options(ORDER_STATES),
        words=WORDS,
    )


@blueprint.get("/g/<region>/orders/<uuid:order_id>")
@bureau(*BUREAU_READERS)
def order(viewer: Viewer, region: str, order_id: UUID, step: str = "", item_id: UUID | None = None) -> str:
    """One order with the forms of what comes next; `step` or `item_id` names the one that was refused."""
    page = page_of(viewer, cases.order(viewer, order_id), region)
    form = shown(at=clock.now(), mode="direct")
    return render_template("orders/show.html", region=region, page=page, words=WORDS, form=form)


@blueprint.post("/g/<region>/orders/<uuid:order_id>/<step>")
@bureau(Role.HEAD, Role.OFFICER, form=order)
@limits.uploads
def move(viewer: Viewer, region: str, order_id: UUID, step: str) -> Response:
    DESK.move(viewer, step, order_id)
    return to_order(region, order_id)


@blueprint.get("/g/<region>/orders/<uuid:order_id>/items/<uuid:item_id>")
@bureau(Role.OFFICER)
def item(viewer: Viewer, region: str, order_id: UUID, item_id: UUID) -> str:
    order = order_queries.order(viewer, order_id)
    known = order_queries.item(order, item_id)
    first = shown(due_on=known.due_on, deadline_reason=known.deadline_reason)
    return render_template(
        "orders/item.html",
        region=region,
        order=order,
        item=known,
        longest=LONGEST_DEADLINE_DAYS,
        form=first,
    )


@blueprint.post("/g/<region>/orders/<uuid:order_id>/items/<uuid:item_id>")
@bureau(Role.OFFICER, form=item)
@limits.uploads
def set_deadline(viewer: Viewer, region: str, order_id: UUID, item_id: UUID) -> Response:
    DESK.perform(viewer, "set_deadlines", order_id, item_id=item_id)
    return to_order(region, order_id)


@blueprint.post("/g/<region>/orders/<uuid:order_id>/items/<uuid:item_id>/extension")
@bureau(Role.OFFICER, form=order)
@limits.uploads
def decide_extension(viewer: Viewer, region: str, order_id: UUID, item_id: UUID) -> Response:
    DESK.perform(viewer, "decide_extension", order_id, item_id=item_id)
    return to_order(region, order_id)


@blueprint.post("/g/<region>/orders/<uuid:order_id>/reinspections")
@bureau(Role.OFFICER, form=order)
@limits.uploads
def reinspect(viewer: Viewer, region: str, order_id: UUID) -> Response:
    reinspection = DESK.perform(viewer, "reinspect", order_id)
    return see_other("reinspections.reinspection", region=region, reinspection_id=reinspection.id)


@blueprint.get("/g/<region>/orders/<uuid:order_id>.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def order_pdf(viewer: Viewer, region: str, order_id: UUID) -> Response:
    """The sealed order, or the order as it would be sealed now."""
    order = order_queries.order(viewer, order_id)
    document = documents.document_of(order, DocumentKind.ORDER)
    if document:
        return papers.pdf_of(document)
    officers = visits.officers(visits.visit(viewer, order.visit_id))
    return papers.draft_pdf(*_draft(viewer, order, officers))


@blueprint.get("/g/<region>/orders/<uuid:order_id>.svg")
@bureau(*BUREAU_READERS)
@limits.exports
def order_picture(viewer: Viewer, region: str, order_id: UUID) -> Response:
    """The pages of the order as they are printed, for its page."""
    order = order_queries.order(viewer, order_id)
    document = documents.document_of(order, DocumentKind.ORDER)
    if document:
        return papers.picture_of(papers.sealed_form(document))
    officers = visits.officers(visits.visit(viewer, order.visit_id))
    content, frame = _draft(viewer, order, officers)
    return papers.picture_of(paper.draft_form(content, frame.number(None)))


@blueprint.get("/g/<region>/orders/<uuid:order_id>/receipt.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def receipt_pdf(viewer: Viewer, region: str, order_id: UUID) -> Response:
    """The receipt of service of the order."""
    order = order_queries.order(viewer, order_id)
    document = documents.document_of(order, DocumentKind.ORDER)
    return papers.receipt_pdf(document, visits.officers(visits.visit(viewer, order.visit_id)))


def _draft(viewer: Viewer, order: Order, officers: list[VisitOfficer]) -> tuple[Content, Frame]:
    frame = sealing.frame(order, DocumentKind.ORDER, officers)
    return orders.content(order, visits.visit(viewer, order.visit_id), frame), frame


def to_order(region: str, order_id: UUID) -> Response:
    return see_other("orders.order", region=region, order_id=order_id)
