"""How a plant comes to exist, and is kept up to date."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.core.acts.contents import correct, values_of
from service.core.acts.ledger import Act, EntryFacts, record, record_all, repeated
from service.core.acts.problems import Conflict, _
from service.core.db.tables import tenancy_of
from service.core.db.transactions import db
from service.core.db.upserts import Outcome, insert_fresh, insert_if_absent
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries
from service.enterprises.entries import FACTS, PlantEntry
from service.enterprises.models import Enterprise, EnterpriseBigram
from service.enterprises.rules import index_terms
from service.enterprises.schemas import ContactsForm
from service.identity.commands import organisations
from service.identity.models import Organisation
from service.identity.rules import OrganisationKind

UNKNOWN = {name: None if Enterprise.__table__.c[name].nullable else "" for name in FACTS}
PERSONAL = "legal_representative"  # of whom the ledger says nothing


def register(viewer: Viewer, entry: PlantEntry, act: Act | None = None) -> Enterprise:
    """Open the file of a new plant."""
    _open(viewer, [entry], act)
    return queries.enterprise(entry.id)


def take_in(viewer: Viewer, entries: Sequence[PlantEntry]) -> list[Outcome]:
    """Register the plants whose credit code is new and update the others.

    No credit code stands in two entries. A known plant keeps its area and sector.
    """
    known = queries.by_credit_codes([entry.credit_code for entry in entries])
    _open(viewer, [entry for entry in entries if entry.credit_code not in known])
    outcomes = []
    for entry in entries:
        enterprise = known.get(entry.credit_code)
        if enterprise is None:
            outcomes.append(Outcome.CREATED)
        else:
            outcomes.append(Outcome.UPDATED if _update(viewer, enterprise, entry) else Outcome.UNCHANGED)
    return outcomes


def _update(viewer: Viewer, enterprise: Enterprise, entry: PlantEntry) -> bool:
    """Take what a roster states anew; tell whether anything changed."""
    before, after = correct(enterprise, entry.stated)
    if not after:
        return False
    if "name" in after:
        db.session.get_one(Organisation, (enterprise.id, enterprise.id)).name = enterprise.name
        _index(enterprise)
    record(viewer, "enterprise.update", enterprise, before=_public(before), after=_public(after))
    return True


def set_contacts(viewer: Viewer, enterprise_id: UUID, data: ContactsForm, act: Act) -> Enterprise:
    """Set where the plant is and whom to call: both stand on every risk card."""
    enterprise = queries.enterprise(enterprise_id)
    if repeated(enterprise.enterprise_id, act, "enterprise.set_contacts", enterprise.id):
        return enterprise
    after = values_of(data, ("duty_phone", "address"))
    before = values_of(enterprise, after)
    correct(enterprise, after)
    record(viewer, "enterprise.set_contacts", enterprise, act, before=before, after=after)
    return enterprise


def _open(viewer: Viewer, entries: Sequence[PlantEntry], act: Act | None = None) -> None:
    tenants = [
        organisations.NewTenant(entry.id, entry.name, entry.area_code, entry.sector) for entry in entries
    ]
    organisations.open_organisations(OrganisationKind.ENTERPRISE, tenants)
    if insert_if_absent(Enterprise, [_row(entry) for entry in entries]) != len(entries):
        raise Conflict(_("同样的企业刚刚由别人登记了，请再试一次"))
    insert_fresh(EnterpriseBigram, [_terms(entry) for entry in entries], spread="bigram")
    registered = [(entry, EntryFacts(after=_public(entry.stated))) for entry in entries]
    record_all(viewer, "enterprise.register", registered, act)


def _row(entry: PlantEntry) -> dict[str, Any]:
    return {**tenancy_of(entry), "id": entry.id, "address": "", "duty_phone": "", **UNKNOWN, **entry.stated}


def _terms(plant: PlantEntry | Enterprise) -> dict[str, Any]:
    return {**tenancy_of(plant), "bigram": sorted(index_terms(plant.name))}


def _index(renamed: Enterprise) -> None:
    """Add the terms of a new name; those of the former one stay, so that the old name still finds the plant."""
    terms = _terms(renamed)
    insert_if_absent(EnterpriseBigram, [terms | {"bigram": bigram} for bigram in terms["bigram"]])


def _public(stated: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in stated.items() if name != PERSONAL}
