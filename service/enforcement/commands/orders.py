"""An order: drafted from the sealed record, confirmed by both officers, sealed by either, served."""

from datetime import date
from uuid import UUID

from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, WrongState, _
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.commands import sealing
from service.documents.commands.serving import serve
from service.documents.content import Content, Frame
from service.documents.states import DocumentKind
from service.enforcement import document_content
from service.enforcement.commands import site_inspection
from service.enforcement.commands.officers import Facts, acting, refuse_stale
from service.enforcement.lifecycle import ORDER, VISIT
from service.enforcement.limits import numbers_in_words, refuse_deadline
from service.enforcement.models.orders import Order, OrderItem
from service.enforcement.models.visits import Finding, Visit, VisitOfficer
from service.enforcement.queries import orders, rows, visits
from service.enforcement.states import ItemState, OrderState
from service.hazards.commands import reporting
from service.hazards.commands.reporting import Ordered, Report
from service.hazards.states import Source


def draft(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act | None = None) -> Order:
    """Draft the order of a visit from every finding with a deadline. `facts`: id."""
    visit, officers, _me = site_inspection.held(viewer, visit_id)
    known = orders.order_of(viewer, visit)
    if known:
        if known.id != facts["id"]:
            raise Conflict(_("这次检查已经有一份责令限期整改指令书"))
        return known
    VISIT.after(visit.state, "draft_order", viewer.roles)
    if any(order.served_at for order in orders.ended_orders(viewer, visit)):
        raise WrongState(
            _("这次检查的指令书送达后被撤销，其中的问题已由企业自行治理；需要再作出指令的，请另行申请检查")
        )
    ordered = [finding for finding in visits.findings(visit) if finding.due_on]
    if not ordered:
        raise Invalid(_("检查记录里没有要求限期整改的问题"))
    order = _written(viewer, visit, facts["id"], ordered)
    _drop_confirmations(officers)
    record(viewer, "order.draft", order, act, after={"visit_id": visit.id, "items": len(ordered)})
    db.session.flush()
    return order


