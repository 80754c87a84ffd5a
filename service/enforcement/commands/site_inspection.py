"""On site: the notice of rights, what was found, and each officer's own confirmation; the record sealed and signed."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from service.attachments.commands import Target, attach, attach_shown
from service.attachments.commands import show as show_photos
from service.core import clock
from service.core.acts.changes import Acting, Details, Entry
from service.core.acts.problems import Conflict, Invalid, _
from service.core.db.transactions import db
from service.documents.commands.sealing import frame, make_verifiable, seal
from service.documents.states import DocumentKind
from service.enforcement import document_content
from service.enforcement.case import VisitCase
from service.enforcement.commands.changing import of_visit
from service.enforcement.models.visits import Finding, Visit
from service.enforcement.queries import visits
from service.enforcement.schemas import DropForm, FindingForm, NoticeForm, PlainForm, SceneForm, SignForm
from service.enforcement.visibility import show
from service.hazards.states import Grade
from service.reference.models import Basis
from service.reference.queries import laws, rulebook

MOST_FINDINGS = 60
OF_NOTICE = ("met_person", "met_post", "recusal", "noticed_at")
OF_FINDING = ("item", "place", "fact", "basis_code", "grade", "due_on", "deadline_reason")


@of_visit("notice")
def notice(acting: Acting[VisitCase], data: NoticeForm) -> Details:
    """Record that the plant was told its rights: from this minute it sees the visit."""
    visit = acting.case.visit
    for name in OF_NOTICE:
        setattr(visit, name, getattr(data, name))
    visit.began_at = data.noticed_at
    show([visit, *acting.case.officers, *visits.items(visit)])
    return {"recusal": visit.recusal, "noticed_at": visit.noticed_at}


@of_visit("describe")
def describe(acting: Acting[VisitCase], data: SceneForm) -> Details:
    """Set where and from when to when was inspected."""
    visit = acting.case.visit
    visit.site, visit.began_at, visit.ended_at = data.site, data.began_at, data.ended_at
    _confirm_anew(acting.case)
    return {"site": visit.site, "began_at": visit.began_at, "ended_at": visit.ended_at}


@of_visit("find")
def find(acting: Acting[VisitCase], data: FindingForm) -> Entry:
    """Write down a finding, or change the one of this `finding_id`; what was confirmed is confirmed anew."""
    visit = acting.case.visit
    finding = db.session.get(Finding, (visit.enterprise_id, data.finding_id))
    if finding and (finding.visit_id != visit.id or finding.dropped_at):
        raise Conflict(_("这条检查发现已被删去，请重新打开页面"))
    before = {"fact": finding.fact, "due_on": finding.due_on} if finding else {}
    basis = _basis(data)
    finding = finding or _new_finding(visit, data, acting.case.findings)
    for name in OF_FINDING:
        setattr(finding, name, getattr(data, name))
    finding.criterion_code = data.criterion_code if finding.grade is Grade.MAJOR else None
    finding.citations = _cited(basis, finding.found_on, data)
    db.session.add(finding)
    if data.photos:
        attach(acting.viewer, data.photos, photos_of(finding))
    _confirm_anew(acting.case)
    after = {name: getattr(finding, name) for name in ("place", "fact", "basis_code", "grade", "due_on")}
    after |= {"finding_id": finding.id, "citations": finding.citations, "acknowledged": data.acknowledged}
    return Entry(after, before)


def photos_of(finding: Finding) -> Target:
    """Name what a finding's photos belong to: the hazard that it will be."""
    return Target("hazard", finding.id)


def _basis(data: FindingForm) -> Basis:
    """Return what a finding rests on; a major one on a criterion too, and it has a deadline."""
    if data.grade is Grade.MAJOR:
        if data.criterion_code not in {criterion.code for criterion in rulebook.criteria()}:
            raise Invalid.at("criterion_code", _("重大隐患要选择一条判定标准"))
        if not data.due_on:
            raise Invalid.at("due_on", _("重大隐患要责令限期整改，请填写整改期限"))
    basis = next((basis for basis in laws.bases() if basis.code == data.basis_code), None)
    if basis is None:
        raise Invalid.at("basis_code", _("请从列表中选择一条依据"))
    return basis


def _new_finding(visit: Visit, data: FindingForm, findings: Sequence[Finding]) -> Finding:
    if len(findings) >= MOST_FINDINGS:
        raise Invalid.at("fact", _("一次检查最多记录 %(most)d 条发现"), most=MOST_FINDINGS)
    return Finding.child_of(
        visit,
        id=data.finding_id,
        visit_id=visit.id,
        number=len(findings) + 1,
        found_on=clock.today(),
    )


def _cited(basis: Basis, on: date, data: FindingForm) -> list[dict[str, Any]]:
    cited = laws.citation(basis, on)
    if not (cited.in_force or data.acknowledged):
        raise Invalid.at("acknowledged", _("所引法规在发现当日没有施行的版本。请核对依据，确认后再保存"))
    return [asdict(clause) for clause in cited.violated]


@of_visit("drop_finding")
def drop_finding(acting: Acting[VisitCase], data: DropForm) -> Entry:
    """Take a finding out of the record; those after it move up."""
    dropped = next(finding for finding in acting.case.findings if finding.id == data.finding_id)
    dropped.number, dropped.dropped_at = None, acting.now
    others = [finding for finding in acting.case.findings if finding is not dropped]
    for number, finding in enumerate(others, start=1):
        finding.number = number
        db.session.flush()
    _confirm_anew(acting.case)
    return Entry({}, {"fact": dropped.fact})


@of_visit("confirm")
def confirm_record(acting: Acting[VisitCase], _data: PlainForm) -> Details:
    """Confirm the record as one of the two; with the second confirmation it is recorded."""
    me = acting.case.me(acting.viewer)
    assert me is not None, "a guard asked for it"
    me.record_confirmed_at = acting.now
    return {"person_id": me.person_id}


@of_visit("seal_record")
def seal_record(acting: Acting[VisitCase], _data: PlainForm) -> Details:
    """Seal the site record that both officers confirmed: the plant reads it from here."""
    visit, findings, viewer = acting.case.visit, acting.case.findings, acting.viewer
    written_in = frame(visit, DocumentKind.SITE_RECORD, acting.case.officers)
    document = seal(viewer, visit, written_in, document_content.site_record(written_in, visit, findings))
    show([document, *findings])
    for finding in findings:
        show_photos(viewer, finding.enterprise_id, photos_of(finding))
    make_verifiable(document, written_in.issuer.name, document.number)
    return {"number": document.number, "sha256": document.sha256}


@of_visit("sign")
def sign(acting: Acting[VisitCase], data: SignForm) -> Details:
    """Keep the signed pages as photos, or the refusal to sign with its reason and witness."""
    visit = acting.case.visit
    attach_shown(acting.viewer, data.photos, Target("visit", visit.id))
    visit.signed_at = acting.now
    visit.objection, visit.refusal, visit.witness = data.objection, data.refusal, data.witness
    return {"refusal": visit.refusal, "photos": data.photos}


def _confirm_anew(case: VisitCase) -> None:
    """What two people confirmed is another text now: both confirm anew."""
    for officer in case.officers:
        officer.record_confirmed_at = None
