"""An officer who cannot go on is replaced by the head: what is sealed keeps his name, the rest is confirmed anew."""

from uuid import UUID

from service.core.db import db
from service.core.ledger import Act, record, repeated
from service.core.problems import Invalid, WrongState, _
from service.core.viewer import Viewer
from service.enforcement import queries
from service.enforcement.commands.officers import Facts, refuse_stale, refuse_strange_bureau, successor
from service.enforcement.models import Visit, VisitOfficer
from service.enforcement.rules import VISIT, OrderState


def replace_officer(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Put a certified officer in the place of one of the two, `facts` as ReplaceForm."""
    visit = queries.one(viewer, Visit, visit_id, locked=True)
    refuse_strange_bureau(viewer, visit)
    if repeated(visit.enterprise_id, act, "visit.replace_officer", visit.id):
        return visit
    after = VISIT.after(visit.state, "replace_officer", viewer.roles)
    refuse_stale(visit, facts)
    officers = queries.officers(viewer, visit)
    place = next((one for one in officers if one.person_id == facts["former"]), None)
    if place is None:
        raise Invalid.at("former", _("请选择这次检查的一名执法人员"))
    _refuse_entangled(visit, officers, facts["successor"])
    _confirm_anew(viewer, visit, officers)
    found = successor(viewer, place.position, facts["successor"])
    before = {"state": visit.state, "person_id": place.person_id}
    place.person_id, place.name = found.person_id, found.name
    place.certificate_number = found.certificate_number
    visit.state = after
    visit.version += 1
    told = {"state": after, "person_id": place.person_id, "reason": facts["reason"]}
    record(viewer, "visit.replace_officer", visit, act, before=before, after=told)
    db.session.flush()
    return visit


def _refuse_entangled(visit: Visit, officers: list[VisitOfficer], person_id: UUID) -> None:
    if person_id in {one.person_id for one in officers}:
        raise Invalid.at("successor", _("接替的人已经是这次检查的执法人员，请另选一人"))
    if person_id == visit.decided_by:
        raise Invalid.at("successor", _("审批这次检查的人不能参加检查，请另选一人"))


def _confirm_anew(viewer: Viewer, visit: Visit, officers: list[VisitOfficer]) -> None:
    """Drop what was confirmed of a text not yet sealed: it names both officers, so it is another text now."""
    order = queries.order_of(viewer, visit)
    if order and order.served_at:
        raise WrongState(_("指令书已经送达，不再需要更换执法人员；复查时另选两名执法人员"))
    if order and order.state is OrderState.DRAFT:
        order.version += 1
    for officer in officers:
        officer.record_confirmed_at = officer.order_confirmed_at = None
