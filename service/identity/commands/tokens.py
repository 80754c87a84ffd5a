"""What a person signs in with at a desk, on a phone and by a printed link: open until it is revoked."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from service.core import clock
from service.core.db.transactions import db
from service.identity.models import Device, Invitation, LoginSession, Person
from service.identity.queries.signed_in import AS_SEEN, rows_of

Token = TypeVar("Token", LoginSession, Device, Invitation)


def open_rows(model: type[Token], person: Person) -> list[Token]:
    """Return a person's rows that were not revoked; of a phone what its plant may read."""
    query = rows_of(model, person.enterprise_id, person.id).where(model.revoked_at.is_(None))
    return list(db.session.scalars(query.options(AS_SEEN) if model is Device else query))


def revoke(rows: Iterable[LoginSession | Device | Invitation], at: datetime | None = None) -> None:
    for row in rows:
        row.revoked_at = at or clock.now()
