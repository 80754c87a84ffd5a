"""How a plant comes to exist, and is kept up to date."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.core.db import db
from service.core.ledger import Act, record, repeated
from service.core.upserts import insert_new
from service.core.viewer import Viewer
from service.enterprises import queries
from service.enterprises.models import Enterprise, EnterpriseBigram
from service.enterprises.rules import FACTS, bigrams
from service.identity import commands as identity
from service.identity.models import Organisation
from service.identity.rules import OrganisationKind

UNKNOWN: dict[str, Any] = {name: "" for name in FACTS} | {
    "employees": None,
    "longitude": None,
    "latitude": None,
    "founded_on": None,
    "has_installation": None,
}


def register(viewer: Viewer, facts: Mapping[str, Any], act: Act | None = None) -> Enterprise:
    """Open the file of a new plant. `facts`: id, area_code, sector, and what of FACTS is known."""
    identity.open_organisation(viewer, OrganisationKind.ENTERPRISE, dict(facts))
    found = Enterprise(
        enterprise_id=facts["id"],
        id=facts["id"],
        area_code=facts["area_code"],
        sector=facts["sector"],
        address="",
        duty_phone="",
        **(UNKNOWN | {name: facts[name] for name in FACTS if name in facts}),
    )
    db.session.add(found)
    db.session.flush()
    _index(found)
    record(viewer, "enterprise.register", found, act, after=_public(facts))
    return found


def update(viewer: Viewer, found: Enterprise, facts: Mapping[str, Any], act: Act | None = None) -> bool:
    """Take what a roster says anew; only the columns it has. Return whether anything changed."""
    changed = {name: facts[name] for name in FACTS if name in facts and getattr(found, name) != facts[name]}
    if not changed:
        return False
    before = {name: getattr(found, name) for name in changed}
    for name, value in changed.items():
        setattr(found, name, value)
    if "name" in changed:
        db.session.get_one(Organisation, (found.id, found.id)).name = found.name
        _index(found)
    record(viewer, "enterprise.update", found, act, before=_public(before), after=_public(changed))
    return True


def set_contacts(viewer: Viewer, enterprise_id: UUID, facts: Mapping[str, Any], act: Act) -> Enterprise:
    """Set where the plant is and whom to call: both stand on every risk card."""
    found = queries.enterprise(viewer, enterprise_id)
    if repeated(found.enterprise_id, act, "enterprise.set_contacts", found.id):
        return found
    before = {"duty_phone": found.duty_phone, "address": found.address}
    found.duty_phone, found.address = facts["duty_phone"], facts["address"]
    after = {"duty_phone": found.duty_phone, "address": found.address}
    record(viewer, "enterprise.set_contacts", found, act, before=before, after=after)
    return found


def _index(found: Enterprise) -> None:
    """Add the pairs of the name; those of a former name stay, so that the old name still finds the plant."""
    key = {"enterprise_id": found.enterprise_id, "area_code": found.area_code, "sector": found.sector}
    insert_new(EnterpriseBigram, [key | {"bigram": pair} for pair in sorted(bigrams(found.name))])


def _public(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in FACTS if name in facts and name != "legal_representative"}
