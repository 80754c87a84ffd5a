"""A visit is applied for by an officer, and approved or refused by the bureau's head."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.acts.changes import Acting, Details
from service.core.acts.contents import FORM_USED
from service.core.acts.ledger import Act, begun_with, record
from service.core.acts.problems import Conflict, Invalid, NotAllowed, _
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.documents.numbering import number_of
from service.documents.states import NumberedKind
from service.enforcement.case import VisitCase
from service.enforcement.commands.changing import of_visit
from service.enforcement.commands.officers import chosen
from service.enforcement.models.visits import Visit, VisitItem, VisitOfficer
from service.enforcement.queries import orders, visits
from service.enforcement.schemas import ApplyForm, DecideForm, PlainForm, ReasonForm
from service.enforcement.states import VisitKind, VisitState
from service.enterprises import queries as enterprises
from service.identity.models import Bureau
from service.identity.queries import people
from service.identity.rules import Role
from service.reference.queries import laws

MOST_ITEMS = 60
CONTENT = ("kind", "reason", "report")
WRITTEN_LATER = ("opinion", "legal_reason", "cancel_reason", "met_person", "met_post", "site", "objection")
BLANK: dict[str, Any] = dict.fromkeys((*WRITTEN_LATER, "refusal", "witness"), "")


def apply(viewer: Viewer, data: ApplyForm, act: Act | None = None) -> Visit:
    """Apply for a visit. The same id with the same content is the same application."""
    if not viewer.has(Role.OFFICER):
        raise NotAllowed(_("只有持证的执法人员可以申请行政检查"))
    plant = enterprises.enterprise(data.enterprise_id)
    known = db.session.get(Visit, (plant.enterprise_id, data.id))
    if known:
        if _differs(known, data):
            raise Conflict(FORM_USED)
        return known
    _refuse_unfounded(viewer, plant.enterprise_id, data)
    items, officers = _items(data), chosen(viewer, data.officers)
    visit = Visit.child_of(
        plant,
        organisation_id=viewer.organisation_id,
        **BLANK,
        id=data.id,
        **{name: getattr(data, name) for name in CONTENT},
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


def _differs(known: Visit, data: ApplyForm) -> bool:
    """Tell whether an application says something else than the one of the same id."""
    listed = [(item.text, item.basis_code) for item in visits.items(known)]
    officers = {
        UUID(officer) for officer in begun_with(known, "visit.apply")["officers"]
    }  # one may be replaced since
    is_same = officers == set(data.officers) and listed == _items(data)
    return not is_same or any(getattr(known, name) != getattr(data, name) for name in CONTENT)


def _refuse_unfounded(viewer: Viewer, enterprise_id: UUID, data: ApplyForm) -> None:
    """Refuse a visit outside the cap that has nothing to follow: no report, or no order to look at again."""
    kind, report = data.kind, data.report.strip()
    if kind is VisitKind.RANDOM:
        raise Invalid.at("kind", _("双随机抽查的企业和人员由抽取产生，不能自己选；请改选其他检查方式"))
    if kind is VisitKind.REPORT and not report:
        raise Invalid.at("report", _("举报核查不计入年度次数，请写明所依据的举报编号或举报内容"))
    if kind is not VisitKind.REPORT and report:
        raise Invalid.at("report", _("只有举报核查才填写所依据的举报；请清空，或改选举报核查"))
    if kind is VisitKind.REINSPECTION and not orders.awaiting_reinspection(viewer, enterprise_id):
        raise Invalid.at("kind", _("本机关对这家企业没有待复查的指令，不能申请复查；请改选其他检查方式"))


def _items(data: ApplyForm) -> list[tuple[str, str | None]]:
    lines = [line.strip() for line in data.items.splitlines() if line.strip()]
    known = {basis.code: basis.topic for basis in laws.bases()}
    unknown = [code for code in data.bases if code not in known]
    if unknown:
        raise Invalid.at("bases", _("没有编号为 %(code)s 的依据，请从列表中选择"), code=unknown[0])
    items: list[tuple[str, str | None]] = [(line, None) for line in lines]
    items += [(known[code], code) for code in data.bases]
    if not items:
        raise Invalid.at("items", _("请填写至少一项检查事项"))
    if len(items) > MOST_ITEMS:
        raise Invalid.at("items", _("检查事项最多 %(most)d 项"), most=MOST_ITEMS)
    return items


@of_visit("approve")
def approve(acting: Acting[VisitCase], data: DecideForm) -> Details:
    """Approve a visit as the head; one more than the yearly cap needs a legal reason."""
    visit = acting.case.visit
    _hold_cap(visit)
    known = count(acting.viewer, visit.enterprise_id)
    if known.is_full(visit.kind) and not data.legal_reason:
        sentence = _("今年已检查 %(count)d 次，达到年度上限 %(cap)d 次；确需检查的，请写明法定理由")
        raise Invalid.at("legal_reason", sentence, count=known.count, cap=known.cap)
    visit.legal_reason = data.legal_reason
    details = _decide(acting, data.opinion)
    if visit.kind is not VisitKind.REPORT:  # that comes unannounced
        visit.notice_number = number_of(visit.organisation_id, NumberedKind.NOTICE, clock.today())
    return details


def _hold_cap(visit: Visit) -> None:
    """Let two who approve at the cap wait for each other: only the first finds room below it."""
    db.session.scalars(
        select(Bureau.id).where(Bureau.enterprise_id == visit.organisation_id).with_for_update()
    ).one()


@of_visit("refuse")
def refuse(acting: Acting[VisitCase], data: DecideForm) -> Details:
    return _decide(acting, data.opinion)


def _decide(acting: Acting[VisitCase], opinion: str) -> Details:
    visit = acting.case.visit
    visit.counted = visits.visits_this_year(visit.organisation_id, visit.enterprise_id)
    visit.decided_by, visit.decided_at, visit.opinion = acting.viewer.person_id, acting.now, opinion
    visit.approval_number = number_of(visit.organisation_id, NumberedKind.APPROVAL, clock.today())
    return {"opinion": opinion, "legal_reason": visit.legal_reason, "number": visit.approval_number}


@of_visit("cancel")
def cancel(acting: Acting[VisitCase], data: ReasonForm) -> Details:
    """Call off a visit before its notice, as the head or who applied; it leaves the year's count."""
    acting.case.visit.cancel_reason = data.reason
    return {"reason": data.reason}


@of_visit("close")
def close(_acting: Acting[VisitCase], _data: PlainForm) -> Details:
    """Close a visit whose record is signed, and whose ordered findings have their order served."""
    return {}


def count(viewer: Viewer, enterprise_id: UUID) -> visits.YearCount:
    """Return how often the viewer's bureau was at a plant this year, beside its cap."""
    if viewer.organisation_id is None:
        raise NotAllowed(_("您不属于任何监管机构"))
    _organisation, bureau = people.bureau(viewer.organisation_id)
    there = visits.visits_this_year(viewer.organisation_id, enterprise_id)
    return visits.YearCount(there, bureau.yearly_cap)
