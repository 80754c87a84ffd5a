"""One organisation, as the operator looks at it."""

from uuid import UUID

from service.core.acts.problems import existing
from service.core.db.transactions import db
from service.identity.models import Organisation


def organisation_of(organisation_id: UUID) -> Organisation:
    return existing(db.session.get(Organisation, (organisation_id, organisation_id)))
