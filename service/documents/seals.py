"""Whether what was sealed still says what was sealed: its content by its hash, the hash by its copies."""

import hashlib
import json
from uuid import UUID

from sqlalchemy import select

from service.core.acts.ledger import PLANT
from service.core.db.transactions import db
from service.core.models import LedgerEntry
from service.core.tenancy.scope import Kind, current
from service.documents.models import Document, Verification
from service.documents.states import DocumentKind

SEALED_BY = {
    DocumentKind.SITE_RECORD: "visit.seal_record",
    DocumentKind.ORDER: "order.seal",
    DocumentKind.OPINION: "reinspection.seal",
}
IN_CONTENT = ("kind", "number", "code", "template_version")


def broken_seals(document: Document) -> list[str]:
    """Return where a document differs from what was sealed: content, row, ledger, verification; none is whole.

    The ledger holds the hash from the minute of sealing. A plant reads that entry only where it is for the plant,
    and nothing of what verifies; a bureau, a job and the platform compare all.
    """
    broken = []
    if hashlib.sha256(document.content).hexdigest() != document.sha256:
        broken.append("content")
    elif any(json.loads(document.content)[name] != getattr(document, name) for name in IN_CONTENT):
        broken.append("row")
    if not _copies_of_ledger(document) <= {document.sha256}:
        broken.append("ledger")
    if current().kind is not Kind.ENTERPRISE and _copies_of_verification(document) != {document.sha256}:
        broken.append("verification")
    return broken


def document(enterprise_id: UUID, document_id: UUID) -> Document | None:
    return db.session.get(Document, (enterprise_id, document_id))


def _copies_of_ledger(document: Document) -> set[str]:
    """Return the hashes that the ledger names for this number; "" where it knows none and should."""
    query = select(LedgerEntry.after).where(
        LedgerEntry.enterprise_id == document.enterprise_id,
        LedgerEntry.object_id == document.subject_id,
        LedgerEntry.act == SEALED_BY[document.kind],
    )
    if current().kind is Kind.ENTERPRISE:
        query = query.where(LedgerEntry.audience == PLANT)
    entries = [after for after in db.session.scalars(query) if after and after["number"] == document.number]
    missing = set() if current().kind is Kind.ENTERPRISE else {""}
    return {after["sha256"] for after in entries} or missing


def _copies_of_verification(document: Document) -> set[str]:
    query = select(Verification.sha256).where(
        Verification.enterprise_id == document.enterprise_id, Verification.document_id == document.id
    )
    return set(db.session.scalars(query))
