"""撤销: the head takes a sealed document back. Its number stays taken, and whoever checks it learns that it is void.

The demand ends with the order; the defects it named do not. Hazards that are still open become the plant's own to
rectify, accept and close. A record or an opinion is written aright, confirmed anew and sealed under another number.
"""

from typing import Any
from uuid import UUID

from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import WrongState, _
from service.core.acts.step_up import require_recent_password
from service.core.db.tables import BureauRow
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.documents.commands import voiding
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.enforcement.commands.officers import Facts, refuse_stale, refuse_strange_bureau
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT
from service.enforcement.models.orders import Order, Reinspection
from service.enforcement.models.visits import Visit
from service.enforcement.queries import orders, rows, visits
from service.enforcement.states import ReinspectionState
from service.hazards.commands import accepting
from service.hazards.queries.lists import of_order_items
from service.hazards.schemas import ReasonForm
from service.hazards.states import OPEN

SIGNED = ("signed_at", "objection", "refusal", "witness")  # of a visit: the void record keeps it


def void_order(viewer: Viewer, order_id: UUID, facts: Facts, act: Act) -> Order:
    """Make a sealed order void, `facts` as VoidForm. Raises NotAllowed without a fresh password."""
    order = rows.one(viewer, Order, order_id, locked=True)
    refuse_strange_bureau(viewer, order)
    if repeated(order.enterprise_id, act, "order.void", order.id):
        return order
    before = {"state": order.state}
    order.state = ORDER.after(order.state, "void", viewer.roles)
    document = _void(viewer, order, DocumentKind.ORDER, facts)
    order.end_reason = facts["reason"]
    record(viewer, "order.void", order, act, before=before, after=_told(order, document))
    db.session.flush()
    _release(viewer, order)
    return order


def void_record(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Make a sealed site record void, `facts` as VoidForm: the officers write it aright and seal it anew.

    Raises WrongState where an order rests on it, NotAllowed without a fresh password.
    """
    visit = rows.one(viewer, Visit, visit_id, locked=True)
    refuse_strange_bureau(viewer, visit)
    if repeated(visit.enterprise_id, act, "visit.void_record", visit.id):
        return visit
    officers = visits.officers(visit)
    confirmed = {str(officer.person_id): officer.record_confirmed_at for officer in officers}
    before = {"state": visit.state, "confirmed_at": confirmed}
    after = VISIT.after(visit.state, "void_record", viewer.roles)
    _refuse_rested_upon(viewer, visit)
    visit.state = after
    document = _void(viewer, visit, DocumentKind.SITE_RECORD, facts)
    for name in SIGNED:
        setattr(document, name, getattr(visit, name))
    visit.signed_at, visit.objection, visit.refusal, visit.witness = None, "", "", ""
    for officer in officers:
        officer.record_confirmed_at = None
    for finding in visits.findings(visit):
        finding.shown_at = None  # the plant reads what is sealed, not what is being written
    record(viewer, "visit.void_record", visit, act, before=before, after=_told(visit, document))
    db.session.flush()
    return visit


def void_opinion(viewer: Viewer, reinspection_id: UUID, facts: Facts, act: Act) -> Reinspection:
    """Make an opinion void that was not served yet, `facts` as VoidForm: the officers write and seal it anew."""
    reinspection = rows.one(viewer, Reinspection, reinspection_id, locked=True)
    refuse_strange_bureau(viewer, reinspection)
    if repeated(reinspection.enterprise_id, act, "reinspection.void", reinspection.id):
        return reinspection
    if reinspection.state is ReinspectionState.SERVED:
        raise WrongState(_("复查意见书已经送达，各项结论已经生效，不能撤销；结论有误的，请另行申请检查"))
    officers = orders.reinspectors(reinspection)
    confirmed = {str(officer.person_id): officer.confirmed_at for officer in officers}
    before = {"state": reinspection.state, "confirmed_at": confirmed}
    reinspection.state = REINSPECTION.after(reinspection.state, "void", viewer.roles)
    document = _void(viewer, reinspection, DocumentKind.OPINION, facts)
    for officer in officers:
        officer.confirmed_at = None
    record(viewer, "reinspection.void", reinspection, act, before=before, after=_told(reinspection, document))
    db.session.flush()
    return reinspection


def _refuse_rested_upon(viewer: Viewer, visit: Visit) -> None:
    if orders.order_of(viewer, visit):
        raise WrongState(_("有指令书依据这份记录，请先撤回或撤销指令书，再撤销记录"))
    if any(order.served_at for order in orders.ended_orders(viewer, visit)):
        raise WrongState(_("依据这份记录的指令书送达过，其中的问题已是企业的隐患，记录不能再撤销"))


def _void(viewer: Viewer, subject: BureauRow, kind: DocumentKind, facts: Facts) -> Document:
    """Make void what stands sealed about a subject, and return it."""
    moved: Any = subject
    refuse_stale(moved, facts)
    require_recent_password(viewer)
    document = voiding.void(viewer, subject, kind, facts["reason"])
    moved.version += 1
    return document


def _told(subject: Order | Visit | Reinspection, document: Document) -> dict[str, Any]:
    return {"state": subject.state, "number": document.number, "reason": document.void_reason}


def _release(viewer: Viewer, order: Order) -> None:
    items = orders.order_items(order)
    hazards_by_item = of_order_items(viewer, order.enterprise_id, [item.id for item in items])
    for hazard in hazards_by_item.values():
        if hazard.state in OPEN:
            released = ReasonForm(reason=order.end_reason)
            accepting.release(viewer, hazard.id, released, Act.new(), hazard.enterprise_id)
