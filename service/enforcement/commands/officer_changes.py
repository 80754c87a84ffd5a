"""An officer who cannot go on is replaced by the head: what is sealed keeps his name, the rest is confirmed anew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Invalid, WrongState, _
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands.officers import (
    Facts,
    Officer,
    refuse_stale,
    refuse_strange_bureau,
    successor,
)
from service.enforcement.lifecycle import REINSPECTION, VISIT
from service.enforcement.models.orders import Reinspection
from service.enforcement.models.visits import Visit, VisitOfficer
from service.enforcement.queries import orders, rows, visits
from service.enforcement.states import OrderState


def replace_officer(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Put a certified officer in the place of one of the two, `facts` as ReplaceForm."""
    visit = rows.one(viewer, Visit, visit_id, locked=True)
    refuse_strange_bureau(viewer, visit)
    if repeated(visit.enterprise_id, act, "visit.replace_officer", visit.id):
        return visit
    after = VISIT.after(visit.state, "replace_officer", viewer.roles)
    refuse_stale(visit, facts)
    officers = visits.officers(visit)
    place = _place(officers, facts)
    if facts["successor"] == visit.decided_by:
        raise Invalid.at("successor", _("审批这次检查的人不能参加检查，请另选一人"))
    _confirm_anew(viewer, visit, officers)
    details = _put(viewer, place, facts)
    before = {"state": visit.state, "person_id": details.pop("former")}
    visit.state = after
    visit.version += 1
    record(viewer, "visit.replace_officer", visit, act, before=before, after={"state": after} | details)
    db.session.flush()
    return visit


def replace_reinspector(viewer: Viewer, reinspection_id: UUID, facts: Facts, act: Act) -> Reinspection:
    """Put a certified officer in the place of one of the two who look again, `facts` as ReplaceForm."""
    reinspection = rows.one(viewer, Reinspection, reinspection_id, locked=True)
    refuse_strange_bureau(viewer, reinspection)
    if repeated(reinspection.enterprise_id, act, "reinspection.replace_officer", reinspection.id):
        return reinspection
    after = REINSPECTION.after(reinspection.state, "replace_officer", viewer.roles)
    refuse_stale(reinspection, facts)
    if orders.order(viewer, reinspection.order_id).state is OrderState.VOID:
        raise WrongState(_("指令书已撤销，这次复查不再办理"))
    officers = orders.reinspectors(reinspection)
    details = _put(viewer, _place(officers, facts), facts)
    for officer in officers:
        officer.confirmed_at = None
    before = {"person_id": details.pop("former")}
    reinspection.version += 1
    record(
        viewer,
        "reinspection.replace_officer",
        reinspection,
        act,
        before=before,
        after={"state": after} | details,
    )
    db.session.flush()
    return reinspection


def _place(officers: Sequence[Officer], facts: Facts) -> Officer:
    """Return whose place is taken; raise Invalid where he is none of the two, or his successor is."""
    place = next((officer for officer in officers if officer.person_id == facts["former"]), None)
    if place is None:
        raise Invalid.at("former", _("请选择这次检查的一名执法人员"))
    if facts["successor"] in {officer.person_id for officer in officers}:
        raise Invalid.at("successor", _("接替的人已经是这次检查的执法人员，请另选一人"))
    return place


def _put(viewer: Viewer, place: Officer, facts: Facts) -> dict[str, Any]:
    """Let the successor take the place; return what the ledger tells of it."""
    officer, former = successor(viewer, place.position, facts["successor"]), place.person_id
    place.person_id, place.name = officer.person_id, officer.name
    place.certificate_number = officer.certificate_number
    return {"former": former, "person_id": officer.person_id, "reason": facts["reason"]}


def _confirm_anew(viewer: Viewer, visit: Visit, officers: list[VisitOfficer]) -> None:
    """Drop what was confirmed of a text not yet sealed: it names both officers, so it is another text now."""
    order = orders.order_of(viewer, visit)
    if order and order.served_at:
        raise WrongState(_("指令书已经送达，不再需要更换执法人员；复查时另选两名执法人员"))
    if order and order.state is OrderState.DRAFT:
        order.version += 1
    for officer in officers:
        officer.record_confirmed_at = officer.order_confirmed_at = None
