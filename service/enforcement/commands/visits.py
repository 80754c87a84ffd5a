"""A visit is applied for by an officer, and approved or refused by the bureau's head."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.acts.ledger import Act, begun_with, record, repeated
from service.core.acts.problems import Conflict, Invalid, NotAllowed, WrongState, _
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.documents.numbering import number_of
from service.documents.states import NumberedKind
from service.enforcement.commands.officers import Facts, chosen, refuse_stale, refuse_strange_bureau
from service.enforcement.lifecycle import VISIT
from service.enforcement.models.visits import Visit, VisitItem, VisitOfficer
from service.enforcement.queries import orders, rows, visits
from service.enforcement.states import OrderState, VisitKind, VisitState
from service.enterprises import queries as enterprises
from service.identity.models import Bureau
from service.identity.queries import people
from service.identity.rules import Role
from service.reference.queries import laws

MOST_ITEMS = 60
CONTENT = ("kind", "reason", "report")
WRITTEN_LATER = ("opinion", "legal_reason", "cancel_reason", "met_person", "met_post", "site", "objection")
BLANK: dict[str, Any] = dict.fromkeys((*WRITTEN_LATER, "refusal", "witness"), "")


def apply(viewer: Viewer, facts: Facts, act: Act | None = None) -> Visit:
    """Apply for a visit. `facts` as ApplyForm. The same id with the same content is the same application."""
    if not viewer.has(Role.OFFICER):
        raise NotAllowed(_("只有持证的执法人员可以申请行政检查"))
    plant = enterprises.enterprise(facts["enterprise_id"])
    known = db.session.get(Visit, (plant.enterprise_id, facts["id"]))
    if known:
        if _differs(known, facts):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return known
    _refuse_unfounded(viewer, plant.enterprise_id, facts)
    items, officers = _items(facts), chosen(viewer, facts["officers"])
    visit = Visit.child_of(
        plant,
        organisation_id=viewer.organisation_id,
        **BLANK,
        id=facts["id"],
        **{name: facts[name] for name in CONTENT},
        state=VisitState.APPLIED,
        version=1,
        applied_by=viewer.person_id,
        applied_at=clock.now(),
    )
    db.session.add(visit)
    db.session.flush()
    for number, (text, basis_code) in enumerate(items, start=1):
        line = {"number": number, "text": text, "basis_code": basis_code}
        db.session.add(VisitItem.child_of(visit, id=new_id(), visit_id=visit.id, **line))
    for officer in officers:
        db.session.add(VisitOfficer.child_of(visit, id=new_id(), visit_id=visit.id, **vars(officer)))
    after = {
        "kind": visit.kind,
        "reason": visit.reason,
        "officers": [officer.person_id for officer in officers],
    }
    record(viewer, "visit.apply", visit, act, after=after)
    db.session.flush()
    return visit


def _differs(known: Visit, facts: Facts) -> bool:
    """Tell whether an application says something else than the one of the same id."""
    listed = [(item.text, item.basis_code) for item in visits.items(known)]
    officers = {
        UUID(officer) for officer in begun_with(known, "visit.apply")["officers"]
    }  # one may be replaced since
    is_same = officers == set(facts["officers"]) and listed == _items(facts)
    return not is_same or any(getattr(known, name) != facts[name] for name in CONTENT)


def _refuse_unfounded(viewer: Viewer, enterprise_id: UUID, facts: Facts) -> None:
    """Refuse a visit outside the cap that has nothing to follow: no report, or no order to look at again."""
    kind, report = facts["kind"], facts["report"].strip()
    if kind is VisitKind.RANDOM:
        raise Invalid.at("kind", _("双随机抽查的企业和人员由抽取产生，不能自己选；请改选其他检查方式"))
    if kind is VisitKind.REPORT and not report:
        raise Invalid.at("report", _("举报核查不计入年度次数，请写明所依据的举报编号或举报内容"))
    if kind is not VisitKind.REPORT and report:
        raise Invalid.at("report", _("只有举报核查才填写所依据的举报；请清空，或改选举报核查"))
    if kind is VisitKind.REINSPECTION and not orders.awaiting_reinspection(viewer, enterprise_id):
        raise Invalid.at("kind", _("本机关对这家企业没有待复查的指令，不能申请复查；请改选其他检查方式"))


def _items(facts: Facts) -> list[tuple[str, str | None]]:
    lines = [line.strip() for line in facts["items"].splitlines() if line.strip()]
    known = {basis.code: basis.topic for basis in laws.bases()}
    unknown = [code for code in facts["bases"] if code not in known]
    if unknown:
        raise Invalid.at("bases", _("没有编号为 %(code)s 的依据，请从列表中选择"), code=unknown[0])
    items: list[tuple[str, str | None]] = [(line, None) for line in lines]
    items += [(known[code], code) for code in facts["bases"]]
    if not items:
        raise Invalid.at("items", _("请填写至少一项检查事项"))
    if len(items) > MOST_ITEMS:
        raise Invalid.at("items", _("检查事项最多 %(most)d 项"), most=MOST_ITEMS)
    return items


def approve(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Approve a visit as the head; one more than the yearly cap needs a legal reason."""
    visit = _decidable(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.approve", visit.id):
        return visit
    after = VISIT.after(visit.state, "approve", viewer.roles)
    refuse_stale(visit, facts)
    _refuse_own(viewer, visit)
    _hold_cap(visit)
    known = count(viewer, visit.enterprise_id)
    if known.is_full(visit.kind) and not facts["legal_reason"]:
        sentence = _("今年已检查 %(count)d 次，达到年度上限 %(cap)d 次；确需检查的，请写明法定理由")
        raise Invalid.at("legal_reason", sentence, count=known.count, cap=known.cap)
    visit.legal_reason = facts["legal_reason"]
    return _decide(viewer, visit, (after, "visit.approve", act), facts["opinion"])


def _hold_cap(visit: Visit) -> None:
    """Let two who approve at the cap wait for each other: only the first finds room below it."""
    db.session.scalars(
        select(Bureau.id).where(Bureau.enterprise_id == visit.organisation_id).with_for_update()
    ).one()


def refuse(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    visit = _decidable(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.refuse", visit.id):
        return visit
    after = VISIT.after(visit.state, "refuse", viewer.roles)
    refuse_stale(visit, facts)
    _refuse_own(viewer, visit)
    if not facts["opinion"]:
        raise Invalid.at("opinion", _("不批准时，请写明理由"))
    return _decide(viewer, visit, (after, "visit.refuse", act), facts["opinion"])


def cancel(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Call off a visit before its notice, as the head or who applied; it leaves the year's count."""
    visit = _decidable(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.cancel", visit.id):
        return visit
    after = VISIT.after(visit.state, "cancel", viewer.roles)
    refuse_stale(visit, facts)
    if not viewer.has(Role.HEAD) and viewer.person_id != visit.applied_by:
        raise NotAllowed(_("只有申请人和局领导可以取消检查"))
    before = {"state": visit.state}
    visit.state, visit.cancel_reason = after, facts["reason"]
    visit.version += 1
    details = {"state": after, "reason": visit.cancel_reason}
    record(viewer, "visit.cancel", visit, act, before=before, after=details)
    db.session.flush()
    return visit


def count(viewer: Viewer, enterprise_id: UUID) -> visits.YearCount:
    """Return how often the viewer's bureau was at a plant this year, beside its cap."""
    if viewer.organisation_id is None:
        raise NotAllowed(_("您不属于任何监管机构"))
    _organisation, bureau = people.bureau(viewer.organisation_id)
    there = visits.visits_this_year(viewer.organisation_id, enterprise_id)
    return visits.YearCount(there, bureau.yearly_cap)


def _decidable(viewer: Viewer, visit_id: UUID) -> Visit:
    visit = rows.one(viewer, Visit, visit_id, locked=True)
    refuse_strange_bureau(viewer, visit)
    return visit


def _refuse_own(viewer: Viewer, visit: Visit) -> None:
    officers = {officer.person_id for officer in visits.officers(visit)}
    if viewer.person_id in officers | {visit.applied_by}:
        raise NotAllowed(_("申请人和本次检查的执法人员不能自己审批，请由另一位局领导审批"))


def _decide(viewer: Viewer, visit: Visit, how: tuple[Any, str, Act], opinion: str) -> Visit:
    before = {"state": visit.state}
    visit.state, verb, act = how
    visit.counted = visits.visits_this_year(visit.organisation_id, visit.enterprise_id)
    visit.decided_by, visit.decided_at, visit.opinion = viewer.person_id, clock.now(), opinion
    _take_numbers(visit)
    visit.version += 1
    details = {"state": visit.state, "opinion": opinion, "legal_reason": visit.legal_reason} | {
        "number": visit.approval_number
    }
    record(viewer, verb, visit, act, before=before, after=details)
    db.session.flush()
    return visit


def _take_numbers(visit: Visit) -> None:
    """Give what was decided the number of its form, and what is announced to the plant that of its notice."""
    day, bureau = clock.today(), visit.organisation_id
    visit.approval_number = number_of(bureau, NumberedKind.APPROVAL, day)
    if visit.state is VisitState.APPROVED and visit.kind is not VisitKind.REPORT:
        visit.notice_number = number_of(bureau, NumberedKind.NOTICE, day)


def close(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Close a visit whose record is signed, and whose ordered findings have their order served."""
    visit = _decidable(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.close", visit.id):
        return visit
    after = VISIT.after(visit.state, "close", viewer.roles)
    refuse_stale(visit, facts)
    order = orders.order_of(viewer, visit)
    ordered = any(finding.due_on for finding in visits.findings(visit))
    voided = any(order.state is OrderState.VOID for order in orders.ended_orders(viewer, visit))
    unserved = order.served_at is None if order else not voided
    if ordered and unserved:
        raise WrongState(_("有要求限期整改的问题，请先签发并送达责令限期整改指令书"))
    visit.state = after
    visit.version += 1
    record(viewer, "visit.close", visit, act, after={"state": after})
    return visit
