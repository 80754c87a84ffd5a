"""How tenants come to exist: plants, bureaus, and whoever runs the platform."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from service.core.acts.contents import correct, made_before, values_of
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Invalid, _
from service.core.db.transactions import db
from service.core.db.upserts import insert_if_absent
from service.core.tenancy.viewer import Viewer
from service.identity.models import Bureau, Organisation
from service.identity.queries import people
from service.identity.rules import BUREAU_FACTS, OrganisationKind
from service.identity.schemas import BureauFactsForm, BureauForm
from service.reference.queries import areas


class NewTenant(NamedTuple):
    id: UUID
    name: str
    area_code: str
    sector: str = ""  # of a plant


def open_organisation(kind: OrganisationKind, tenant: NewTenant) -> Organisation:
    open_organisations(kind, [tenant])
    return people.organisation(tenant.id)


def open_organisations(kind: OrganisationKind, tenants: Iterable[NewTenant]) -> None:
    rows = [{"enterprise_id": tenant.id, "kind": kind, **tenant._asdict()} for tenant in tenants]
    insert_if_absent(Organisation, rows)


def open_bureau(viewer: Viewer, data: BureauForm, act: Act | None = None) -> Bureau:
    """Open a bureau with what its documents need. The same id with the same content is the same bureau."""
    key, named = (data.id, data.id), values_of(data, ("name", "area_code"))
    content = values_of(data, BUREAU_FACTS)
    known = made_before(Organisation, key, kind=OrganisationKind.BUREAU, **named)
    bureau = made_before(Bureau, key, **content) if known else None
    if bureau:
        return bureau
    area = areas.area(data.area_code)
    if area is None or area.retired_on:
        raise Invalid.at("area_code", _("没有这个行政区划代码，或已停用。请填现行的 6 位代码"))
    organisation = open_organisation(OrganisationKind.BUREAU, NewTenant(data.id, data.name, data.area_code))
    bureau = Bureau.child_of(organisation, id=organisation.id, **content)
    db.session.add(bureau)
    record(viewer, "bureau.open", bureau, act, after={"name": data.name, **content})
    return bureau


def correct_bureau(viewer: Viewer, organisation_id: UUID, data: BureauFactsForm, act: Act) -> Bureau:
    """Set aright what a bureau's documents are written with; what is sealed already keeps its words."""
    _organisation, bureau = people.bureau(organisation_id)
    if repeated(bureau.enterprise_id, act, "bureau.correct", bureau.id):
        return bureau
    before, after = correct(bureau, values_of(data, BUREAU_FACTS))
    if after:
        record(viewer, "bureau.correct", bureau, act, before=before, after=after)
    return bureau
