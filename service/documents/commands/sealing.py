"""Sealing: the content is fixed in canonical bytes, hashed, and given its number, all in one transaction."""

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from service.codes.rules import new_code
from service.core import clock
from service.core.acts.ledger import dumps
from service.core.acts.step_up import require_recent_password
from service.core.db.tables import BureauRow
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.documents import paper
from service.documents.content import Content, Frame, Officer, signers
from service.documents.models import Document, Verification
from service.documents.numbering import next_serial
from service.documents.states import DocumentKind, NumberedKind
from service.enterprises import queries as enterprises
from service.identity.queries import people
from service.printing import documents as printed
from service.reference.queries import rulebook


def frame(row: BureauRow, kind: DocumentKind, officers: Sequence[Officer]) -> Frame:
    """Return what a document of today would be written in."""
    issuer, bureau = people.bureau(row.organisation_id)
    return Frame(
        template=rulebook.template(kind, clock.today()),
        issuer=issuer,
        bureau=bureau,
        plant=enterprises.enterprise(row.enterprise_id),
        officers=signers(officers),
        day=clock.today(),
    )


def seal(viewer: Viewer, subject: BureauRow, frame: Frame, content: Content) -> Document:
    """Seal the content as a document about its subject.

    Raises NotAllowed without a fresh password, and MissingGlyph: what is sealed can be printed.
    """
    require_recent_password(viewer)
    printed.refuse_undrawable(content, paper.font_directory())
    kind = DocumentKind(content["kind"])
    serial = next_serial(frame.issuer, NumberedKind(kind), frame.day.year)
    code, number = new_code(), frame.number(serial)
    sealed_at = clock.now()
    canonical = dumps(content | {"number": number, "code": code, "sealed_at": sealed_at})
    document = Document.child_of(
        subject,
        id=new_id(),
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
        Verification.child_of(
            document,
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


def verifications(document: Document) -> Sequence[Verification]:
    """Return what its code, and once it is served its number, show of a document."""
    query = select(Verification).where(
        Verification.enterprise_id == document.enterprise_id, Verification.document_id == document.id
    )
    return db.session.scalars(query).all()
