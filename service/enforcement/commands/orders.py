"""An order: drafted from the sealed record, confirmed by both officers, sealed by either, served, concluded."""

from uuid import UUID

from service.core import clock
from service.core.acts.changes import Acting, Details, Entry
from service.core.acts.contents import FORM_USED
from service.core.acts.ledger import record
from service.core.acts.problems import Conflict
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.commands import sealing
from service.documents.commands.serving import serve
from service.documents.content import Content, Frame
from service.documents.schemas import ServeForm
from service.documents.states import DocumentKind
from service.enforcement import document_content
from service.enforcement.case import OrderCase, VisitCase
from service.enforcement.commands.changing import of_order, of_visit
from service.enforcement.models.orders import Order, OrderItem
from service.enforcement.models.visits import Finding, Visit
from service.enforcement.queries import cases, orders, visits
from service.enforcement.schemas import DeadlineForm, DraftForm, PlainForm, ReasonForm
from service.enforcement.states import ItemState, OrderState
from service.enforcement.visibility import show
from service.hazards.commands import reporting
from service.hazards.commands.reporting import Ordered, Report
from service.hazards.states import Source


def _drafted(case: VisitCase, data: DraftForm) -> Order | None:
    if any(order.id == data.id for order in case.ended):
        raise Conflict(FORM_USED)
    return case.order if case.order and case.order.id == data.id else None


@of_visit.making("draft_order", _drafted)
def draft(acting: Acting[VisitCase], data: DraftForm) -> Order:
    """Draft the order of a visit from every finding with a deadline."""
    case = acting.case
    order = Order.child_of(
        case.visit,
        id=data.id,
        visit_id=case.visit.id,
        state=OrderState.DRAFT,
        version=1,
        drafted_by=acting.viewer.person_id,
        end_reason="",
    )
    db.session.add(order)
    db.session.flush()
    for number, finding in enumerate(case.ordered, start=1):
        db.session.add(_item_of(order, number, finding))
    _confirm_anew(case)
    details = {"visit_id": case.visit.id, "items": len(case.ordered)}
    record(acting.viewer, "order.draft", order, after=details)
    return order


def _item_of(order: Order, number: int, finding: Finding) -> OrderItem:
    return OrderItem.child_of(
        order,
        id=new_id(),
        order_id=order.id,
        finding_id=finding.id,
        number=number,
        text=document_content.item_in_words(finding),
        due_on=finding.due_on,
        deadline_reason=finding.deadline_reason,
        state=ItemState.OPEN,
        round=1,
    )


@of_order("set_deadlines")
def set_deadlines(acting: Acting[OrderCase], data: DeadlineForm) -> Entry:
    """Change the deadline of an item of a draft; both officers confirm anew."""
    item = acting.case.item(data.item_id)
    before = {"item": item.number, "due_on": item.due_on}
    item.due_on, item.deadline_reason = data.due_on, data.deadline_reason
    _confirm_anew(acting.case)
    return Entry({"item": item.number, "due_on": item.due_on}, before)


@of_order("confirm")
def confirm(acting: Acting[OrderCase], _data: PlainForm) -> Details:
    """Confirm a draft as one of the two officers."""
    me = acting.case.me(acting.viewer)
    assert me is not None, "a guard asked for it"
    me.order_confirmed_at = acting.now
    return {"person_id": me.person_id}


@of_order("withdraw")
def withdraw(acting: Acting[OrderCase], data: ReasonForm) -> Details:
    """Take a draft back as one of the two officers; another may be drafted."""
    acting.case.order.end_reason = data.reason
    _confirm_anew(acting.case)
    return {"reason": data.reason}


@of_order("seal")
def seal(acting: Acting[OrderCase], _data: PlainForm) -> Details:
    """Seal an order that both confirmed, as either of them: from here it has its number and is not changed."""
    order = acting.case.order
    written_in = sealing.frame(order, DocumentKind.ORDER, acting.case.officers)
    document = sealing.seal(acting.viewer, order, written_in, content(order, acting.case.visit, written_in))
    return {"number": document.number, "sha256": document.sha256}


def content(order: Order, visit: Visit, written_in: Frame) -> Content:
    site_record = documents.document_of(visit, DocumentKind.SITE_RECORD)
    number = site_record.number if site_record else ""
    items = orders.order_items(order)
    return document_content.order(written_in, items, visits.ordered_findings(items), number)


def _become_hazards(viewer: Viewer, order: Order) -> Order:
    """Enter each item among the plant's hazards; the officer who did not serve it is the second person."""
    case = cases.order(viewer, order.id)
    findings = {finding.id: finding for finding in visits.findings(case.visit)}
    second = next(officer.person_id for officer in case.officers if officer.person_id != viewer.person_id)
    for item in case.items:
        _become_hazard(viewer, item, findings[item.finding_id], second)
    return order


@of_order("serve", then=_become_hazards)
def serve_order(acting: Acting[OrderCase], data: ServeForm) -> Details:
    """Hand the order over: the plant sees it, its deadlines run, and each item is a hazard of the plant."""
    order = acting.case.order
    document = documents.sealed(order, DocumentKind.ORDER)
    served = serve(acting.viewer, document, data)
    show([order, *acting.case.items])
    order.served_at = served.at
    return {"mode": served.mode, "at": served.at, "number": document.number}


def _become_hazard(viewer: Viewer, item: OrderItem, finding: Finding, second: UUID) -> None:
    reported = Report(
        id=finding.id,
        enterprise_id=item.enterprise_id,
        place=finding.place,
        description=finding.fact,
        source=Source.REGULATOR,
        order_item_id=item.id,
    )
    ordered = Ordered(
        due_at=clock.end_of(item.due_on),
        criterion_code=finding.criterion_code,
        evidence=item.text,
        second_id=second,
    )
    reporting.report_ordered(viewer, reported, ordered)


@of_order("close")
def close(acting: Acting[OrderCase], _data: PlainForm) -> Details:
    """End an order of which every item has passed, by the service of the opinion that says so."""
    acting.case.order.closed_at = acting.now
    return {}


@of_order("reopen")
def reopen(acting: Acting[OrderCase], _data: PlainForm) -> Details:
    """Let the plant answer again what has not passed."""
    acting.case.order.closed_at = acting.case.order.asked_at = None
    return {}


def _confirm_anew(case: VisitCase | OrderCase) -> None:
    for officer in case.officers:
        officer.order_confirmed_at = None
