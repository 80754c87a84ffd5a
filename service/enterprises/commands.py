"""How a plant comes to exist, and is kept up to date."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from service.core.acts.ledger import Act, record, record_all, repeated
from service.core.acts.problems import Conflict, _
from service.core.db.transactions import db
from service.core.db.upserts import Outcome, insert_fresh, insert_if_absent
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries
from service.enterprises.models import Enterprise, EnterpriseBigram
from service.enterprises.rules import FACTS, changed, index_terms
from service.identity.commands import organisations
from service.identity.models import Organisation
from service.identity.rules import OrganisationKind

Facts = Mapping[str, Any]


class Registered(NamedTuple):
    """What of a plant just registered its terms and its entry need."""

    enterprise_id: UUID
    id: UUID
    area_code: str
    sector: str
    name: str

    @property
    def __tablename__(self) -> str:
        return Enterprise.__tablename__


UNKNOWN: dict[str, Any] = {name: "" for name in FACTS} | {
    "employees": None,
    "longitude": None,
    "latitude": None,
    "founded_on": None,
    "has_installation": None,
}


def register(viewer: Viewer, facts: Facts, act: Act | None = None) -> Enterprise:
    """Open the file of a new plant. `facts`: id, area_code, sector, and what of FACTS is known."""
    _open(viewer, [facts], act)
    return queries.enterprise(facts["id"])


def update(viewer: Viewer, enterprise: Enterprise, facts: Facts, act: Act | None = None) -> bool:
    """Take what a roster says anew; only the columns it has. Return whether anything changed."""
    news = changed(enterprise, facts)
    if not news:
        return False
    before = {name: getattr(enterprise, name) for name in news}
    for name, value in news.items():
        setattr(enterprise, name, value)
    if "name" in news:
        db.session.get_one(Organisation, (enterprise.id, enterprise.id)).name = enterprise.name
        _index(enterprise)
    record(viewer, "enterprise.update", enterprise, act, before=_public(before), after=_public(news))
    return True


def take_in(viewer: Viewer, plants: Sequence[Facts]) -> list[Outcome]:
    """Register the plants whose credit code is new and update the others.

    `plants`: as for `register` but without id, no credit code twice. A known plant keeps its area and sector.
    """
    known = queries.by_credit_codes([facts["credit_code"] for facts in plants])
    new = [{**facts, "id": new_id()} for facts in plants if facts["credit_code"] not in known]
    _open(viewer, new)
    outcomes = []
    for facts in plants:
        enterprise = known.get(facts["credit_code"])
        if enterprise is None:
            outcomes.append(Outcome.CREATED)
        else:
            outcomes.append(Outcome.UPDATED if update(viewer, enterprise, facts) else Outcome.UNCHANGED)
    return outcomes


def set_contacts(viewer: Viewer, enterprise_id: UUID, facts: Facts, act: Act) -> Enterprise:
    """Set where the plant is and whom to call: both stand on every risk card."""
    enterprise = queries.enterprise(enterprise_id)
    if repeated(enterprise.enterprise_id, act, "enterprise.set_contacts", enterprise.id):
        return enterprise
    before = {"duty_phone": enterprise.duty_phone, "address": enterprise.address}
    enterprise.duty_phone, enterprise.address = facts["duty_phone"], facts["address"]
    after = {"duty_phone": enterprise.duty_phone, "address": enterprise.address}
    record(viewer, "enterprise.set_contacts", enterprise, act, before=before, after=after)
    return enterprise


def _open(viewer: Viewer, plants: Sequence[Facts], act: Act | None = None) -> None:
    tenants = [
        organisations.NewTenant(facts["id"], facts["name"], facts["area_code"], facts["sector"])
        for facts in plants
    ]
    organisations.open_organisations(OrganisationKind.ENTERPRISE, tenants)
    rows = [_row(facts) for facts in plants]
    if insert_if_absent(Enterprise, rows) != len(rows):
        raise Conflict(_("同样的企业刚刚由别人登记了，请再试一次"))
    registered = [
        Registered(row["id"], row["id"], row["area_code"], row["sector"], row["name"]) for row in rows
    ]
    insert_fresh(EnterpriseBigram, [_terms(plant) for plant in registered], spread="bigram")
    pairs = zip(registered, plants, strict=True)
    record_all(
        viewer, "enterprise.register", [(plant, {"after": _public(facts)}) for plant, facts in pairs], act
    )


def _row(facts: Facts) -> dict[str, Any]:
    key = {"enterprise_id": facts["id"], "address": "", "duty_phone": ""}
    own = {name: facts[name] for name in ("id", "area_code", "sector")}
    return key | own | UNKNOWN | {name: facts[name] for name in FACTS if name in facts}


def _terms(plant: Registered | Enterprise) -> dict[str, Any]:
    key = {"enterprise_id": plant.enterprise_id, "area_code": plant.area_code, "sector": plant.sector}
    return key | {"bigram": sorted(index_terms(plant.name))}


def _index(renamed: Enterprise) -> None:
    """Add the terms of a new name; those of the former one stay, so that the old name still finds the plant."""
    terms = _terms(renamed)
    insert_if_absent(EnterpriseBigram, [terms | {"bigram": bigram} for bigram in terms["bigram"]])


def _public(facts: Facts) -> dict[str, Any]:
    return {name: facts[name] for name in FACTS if name in facts and name != "legal_representative"}
