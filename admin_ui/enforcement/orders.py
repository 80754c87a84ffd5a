"""A bureau's orders: checked, confirmed, sealed, served, looked at again."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from admin_ui.enforcement import presenter as pages
from service.core import clock
from service.core.acts.problems import NotFound, _
from service.core.db.transactions import retrying
from service.core.tenancy.viewer import Viewer
from service.documents import paper
from service.documents import queries as documents
from service.documents.commands import sealing
from service.documents.states import DocumentKind
from service.documents.titles import MODE_TITLES
from service.enforcement import schemas
from service.enforcement.commands import extensions, orders, reinspections, voiding
from service.enforcement.lifecycle import ORDER
from service.enforcement.limits import ENDED, LONGEST_DEADLINE_DAYS, awaits_reinspection
from service.enforcement.models.orders import Order, OrderItem
from service.enforcement.models.visits import VisitOfficer
from service.enforcement.queries import orders as order_queries
from service.enforcement.queries import visits
from service.enforcement.states import ItemState, OrderState, ReinspectionState
from service.enforcement.titles import ITEM_STATES, ORDER_STATES, REINSPECTION_STATES
from service.hazards.queries import cases, lists
from service.identity.rules import BUREAU_READERS, Role
from service.web import limits
from service.web.access import bureau
from service.web.forms import sent, sent_act, shown
from service.web.language import translate

blueprint = Blueprint("orders", __name__)
STEPS: dict[str, pages.Step] = {
    "confirm": (orders.confirm, schemas.MovedForm),
    "seal": (orders.seal, schemas.SealForm),
    "void": (voiding.void_order, schemas.VoidForm),
    "withdraw": (orders.withdraw, schemas.ReasonForm),
    "serve": (orders.serve_order, schemas.ServeForm),
}


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
        names=pages.names_of(viewer, page.rows),
        numbers=pages.numbers_of(viewer, page.rows),
        progress=progress(viewer, page.rows),
        asked=asked,
        states=[(state.value, translate(title)) for state, title in ORDER_STATES.items()],
        **words(),
    )


@blueprint.get("/g/<region>/orders/<uuid:order_id>")
@bureau(*BUREAU_READERS)
def order(viewer: Viewer, region: str, order_id: UUID, step: str = "", item_id: UUID | None = None) -> str:
    """One order with the forms of what comes next; `step` or `item_id` names the one that was refused."""
    order = order_queries.order(viewer, order_id)
    visit = visits.visit(viewer, order.visit_id)
    officers = visits.officers(visit)
    items = order_queries.order_items(order)
    document = documents.document_of(order, DocumentKind.ORDER)
    mine = next((officer for officer in officers if officer.person_id == viewer.person_id), None)
    leads = pages.in_charge(viewer, order)
    again, plant = order_queries.reinspections(order), order.enterprise_id
    certified = pages.certified(viewer)
    return render_template(
        "orders/show.html",
        region=region,
        order=order,
        **pages.about(viewer, order),
        officers=officers,
        me=mine,
        verbs=ORDER.verbs(order.state, viewer.roles) if leads else [],
        items=items,
        answers=order_queries.answers(items),
        **of_hazards(viewer, order.enterprise_id, items),
        record=documents.document_of(visit, DocumentKind.SITE_RECORD),
        document=document,
        **(pages.served(viewer, document) | pages.reinspection_due(order)),
        is_printed=document or not pages.has_left(viewer, order),
        tasks=tasks(officers, items, {person for person, _title in certified}),
        again=again,
        may_reinspect=leads and _may_reinspect(order, items, again),
        certified=certified if leads else [],
        numbers=pages.numbers_of(viewer, again),
        photos=pages.photos_of(viewer, plant, "hazard", [item.finding_id for item in items], region),
        modes=[(mode.value, translate(title)) for mode, title in MODE_TITLES.items()],
        happened=pages.history([order.visit_id, order.id, *(row.id for row in again)], plant),
        form=shown(at=clock.now(), mode="direct"),
        **words(),
    )


@blueprint.post("/g/<region>/orders/<uuid:order_id>/<step>")
@bureau(Role.HEAD, Role.OFFICER, form=order)
@limits.uploads
def move(viewer: Viewer, region: str, order_id: UUID, step: str) -> Redirect:
    pages.moved(STEPS, viewer, Order, order_id, step)
    return to_order(region, order_id)


@blueprint.get("/g/<region>/orders/<uuid:order_id>/items/<uuid:item_id>")
@bureau(Role.OFFICER)
def item(viewer: Viewer, region: str, order_id: UUID, item_id: UUID) -> str:
    order = order_queries.order(viewer, order_id)
    known = next((item for item in order_queries.order_items(order) if item.id == item_id), None)
    if known is None:
        raise NotFound
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
def set_deadline(viewer: Viewer, region: str, order_id: UUID, item_id: UUID) -> Redirect:
    facts, act = sent(schemas.DeadlineForm) | {"item_id": item_id}, sent_act()
    retrying(lambda: orders.set_deadline(viewer, order_id, facts, act))
    return to_order(region, order_id)


@blueprint.post("/g/<region>/orders/<uuid:order_id>/items/<uuid:item_id>/extension")
@bureau(Role.OFFICER, form=order)
def decide_extension(viewer: Viewer, region: str, order_id: UUID, item_id: UUID) -> Redirect:
    facts, act = sent(schemas.ExtensionForm) | {"item_id": item_id}, sent_act()
    retrying(lambda: extensions.decide(viewer, order_id, facts, act))
    return to_order(region, order_id)


@blueprint.post("/g/<region>/orders/<uuid:order_id>/reinspections")
@bureau(Role.OFFICER, form=order)
def reinspect(viewer: Viewer, region: str, order_id: UUID) -> Redirect:
    facts = sent(schemas.ReinspectForm)
    reinspection = retrying(lambda: reinspections.start(viewer, order_id, facts))
    return redirect(
        url_for("reinspections.reinspection", region=region, reinspection_id=reinspection.id), 303
    )


@blueprint.get("/g/<region>/orders/<uuid:order_id>.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def order_pdf(viewer: Viewer, region: str, order_id: UUID) -> Response:
    """The sealed order, or the order as it would be sealed now."""
    order = order_queries.order(viewer, order_id)
    document = documents.document_of(order, DocumentKind.ORDER)
    if document:
        return pages.pdf_of(document)
    officers = visits.officers(visits.visit(viewer, order.visit_id))
    return pages.draft_pdf(*_draft(viewer, order, officers))


@blueprint.get("/g/<region>/orders/<uuid:order_id>.svg")
@bureau(*BUREAU_READERS)
@limits.exports
def order_picture(viewer: Viewer, region: str, order_id: UUID) -> Response:
    """The pages of the order as they are printed, for its page."""
    order = order_queries.order(viewer, order_id)
    document = documents.document_of(order, DocumentKind.ORDER)
    if document:
        return pages.picture_of(pages.sealed_form(document))
    officers = visits.officers(visits.visit(viewer, order.visit_id))
    content, frame = _draft(viewer, order, officers)
    return pages.picture_of(paper.draft_form(content, frame.number(None)))


@blueprint.get("/g/<region>/orders/<uuid:order_id>/receipt.pdf")
@bureau(*BUREAU_READERS)
@limits.exports
def receipt_pdf(viewer: Viewer, region: str, order_id: UUID) -> Response:
    """The receipt of service of the order."""
    order = order_queries.order(viewer, order_id)
    document = documents.document_of(order, DocumentKind.ORDER)
    return pages.receipt_pdf(viewer, document, visits.officers(visits.visit(viewer, order.visit_id)))


def _draft(viewer: Viewer, order: Order, officers: list[VisitOfficer]) -> tuple[dict[str, Any], Any]:
    frame = sealing.frame(order, DocumentKind.ORDER, officers)
    return orders.content(order, visits.visit(viewer, order.visit_id), frame), frame


def tasks(
    officers: list[VisitOfficer], items: list[OrderItem], certified: Collection[str]
) -> list[dict[str, str]]:
    """Return what has to be there before the order is sealed; `certified`: who may inspect today."""
    reviewed = [item for item in items if item.due_on < clock.today()]
    checks = [
        (_("两名执法人员，证件在有效期内"), all(str(officer.person_id) in certified for officer in officers)),
        (_("每个问题都有事实、依据、期限"), bool(items) and not reviewed),
        (_("检查记录已签发，事实与记录一致"), all(officer.record_confirmed_at for officer in officers)),
    ]
    checks += [
        (translate(_("%(name)s 确认指令书")) % {"name": officer.name}, bool(officer.order_confirmed_at))
        for officer in officers
    ]
    done, waits = translate(_("完成")), translate(_("待办"))
    return [
        {"word": translate(word), "kind": "done" if is_done else "new", "state": done if is_done else waits}
        for word, is_done in checks
    ]


def progress(viewer: Viewer, rows: Any) -> dict[UUID, tuple[int, int, Any]]:
    """Return of each order how many items have passed, of how many, and the nearest open deadline."""
    of_orders = order_queries.items_of_orders(rows)
    figures = {}
    for order in rows:
        items = of_orders.get(order.id, [])
        passed = [item for item in items if item.state is ItemState.PASSED]
        days = order_queries.open_days(items) if order.state not in ENDED else []
        figures[order.id] = (len(passed), len(items), min(days, default=None))
    return figures


def of_hazards(viewer: Viewer, enterprise_id: UUID, items: list[OrderItem]) -> dict[str, Any]:
    """Return the hazard of each item, and by hazard the latest request for more time."""
    by_item = lists.of_order_items(viewer, enterprise_id, [item.id for item in items])
    asked = cases.last_extensions(enterprise_id, [hazard.id for hazard in by_item.values()])
    return {"hazards": by_item, "extensions": asked}


def _may_reinspect(order: Order, items: list[OrderItem], again: list[Any]) -> bool:
    wanted = awaits_reinspection(order.state, order_queries.open_days(items), clock.today())
    return wanted and all(reinspection.state is ReinspectionState.SERVED for reinspection in again)


def to_order(region: str, order_id: UUID) -> Redirect:
    return redirect(url_for("orders.order", region=region, order_id=order_id), 303)


def words() -> dict[str, Any]:
    return {
        "state_titles": ORDER_STATES,
        "item_titles": ITEM_STATES,
        "mode_titles": MODE_TITLES,
        "again_titles": REINSPECTION_STATES,
        "tags": pages.TAGS,
    }
