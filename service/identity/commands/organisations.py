"""How tenants come to exist: plants, bureaus, and whoever runs the platform."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, _
from service.core.db.transactions import db
from service.core.db.upserts import insert_if_absent
from service.core.tenancy.viewer import Viewer
from service.identity.models import Bureau, Organisation
from service.identity.queries import people
from service.identity.rules import OrganisationKind
from service.reference.queries import areas

FACTS = ("number_prefix", "appeal_body", "court", "yearly_cap", "address", "phone")


def open_organisation(kind: OrganisationKind, facts: Mapping[str, Any]) -> Organisation:
    """Open a tenant. `facts`: id, name, area_code, sector ("" for a bureau)."""
    open_organisations(kind, [facts])
    return people.organisation(facts["id"])


def open_organisations(kind: OrganisationKind, organisations: Sequence[Mapping[str, Any]]) -> None:
    """Open many tenants at once, each with the facts of `open_organisation`."""
    rows = [
        {"enterprise_id": facts["id"], "kind": kind}
        | {name: facts[name] for name in ("id", "name", "area_code", "sector")}
        for facts in organisations
    ]
    insert_if_absent(Organisation, rows)


def open_bureau(viewer: Viewer, facts: dict[str, Any], act: Act | None = None) -> Bureau:
    """Open a bureau with what its documents need. The same id with the same content is the same bureau."""
    known = db.session.get(Organisation, (facts["id"], facts["id"]))
    if known:
        bureau = db.session.get(Bureau, (known.id, known.id))
        stands = {"name": known.name, "area_code": known.area_code} | (_facts(bureau) if bureau else {})
        if bureau is None or any(stands[name] != facts[name] for name in stands):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return bureau
    area = areas.area(facts["area_code"])
    if area is None or area.retired_on:
        raise Invalid.at("area_code", _("没有这个行政区划代码，或已停用。请填现行的 6 位代码"))
    open_organisation(OrganisationKind.BUREAU, facts | {"sector": ""})
    bureau = Bureau(
        enterprise_id=facts["id"],
        id=facts["id"],
        area_code=facts["area_code"],
        sector="",
        **{name: facts[name] for name in FACTS},
    )
    db.session.add(bureau)
    record(viewer, "bureau.open", bureau, act, after={"name": facts["name"]} | _facts(bureau))
    return bureau


def correct_bureau(viewer: Viewer, organisation_id: UUID, facts: dict[str, Any], act: Act) -> Bureau:
    """Set aright what a bureau's documents are written with; what is sealed already keeps its words."""
    _organisation, bureau = people.bureau(organisation_id)
    if repeated(bureau.enterprise_id, act, "bureau.correct", bureau.id):
        return bureau
    before = _facts(bureau)
    after = {name: facts[name] for name in FACTS if facts[name] != before[name]}
    for name, value in after.items():
        setattr(bureau, name, value)
    if after:
        was = {name: before[name] for name in after}
        record(viewer, "bureau.correct", bureau, act, before=was, after=after)
    return bureau


def _facts(bureau: Bureau) -> dict[str, Any]:
    return {name: getattr(bureau, name) for name in FACTS}
