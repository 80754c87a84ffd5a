"""One organisation, as the operator looks at it."""

from uuid import UUID

from service.core.acts.problems import NotFound
from service.core.db.transactions import db
from service.identity.models import Organisation


def organisation_of(organisation_id: UUID) -> Organisation:
    organisation = db.session.get(Organisation, (organisation_id, organisation_id))
    if organisation is None:
        raise NotFound
    return organisation
