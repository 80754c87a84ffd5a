"""On site: the notice of rights, what was found, and each officer's own confirmation."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from service.attachments.commands import Target, attach
from service.attachments.commands import show as show_photos
from service.core import clock
from service.core.acts.ledger import BUREAU, Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, WrongState, _
from service.core.db.tables import BureauRow
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.documents.commands.sealing import frame, make_verifiable, seal
from service.documents.states import DocumentKind
from service.enforcement import document_content
from service.enforcement.commands.officers import Facts, acting, refuse_stale
from service.enforcement.lifecycle import VISIT
from service.enforcement.limits import refuse_deadline
from service.enforcement.models.visits import Finding, Visit, VisitOfficer
from service.enforcement.queries import rows as row_queries
from service.enforcement.queries import visits
from service.enforcement.states import VisitState
from service.hazards.states import Grade
from service.reference.models import Basis
from service.reference.queries import laws, rulebook

MOST_FINDINGS = 60


def notice(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Record that the plant was told its rights: from this minute it sees the visit."""
    visit, officers, _me = held(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.notice", visit.id):
        return visit
    after = VISIT.after(visit.state, "notice", viewer.roles)
    refuse_stale(visit, facts)
    _refuse_minute(facts["noticed_at"], visit, "noticed_at")
    visit.state = after
    for name in ("met_person", "met_post", "recusal", "noticed_at"):
        setattr(visit, name, facts[name])
    visit.began_at = facts["noticed_at"]
    visit.version += 1
    show([visit, *officers, *visits.items(visit)])
    details = {"state": after, "recusal": visit.recusal, "noticed_at": visit.noticed_at}
    record(viewer, "visit.notice", visit, act, after=details)
    return visit


def describe(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Set where and from when to when was inspected."""
    visit, officers, _me = held(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.describe", visit.id):
        return visit
    after = VISIT.after(visit.state, "describe", viewer.roles)
    refuse_stale(visit, facts)
    _refuse_minute(facts["began_at"], visit, "began_at")
    _refuse_minute(facts["ended_at"], visit, "ended_at")
    if facts["ended_at"] < facts["began_at"]:
        raise Invalid.at("ended_at", _("结束时间不能早于开始时间"))
    visit.site, visit.began_at, visit.ended_at = facts["site"], facts["began_at"], facts["ended_at"]
    _changed(visit, officers, after)
    details = {"site": visit.site, "began_at": visit.began_at, "ended_at": visit.ended_at}
    record(viewer, "visit.describe", visit, act, after=details, audience=BUREAU)
    return visit


def find(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Finding:
    """Write down a finding, or change the one of this `finding_id`; what was confirmed is confirmed anew."""
    visit, officers, _me = held(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.find", visit.id):
        return db.session.get_one(Finding, (visit.enterprise_id, facts["finding_id"]))
    after = VISIT.after(visit.state, "find", viewer.roles)
    refuse_stale(visit, facts)
    finding = db.session.get(Finding, (visit.enterprise_id, facts["finding_id"]))
    if finding and (finding.visit_id != visit.id or finding.dropped_at):
        raise Conflict(_("这条检查发现已被删去，请重新打开页面"))
    before = {"fact": finding.fact, "due_on": finding.due_on} if finding else None
    finding = _written(visit, finding, facts)
    if facts["photos"]:
        attach(viewer, facts["photos"], photos_of(finding))
    _changed(visit, officers, after)
    details = {
        "finding_id": finding.id,
        "place": finding.place,
        "fact": finding.fact,
        "basis_code": finding.basis_code,
    }
    details |= {"grade": finding.grade, "due_on": finding.due_on, "citations": finding.citations}
    details |= {"acknowledged": facts["acknowledged"]}
    record(viewer, "visit.find", visit, act, before=before, after=details, audience=BUREAU)
    db.session.flush()
    return finding


def photos_of(finding: Finding) -> Target:
    """Name what a finding's photos belong to: the hazard that it will be."""
    return Target("hazard", finding.id)


def _written(visit: Visit, finding: Finding | None, facts: Facts) -> Finding:
    _check(facts)
    basis = next((basis for basis in laws.bases() if basis.code == facts["basis_code"]), None)
    if basis is None:
        raise Invalid.at("basis_code", _("请从列表中选择一条依据"))
    if finding is None:
        count = len(visits.findings(visit))
        if count >= MOST_FINDINGS:
            raise Invalid.at("fact", _("一次检查最多记录 %(most)d 条发现"), most=MOST_FINDINGS)
        finding = Finding.child_of(
            visit,
            id=facts["finding_id"],
            visit_id=visit.id,
            number=count + 1,
            found_on=clock.today(),
        )
    for name in ("item", "place", "fact", "basis_code", "grade", "due_on", "deadline_reason"):
        setattr(finding, name, facts[name])
    finding.criterion_code = facts["criterion_code"] if finding.grade is Grade.MAJOR else None
    finding.citations = _cited(basis, finding.found_on, facts)
    db.session.add(finding)
    return finding


def _cited(basis: Basis, on: date, facts: Facts) -> list[dict[str, Any]]:
    cited = laws.citation(basis, on)
    if not (cited.in_force or facts["acknowledged"]):
        raise Invalid.at("acknowledged", _("所引法规在发现当日没有施行的版本。请核对依据，确认后再保存"))
    return [asdict(clause) for clause in cited.violated]


def _check(facts: Facts) -> None:
    if facts["due_on"]:
        refuse_deadline(facts["due_on"], clock.today(), facts["deadline_reason"])
    if facts["grade"] is Grade.MAJOR:
        if facts["criterion_code"] not in {criterion.code for criterion in rulebook.criteria()}:
            raise Invalid.at("criterion_code", _("重大隐患要选择一条判定标准"))
        if not facts["due_on"]:
            raise Invalid.at("due_on", _("重大隐患要责令限期整改，请填写整改期限"))


def drop_finding(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Take a finding out of the record; those after it move up. `facts`: finding_id, version."""
    visit, officers, _me = held(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.drop_finding", visit.id):
        return visit
    after = VISIT.after(visit.state, "find", viewer.roles)
    refuse_stale(visit, facts)
    findings = visits.findings(visit)
    dropped = next((finding for finding in findings if finding.id == facts["finding_id"]), None)
    if dropped is None:
        raise Conflict(_("这条检查发现已被删去，请重新打开页面"))
    dropped.number, dropped.dropped_at = None, clock.now()
    for number, finding in enumerate((finding for finding in findings if finding is not dropped), start=1):
        finding.number = number
        db.session.flush()
    _changed(visit, officers, after)
    record(viewer, "visit.drop_finding", visit, act, before={"fact": dropped.fact}, audience=BUREAU)
    return visit


def confirm_record(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Confirm the record as one of the two; with the second confirmation it is recorded."""
    visit, officers, me = held(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.confirm", visit.id):
        return visit
    VISIT.after(visit.state, "confirm", viewer.roles)
    refuse_stale(visit, facts)
    if visit.ended_at is None:
        raise Invalid(_("请先填写检查场所和起止时间，再确认记录"))
    if me.record_confirmed_at is None:
        me.record_confirmed_at = clock.now()
    complete = all(officer.record_confirmed_at for officer in officers)
    visit.state = VISIT.after(visit.state, "complete" if complete else "confirm", viewer.roles)
    visit.version += 1
    details = {"state": visit.state, "person_id": me.person_id}
    record(viewer, "visit.confirm", visit, act, after=details, audience=BUREAU)
    return visit


def sign(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Keep the signed pages as photos, or the refusal to sign with its reason and witness."""
    visit, _officers, _me = held(viewer, visit_id)
    verb = "visit.refuse_signature" if facts["refusal"] else "visit.sign"
    if repeated(visit.enterprise_id, act, verb, visit.id):
        return visit
    after = VISIT.after(visit.state, "sign", viewer.roles)
    refuse_stale(visit, facts)
    if facts["refusal"] and not facts["witness"]:
        raise Invalid.at("witness", _("企业拒绝签字时，请填写见证人"))
    if not facts["refusal"] and not facts["photos"]:
        raise Invalid.at("photos", _("请拍下签过字的每一页；企业拒绝签字的，写明原因和见证人"))
    if facts["photos"]:
        pages = Target("visit", visit.id)
        attach(viewer, facts["photos"], pages)
        show_photos(viewer, visit.enterprise_id, pages)
    visit.state, visit.signed_at = after, clock.now()
    visit.objection, visit.refusal, visit.witness = facts["objection"], facts["refusal"], facts["witness"]
    visit.version += 1
    details = {"state": after, "refusal": visit.refusal, "photos": facts["photos"]}
    record(viewer, verb, visit, act, after=details)
    return visit


def held(viewer: Viewer, visit_id: UUID) -> tuple[Visit, list[VisitOfficer], VisitOfficer]:
    """Return a visit, held until the act is over, its two officers and the viewer among them."""
    visit = row_queries.one(viewer, Visit, visit_id, locked=True)
    officers = visits.officers(visit)
    return visit, officers, acting(viewer, visit, officers)


def show(rows: Iterable[BureauRow]) -> None:
    """Let the plant see rows of the bureau from now on."""
    for row in rows:
        row.shown_at = row.shown_at or clock.now()


def _changed(visit: Visit, officers: Iterable[VisitOfficer], state: VisitState) -> None:
    """What two people confirmed is another text now: both confirm anew."""
    visit.state = state
    visit.version += 1
    for officer in officers:
        officer.record_confirmed_at = None


def _refuse_minute(moment: object, visit: Visit, field: str) -> None:
    if visit.decided_at is None:
        raise WrongState(_("检查未经批准，不能开始"))
    if moment > clock.now():  # type: ignore[operator]
        raise Invalid.at(field, _("时间不能晚于现在"))
    if moment < visit.decided_at.replace(second=0, microsecond=0):  # type: ignore[operator]
        raise Invalid.at(field, _("时间不能早于检查获批的时间"))


def seal_record(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Seal the site record that both officers confirmed: the plant reads it from here."""
    visit, officers, _me = held(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.seal_record", visit.id):
        return visit
    after = VISIT.after(visit.state, "seal_record", viewer.roles)
    refuse_stale(visit, facts)
    if not all(officer.record_confirmed_at for officer in officers):
        raise WrongState(_("两名执法人员都确认记录后才能签发"))
    findings = visits.findings(visit)
    written_in = frame(visit, DocumentKind.SITE_RECORD, officers)
    document = seal(viewer, visit, written_in, document_content.site_record(written_in, visit, findings))
    show([document, *findings])
    for finding in findings:
        show_photos(viewer, finding.enterprise_id, photos_of(finding))
    make_verifiable(document, written_in.issuer.name, document.number)
    visit.state = after
    visit.version += 1
    details = {"state": after, "number": document.number, "sha256": document.sha256}
    record(viewer, "visit.seal_record", visit, act, after=details)
    db.session.flush()
    return visit
