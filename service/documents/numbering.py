"""文号: a serial per bureau, kind and calendar year, taken in the transaction that seals or decides.

One UPDATE takes it and holds the row until that transaction ends: what fails to seal takes no number, and
two who seal at once wait for each other.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import update

from service.core.acts.problems import NotFound
from service.core.db.tables import tenancy_of
from service.core.db.transactions import db
from service.core.db.upserts import insert_if_absent
from service.core.tenancy.session_guard import bypass_scope
from service.documents.models import DocumentCounter
from service.documents.states import NumberedKind
from service.identity.models import Organisation
from service.identity.queries import people
from service.reference.queries import rulebook


def next_serial(bureau: Organisation, kind: NumberedKind, year: int) -> int:
    first = {**tenancy_of(bureau), "kind": kind, "year": year, "last": 0}
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


def number_of(organisation_id: UUID, form: NumberedKind, day: date) -> str | None:
    """Take the next number of a form that is signed by pen; none of a day on which there was no such form."""
    try:
        pattern: str = rulebook.template(form, day).number_pattern
    except NotFound:
        return None
    issuer, bureau = people.bureau(organisation_id)
    serial = next_serial(issuer, form, day.year)
    return pattern.format(prefix=bureau.number_prefix, year=day.year, serial=serial)
