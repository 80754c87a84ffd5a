"""Sealing: the content is fixed in canonical bytes, hashed, and given its number, all in one transaction."""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from service.attachments.commands import show as show_photos
from service.codes.rules import new_code
from service.core import clock
from service.core.acts.ledger import Act, dumps, record, repeated
from service.core.acts.problems import WrongState, _
from service.core.acts.step_up import require_recent_password
from service.core.db.tables import BureauRow
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.enforcement import document_content
from service.enforcement.commands import site_inspection
from service.enforcement.commands.officers import Facts, refuse_stale
from service.enforcement.models.documents import Document, Verification
from service.enforcement.models.orders import ReinspectionOfficer
from service.enforcement.models.parents import key_of
from service.enforcement.models.visits import Visit, VisitOfficer
from service.enforcement.numbering import next_serial
from service.enforcement.queries import visits
from service.enforcement.rules.lifecycle import VISIT
from service.enforcement.rules.states import DocumentKind, NumberedKind
from service.enterprises import queries as enterprises
from service.identity.queries import people
from service.reference.queries import rulebook


def frame(
    row: BureauRow,
    kind: DocumentKind,
    officers: Sequence[VisitOfficer | ReinspectionOfficer],
) -> document_content.Frame:
    """Return what a document of today would be written in."""
    issuer, bureau = people.bureau(row.organisation_id)
    return document_content.Frame(
        template=rulebook.template(kind, clock.today()),
        issuer=issuer,
        bureau=bureau,
        plant=enterprises.enterprise(row.enterprise_id),
        officers=tuple(
            document_content.Signer(officer.name, officer.certificate_number) for officer in officers
        ),
        day=clock.today(),
    )


def seal(
    viewer: Viewer, subject: BureauRow, frame: document_content.Frame, content: document_content.Content
) -> Document:
    """Seal the content as a document about its subject. Raises NotAllowed without a fresh password."""
    require_recent_password(viewer)
    kind = DocumentKind(content["kind"])
    serial = next_serial(frame.issuer, NumberedKind(kind), frame.day.year)
    code, number = new_code(), frame.number(serial)
    sealed_at = clock.now()
    canonical = dumps(content | {"number": number, "code": code, "sealed_at": sealed_at})
    document = Document(
        **key_of(subject),
        id=new_id(),
        organisation_id=subject.organisation_id,
        shown_at=None,
        kind=kind,
        subject_id=subject.id,
        prefix=frame.bureau.number_prefix,
        year=frame.day.year,
        serial=serial,
        number=number,
        code=code,
        template_version=frame.template.version,
        content=canonical,
        sha256=hashlib.sha256(canonical).hexdigest(),
        sealed_by=viewer.person_id,
        sealed_at=sealed_at,
    )
    db.session.add(document)
    db.session.flush()
    make_verifiable(document, frame.issuer.name, code)
    return document


def make_verifiable(document: Document, issuer: str, opened_by: str, served_on: date | None = None) -> None:
    """Let whoever shows this code, or number, learn that the document is genuine."""
    db.session.add(
        Verification(
            **key_of(document),
            id=new_id(),
            opened_by=opened_by,
            document_id=document.id,
            kind=document.kind,
            number=document.number,
            issuer=issuer,
            sealed_on=clock.local(document.sealed_at).date(),
            served_on=served_on,
            sha256=document.sha256,
        )
    )


def seal_record(viewer: Viewer, visit_id: UUID, facts: Facts, act: Act) -> Visit:
    """Seal the site record that both officers confirmed: the plant reads it from here."""
    visit, officers, _me = site_inspection.held(viewer, visit_id)
    if repeated(visit.enterprise_id, act, "visit.seal_record", visit.id):
        return visit
    after = VISIT.after(visit.state, "seal_record", viewer.roles)
    refuse_stale(visit, facts)
    if not all(officer.record_confirmed_at for officer in officers):
        raise WrongState(_("两名执法人员都确认记录后才能签发"))
    findings = visits.findings(visit)
    written_in = frame(visit, DocumentKind.SITE_RECORD, officers)
    document = seal(viewer, visit, written_in, document_content.site_record(written_in, visit, findings))
    site_inspection.show([document, *findings])
    for finding in findings:
        show_photos(viewer, finding.enterprise_id, site_inspection.photos_of(finding))
    make_verifiable(document, written_in.issuer.name, document.number)
    visit.state = after
    visit.version += 1
    details = {"state": after, "number": document.number, "sha256": document.sha256}
    record(viewer, "visit.seal_record", visit, act, after=details)
    db.session.flush()
    return visit