def _written(viewer: Viewer, visit: Visit, order_id: UUID, findings: list[Finding]) -> Order:
    order = Order.child_of(
        visit,
        id=order_id,
        visit_id=visit.id,
        state=OrderState.DRAFT,
        version=1,
        drafted_by=viewer.person_id,
        end_reason="",
    )
    db.session.add(order)
    db.session.flush()
    db.session.add_all(
        OrderItem.child_of(
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
        for number, finding in enumerate(findings, start=1)
    )
    return order


def set_deadline(viewer: Viewer, order_id: UUID, facts: Facts, act: Act) -> Order:
    """Change the deadline of an item of a draft; both officers confirm anew. `facts` as DeadlineForm."""
    order, _visit, officers, _me = held(viewer, order_id)
    if repeated(order.enterprise_id, act, "order.set_deadlines", order.id):
        return order
    ORDER.after(order.state, "set_deadlines", viewer.roles)
    refuse_stale(order, facts)
    item = _item(order, facts["item_id"])
    refuse_deadline(facts["due_on"], clock.today(), facts["deadline_reason"])
    before = {"item": item.number, "due_on": item.due_on}
    item.due_on, item.deadline_reason = facts["due_on"], facts["deadline_reason"]
    _drop_confirmations(officers)
    order.version += 1
    after = {"item": item.number, "due_on": item.due_on}
    record(viewer, "order.set_deadlines", order, act, before=before, after=after)
    return order


def confirm(viewer: Viewer, order_id: UUID, facts: Facts, act: Act) -> Order:
    """Confirm a draft as one of the two officers."""
    order, _visit, _officers, me = held(viewer, order_id)
    if repeated(order.enterprise_id, act, "order.confirm", order.id):
        return order
    ORDER.after(order.state, "confirm", viewer.roles)
    refuse_stale(order, facts)
    me.order_confirmed_at = me.order_confirmed_at or clock.now()
    order.version += 1
    record(viewer, "order.confirm", order, act, after={"person_id": me.person_id})
    return order


def withdraw(viewer: Viewer, order_id: UUID, facts: Facts, act: Act) -> Order:
    """Take a draft back as one of the two officers; another may be drafted. `facts` as ReasonForm."""
    order, _visit, officers, _me = held(viewer, order_id)
    if repeated(order.enterprise_id, act, "order.withdraw", order.id):
        return order
    after = ORDER.after(order.state, "withdraw", viewer.roles)
    refuse_stale(order, facts)
    order.state, order.end_reason = after, facts["reason"]
    _drop_confirmations(officers)
    order.version += 1
    record(viewer, "order.withdraw", order, act, after={"state": after, "reason": order.end_reason})
    db.session.flush()
    return order


def seal(viewer: Viewer, order_id: UUID, facts: Facts, act: Act) -> Order:
    """Seal an order that both confirmed, as either of them: from here it has its number and is not changed."""
    order, visit, officers, _me = held(viewer, order_id)
    if repeated(order.enterprise_id, act, "order.seal", order.id):
        return order
    after = ORDER.after(order.state, "seal", viewer.roles)
    refuse_stale(order, facts)
    if not all(officer.order_confirmed_at for officer in officers):
        raise WrongState(_("两名执法人员都确认指令书后才能签发"))
    items = orders.order_items(order)
    for item in items:
        refuse_deadline(item.due_on, clock.today(), item.deadline_reason)
    written_in = sealing.frame(order, DocumentKind.ORDER, officers)
    document = sealing.seal(viewer, order, written_in, content(order, visit, written_in))
    order.state = after
    order.version += 1
    details = {"state": after, "number": document.number, "sha256": document.sha256}
    record(viewer, "order.seal", order, act, after=details)
    db.session.flush()
    return order


def content(order: Order, visit: Visit, written_in: Frame) -> Content:
    site_record = documents.document_of(visit, DocumentKind.SITE_RECORD)
    number = site_record.number if site_record else ""
    items = orders.order_items(order)
    return document_content.order(written_in, items, visits.ordered_findings(items), number)


def serve_order(viewer: Viewer, order_id: UUID, facts: Facts, act: Act) -> Order:
    """Hand the order over: the plant sees it, its deadlines run, and each item is a hazard of the plant."""
    order, visit, officers, me = held(viewer, order_id)
    if repeated(order.enterprise_id, act, "order.serve", order.id):
        return order
    after = ORDER.after(order.state, "serve", viewer.roles)
    refuse_stale(order, facts)
    document = documents.document_of(order, DocumentKind.ORDER)
    if document is None:
        raise WrongState(_("指令书还没有签发"))
    items = orders.order_items(order)
    _refuse_late(items, clock.day_of(facts["at"]))
    served = serve(viewer, document, facts)
    site_inspection.show([order, *items])
    order.state, order.served_at = after, served.at
    order.version += 1
    details = {"state": after, "mode": served.mode, "at": served.at, "number": document.number}
    record(viewer, "order.serve", order, act, after=details)
    db.session.flush()
    findings = {finding.id: finding for finding in visits.findings(visit)}
    second = next(officer.person_id for officer in officers if officer is not me)
    for item in items:
        _become_hazard(viewer, item, findings[item.finding_id], second)
    return order


def _refuse_late(items: list[OrderItem], day: date) -> None:
    """An order cannot demand what is over on the day it is handed over; sealed, it cannot be changed either."""
    late = [item.number for item in items if item.due_on < day]
    if late:
        sentence = _(
            "第 %(items)s 项的整改期限早于送达日，不能送达。签发后不能改动：请局领导撤销指令书，再重新起草并定新的期限"
        )
        raise Invalid.at("at", sentence, items=numbers_in_words(late))


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


def held(viewer: Viewer, order_id: UUID) -> tuple[Order, Visit, list[VisitOfficer], VisitOfficer]:
    """Return an order, held until the act is over, its visit, the two officers and the viewer among them."""
    order = rows.one(viewer, Order, order_id, locked=True)
    visit = visits.visit(viewer, order.visit_id)
    officers = visits.officers(visit)
    return order, visit, officers, acting(viewer, order, officers)


def _item(order: Order, item_id: UUID) -> OrderItem:
    item = next((item for item in orders.order_items(order) if item.id == item_id), None)
    if item is None:
        raise Invalid.at("item_id", _("指令书里没有这一项"))
    return item


def _drop_confirmations(officers: list[VisitOfficer]) -> None:
    for officer in officers:
        officer.order_confirmed_at = None
