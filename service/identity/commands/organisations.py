"""How tenants come to exist: plants, bureaus, and whoever runs the platform."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from service.core.db import db
from service.core.ledger import Act, record
from service.core.problems import Conflict, _
from service.core.upserts import insert_new
from service.core.viewer import Viewer
from service.identity import queries
from service.identity.models import Bureau, Organisation
from service.identity.rules import OrganisationKind


def open_organisation(viewer: Viewer, kind: OrganisationKind, facts: Mapping[str, Any]) -> Organisation:
    """Open a tenant. `facts`: id, name, area_code, sector ("" for a bureau)."""
    open_organisations(viewer, kind, [facts])
    return queries.organisation(facts["id"])


def open_organisations(viewer: Viewer, kind: OrganisationKind, several: Sequence[Mapping[str, Any]]) -> None:
    """Open many tenants at once, each with the facts of `open_organisation`."""
    rows = [
        {"enterprise_id": facts["id"], "kind": kind}
        | {name: facts[name] for name in ("id", "name", "area_code", "sector")}
        for facts in several
    ]
    insert_new(Organisation, rows)


def open_bureau(viewer: Viewer, facts: dict[str, Any], act: Act | None = None) -> Bureau:
    """Open a bureau with what its documents need. The same id with the same content is the same bureau."""
    known = db.session.get(Organisation, (facts["id"], facts["id"]))
    if known:
        found = db.session.scalars(select(Bureau).where(Bureau.enterprise_id == known.id)).one()
        if any(getattr(found, name) != facts[name] for name in ("number_prefix", "appeal_body", "court")):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return found
    open_organisation(viewer, OrganisationKind.BUREAU, facts | {"sector": ""})
    names = ("number_prefix", "appeal_body", "court", "yearly_cap", "address", "phone")
    found = Bureau(
        enterprise_id=facts["id"],
        id=facts["id"],
        area_code=facts["area_code"],
        sector="",
        **{name: facts[name] for name in names},
    )
    db.session.add(found)
    record(viewer, "bureau.open", found, act, after={name: facts[name] for name in ("name", *names)})
    return found
