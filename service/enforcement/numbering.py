"""文号: a serial per bureau, kind and calendar year, taken in the transaction that seals the document.

One UPDATE takes it and holds the row until that transaction ends: what fails to seal takes no number, and
two who seal at once wait for each other.
"""

from sqlalchemy import update

from service.core.db.transactions import db
from service.core.db.upserts import insert_if_absent
from service.core.tenancy.session_guard import bypass_scope
from service.enforcement.models.documents import DocumentCounter
from service.enforcement.rules.states import DocumentKind
from service.identity.models import Organisation


def next_serial(bureau: Organisation, kind: DocumentKind, year: int) -> int:
    first = {
        "enterprise_id": bureau.id,
        "kind": kind,
        "year": year,
        "area_code": bureau.area_code,
        "sector": bureau.sector,
        "last": 0,
    }
    insert_if_absent(DocumentCounter, [first])
    statement = (
        update(DocumentCounter)
        .where(
            DocumentCounter.enterprise_id == bureau.id,
            DocumentCounter.kind == kind,
            DocumentCounter.year == year,
        )
        .values(last=DocumentCounter.last + 1)
        .returning(DocumentCounter.last)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalars(bypass_scope(statement, "names the bureau itself")).one()
