"""撤销: the head takes a sealed document back.

The demand ends with the order; the defects it named do not. Hazards that are still open become the plant's own to
rectify, accept and close. A record or an opinion is written aright, confirmed anew and sealed under another number.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from service.core.acts.changes import Acting, Entry
from service.core.acts.ledger import Act
from service.core.tenancy.viewer import Viewer
from service.documents.commands.voiding import void
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.enforcement.case import OrderCase, ReinspectionCase, VisitCase
from service.enforcement.commands.changing import of_order, of_reinspection, of_visit
from service.enforcement.models.orders import Order
from service.enforcement.queries import orders
from service.enforcement.schemas import ReasonForm
from service.hazards.commands import accepting
from service.hazards.queries.lists import of_order_items
from service.hazards.schemas import ReasonForm as ReleaseForm
from service.hazards.states import OPEN

SIGNED = ("signed_at", "objection", "refusal", "witness")  # of a visit: the void record keeps it


def _release(viewer: Viewer, order: Order) -> Order:
    """Leave what the order named to the plant."""
    items = orders.order_items(order)
    hazards_by_item = of_order_items(viewer, order.enterprise_id, [item.id for item in items])
    for hazard in hazards_by_item.values():
        if hazard.state in OPEN:
            released = ReleaseForm(reason=order.end_reason)
            accepting.release(viewer, hazard.id, released, Act.new(), hazard.enterprise_id)
    return order


@of_order("void", then=_release)
def void_order(acting: Acting[OrderCase], data: ReasonForm) -> Entry:
    """Make a sealed order void."""
    document = void(acting.viewer, acting.case.order, DocumentKind.ORDER, data.reason)
    acting.case.order.end_reason = data.reason
    return _entry(document)


@of_visit("void_record")
def void_record(acting: Acting[VisitCase], data: ReasonForm) -> Entry:
    """Make a sealed site record void: the officers write it aright and seal it anew."""
    visit, officers = acting.case.visit, acting.case.officers
    confirmed = {officer.person_id: officer.record_confirmed_at for officer in officers}
    document = void(acting.viewer, visit, DocumentKind.SITE_RECORD, data.reason)
    for name in SIGNED:
        setattr(document, name, getattr(visit, name))
    visit.signed_at, visit.objection, visit.refusal, visit.witness = None, "", "", ""
    for officer in officers:
        officer.record_confirmed_at = None
    for finding in acting.case.findings:
        finding.shown_at = None  # the plant reads what is sealed, not what is being written
    return _entry(document, confirmed.items())


@of_reinspection("void")
def void_opinion(acting: Acting[ReinspectionCase], data: ReasonForm) -> Entry:
    """Make an opinion void that was not served yet: the officers write and seal it anew."""
    officers = acting.case.officers
    confirmed = {officer.person_id: officer.confirmed_at for officer in officers}
    document = void(acting.viewer, acting.case.reinspection, DocumentKind.OPINION, data.reason)
    for officer in officers:
        officer.confirmed_at = None
    return _entry(document, confirmed.items())


def _entry(document: Document, confirmed: Iterable[tuple[UUID, datetime | None]] = ()) -> Entry:
    before = {str(person_id): at for person_id, at in confirmed}
    after = {"number": document.number, "reason": document.void_reason}
    return Entry(after, {"confirmed_at": before} if before else {})
