"""撤销: a sealed document is taken back. Its number stays taken, and whoever checks it learns that it is void."""

from service.core import clock
from service.core.acts.step_up import require_recent_password
from service.core.db.tables import BureauRow
from service.core.tenancy.viewer import Viewer
from service.documents import queries
from service.documents.commands.sealing import verifications
from service.documents.models import Document
from service.documents.states import DocumentKind


def void(viewer: Viewer, subject: BureauRow, kind: DocumentKind, reason: str) -> Document:
    """Make void what stands sealed about a subject, and return it. Raises NotAllowed without a fresh password."""
    require_recent_password(viewer)
    document = queries.sealed(subject, kind)
    document.voided_by, document.voided_at = viewer.person_id, clock.now()
    document.void_reason = reason
    for verification in verifications(document):
        verification.voided_on = clock.today()
    return document
