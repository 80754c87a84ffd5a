"""Which roles a person holds, and for a bureau's people where."""

from collections.abc import Collection
from datetime import date

from service.core import clock
from service.core.db import db
from service.core.ids import new_id
from service.core.ledger import record
from service.core.viewer import Viewer
from service.identity import queries
from service.identity.models import Person, RoleGrant
from service.identity.rules import Role


def grant_role(
    viewer: Viewer, person: Person, role: Role, region: str = "", until: date | None = None
) -> RoleGrant:
    found = _grant(person, role, region, until)
    record(viewer, "person.grant", person, after={"role": role, "region": region, "until": until})
    return found


def set_roles(person: Person, wanted: Collection[Role]) -> tuple[list[Role], list[Role]]:
    """Let a plant's person hold these roles and no other; return those of before and of now."""
    held = queries.grants_of(person)
    for grant in held:
        if grant.role not in wanted:
            grant.revoked_at = clock.now()
    before = {grant.role for grant in held}
    for role in set(wanted) - before:
        _grant(person, role)
    return sorted(before), sorted(set(wanted))


def _grant(person: Person, role: Role, region: str = "", until: date | None = None) -> RoleGrant:
    found = RoleGrant(
        enterprise_id=person.enterprise_id,
        id=new_id(),
        area_code=person.area_code,
        sector=person.sector,
        person_id=person.id,
        role=role,
        region=region,
        sectors=[],
        until=until,
    )
    db.session.add(found)
    return found
