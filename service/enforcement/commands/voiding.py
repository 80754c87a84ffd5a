"""撤销: the head takes a sealed order back. Its number stays taken, and whoever checks it learns that it is void.

The demand ends with the order; the defects it named do not. Hazards that are still open become the plant's own to
rectify, accept and close.
"""

from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.db import db
from service.core.ledger import Act, record, repeated
from service.core.problems import WrongState, _
from service.core.viewer import Viewer
from service.enforcement import queries
from service.enforcement.commands.officers import Facts, refuse_stale, refuse_strange_bureau
from service.enforcement.models import Document, Order, Verification
from service.enforcement.rules import ORDER, DocumentKind
from service.hazards import commands as hazards
from service.hazards.queries import of_order_items
from service.hazards.rules import OPEN
from service.identity.commands import refuse_stale_proof


def void_order(viewer: Viewer, order_id: UUID, facts: Facts, act: Act) -> Order:
    """Make a sealed order void, `facts` as VoidForm. Raises NotAllowed without a fresh password."""
    order = queries.one(viewer, Order, order_id, locked=True)
    refuse_strange_bureau(viewer, order)
    if repeated(order.enterprise_id, act, "order.void", order.id):
        return order
    after = ORDER.after(order.state, "void", viewer.roles)
    refuse_stale(order, facts)
    refuse_stale_proof(viewer)
    document = queries.document_of(viewer, order, DocumentKind.ORDER)
    if document is None:
        raise WrongState(_("指令书还没有签发"))
    before = {"state": order.state}
    _void(viewer, document, facts["reason"])
    order.state, order.end_reason = after, facts["reason"]
    order.version += 1
    told = {"state": after, "number": document.number, "reason": order.end_reason}
    record(viewer, "order.void", order, act, before=before, after=told)
    db.session.flush()
    _release(viewer, order)
    return order


def _void(viewer: Viewer, document: Document, reason: str) -> None:
    document.voided_by, document.voided_at = viewer.person_id, clock.now()
    document.void_reason = reason
    query = select(Verification).where(
        Verification.enterprise_id == document.enterprise_id, Verification.document_id == document.id
    )
    for one in db.session.scalars(query):
        one.voided_on = clock.today()


def _release(viewer: Viewer, order: Order) -> None:
    items = queries.order_items(viewer, order)
    found = of_order_items(viewer, order.enterprise_id, [item.id for item in items])
    for hazard in found.values():
        if hazard.state in OPEN:
            facts = {"enterprise_id": hazard.enterprise_id, "reason": order.end_reason}
            hazards.release(viewer, hazard.id, facts, Act.new())
