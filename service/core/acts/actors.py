"""Who acted, by the name that the person has today: an entry of the ledger holds the id alone.

Entries of the first release hold the name of their day, and still show it.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, func, literal, select, tuple_

from service.core.db.tables import Base
from service.core.db.transactions import db, is_postgres
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.session_guard import bypass_scope
from service.core.tenancy.viewer import Viewer

Key = tuple[UUID, UUID]  # the organisation and the person


def named(entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
    """Set `by` of each entry; "" where nobody acted, or nobody who is known."""
    wanted = {
        (entry.organisation_id or entry.enterprise_id, entry.actor_id)
        for entry in entries
        if entry.actor_id and not entry.actor_name
    }
    known = _names(wanted) if wanted else {}
    for entry in entries:
        entry.by = entry.actor_name or known.get(entry.actor_id, "")
    return entries


def who_began(entry: LedgerEntry) -> Viewer:
    """Return whose act an entry is, for the acts that follow it."""
    return Viewer(
        scope=scope.current(),
        organisation_id=entry.organisation_id,
        person_id=entry.actor_id,
        name=named([entry])[0].by,
        on_behalf_of=entry.on_behalf_of,
    )


def _names(wanted: Collection[Key]) -> dict[UUID | None, str]:
    return {row[0]: row[1] for row in db.session.execute(_query(sorted(wanted)))}


def _query(wanted: Sequence[Key]) -> Any:
    """On PostgreSQL a function of the owner gives names and nothing else of a person whom the scope may not reach."""
    if is_postgres():
        pairs = [literal(list(ids), ARRAY(Uuid())) for ids in zip(*wanted, strict=True)]
        known = func.names_of(*pairs).table_valued("id", "name")
        return select(known.c.id, known.c.name)
    person = Base.metadata.tables["person"].c
    query = select(person.id, person.name).where(tuple_(person.enterprise_id, person.id).in_(wanted))
    return bypass_scope(query, "a name, by the ids that an entry in sight holds")
