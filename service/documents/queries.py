"""Sealed documents, their numbers, their service, and what anybody may learn of them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from service.core.acts.problems import WrongState, _
from service.core.db.tables import BureauRow
from service.core.db.transactions import db
from service.documents.models import Document, DocumentService, Verification
from service.documents.states import DocumentKind


def document_of(subject: BureauRow, kind: DocumentKind) -> Document | None:
    """Return what was sealed last about a subject, also where it was made void since."""
    return next(iter(documents_of(subject, kind)), None)


def sealed(subject: BureauRow, kind: DocumentKind) -> Document:
    """Return what was sealed last about a subject. Raises WrongState where nothing was."""
    document = document_of(subject, kind)
    if document is None:
        raise WrongState(_("文书还没有签发"))
    return document


def documents_of(subject: BureauRow, kind: DocumentKind) -> list[Document]:
    """Return what was sealed about a subject, the last first: all but the first are void."""
    query = select(Document).where(
        Document.enterprise_id == subject.enterprise_id,
        Document.subject_id == subject.id,
        Document.kind == kind,
    )
    return list(db.session.scalars(query.order_by(Document.year.desc(), Document.serial.desc())))


def numbers(enterprise_ids: Collection[UUID], subject_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the numbers of the documents sealed last of some visits, orders or re-inspections of some plants."""
    if not subject_ids:
        return {}
    query = select(Document.subject_id, Document.number).where(
        Document.enterprise_id.in_(enterprise_ids), Document.subject_id.in_(subject_ids)
    )
    query = query.order_by(Document.year, Document.serial)
    return {row[0]: row[1] for row in db.session.execute(query)}


def service_of(document: Document) -> DocumentService | None:
    query = select(DocumentService).where(
        DocumentService.enterprise_id == document.enterprise_id, DocumentService.document_id == document.id
    )
    return db.session.scalars(query).first()


def verified(opened: str) -> list[Verification]:
    """Return what a code or a number opens, in the public scope that shows it."""
    query = select(Verification).where(Verification.opened_by == opened)
    return list(db.session.scalars(query.order_by(Verification.sealed_on)))
