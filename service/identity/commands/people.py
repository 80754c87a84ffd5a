"""How people come to exist: organisations, their people, roles, certificates, printed invitations."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.db import db
from service.core.ids import new_id
from service.core.ledger import Act, record
from service.core.problems import Conflict, Invalid, NotAllowed, NotFound, _
from service.core.upserts import insert_new
from service.core.viewer import Viewer
from service.identity import queries
from service.identity.models import Bureau, Certificate, Device, Invitation, Organisation, Person, RoleGrant
from service.identity.rules import (
    INVITATION_LASTS,
    MANAGERS,
    ROLES_OF,
    InvitationKind,
    OrganisationKind,
    Role,
)
from service.identity.secrets import hash_of, new_token


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


def add_person(
    viewer: Viewer, organisation: Organisation, facts: dict[str, Any], act: Act | None = None
) -> Person:
    """Add a person with one role. `facts` as PersonForm; a bureau's person gets the bureau's whole area."""
    _may_staff(viewer, organisation, facts["role"])
    known = db.session.get(Person, (organisation.id, facts["id"]))
    if known:
        if (known.name, known.work_number) != (facts["name"], facts["work_number"]):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return known
    _refuse_taken(organisation, facts)
    found = Person(
        enterprise_id=organisation.id,
        id=facts["id"],
        area_code=organisation.area_code,
        sector=organisation.sector,
        name=facts["name"],
        work_number=facts["work_number"],
        post=facts["post"],
        team=facts["team"],
        account=facts["account"] or None,
    )
    db.session.add(found)
    db.session.flush()
    record(viewer, "person.add", found, act, after={"role": facts["role"], "team": facts["team"]})
    region = "" if organisation.kind is OrganisationKind.ENTERPRISE else organisation.area_code
    grant_role(viewer, found, facts["role"], region)
    return found


def _may_staff(viewer: Viewer, organisation: Organisation, role: Role) -> None:
    if role not in ROLES_OF[organisation.kind]:
        raise Invalid.at("role", _("这个机构没有这种岗位"))
    own = organisation.id == viewer.organisation_id and viewer.has(*MANAGERS)
    if not (own or viewer.has(Role.OPERATOR)):
        raise NotAllowed(_("只有本单位的安全管理员可以添加人员"))


def _refuse_taken(organisation: Organisation, facts: dict[str, Any]) -> None:
    if queries.by_work_number(organisation.id, facts["work_number"]):
        raise Invalid.at("work_number", _("工号 %(number)s 已有人使用"), number=facts["work_number"])
    if facts["account"] and is_taken(facts["account"]):
        raise Invalid.at("account", _("账号 %(account)s 已被使用，请换一个"), account=facts["account"])


def is_taken(account: str) -> bool:
    """Tell whether an account name is used in the sight of the open scope; the unique key is the last word."""
    return queries.by_account(account) is not None


def grant_role(
    viewer: Viewer, person: Person, role: Role, region: str = "", until: date | None = None
) -> RoleGrant:
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
    record(viewer, "person.grant", person, after={"role": role, "region": region, "until": until})
    return found


def certify(viewer: Viewer, person: Person, facts: dict[str, Any], act: Act | None = None) -> Certificate:
    """Enter an officer's certificate. `facts` as CertificateForm."""
    if facts["valid_to"] < facts["valid_from"]:
        raise Invalid.at("valid_to", _("有效期止不能早于有效期起"))
    known = db.session.get(Certificate, (person.enterprise_id, facts["id"]))
    if known:
        return known
    taken = db.session.scalars(select(Certificate).where(Certificate.number == facts["number"])).first()
    if taken:
        raise Invalid.at("number", _("证号 %(number)s 已登记"), number=facts["number"])
    found = Certificate(
        enterprise_id=person.enterprise_id,
        area_code=person.area_code,
        sector=person.sector,
        person_id=person.id,
        **{name: facts[name] for name in ("id", "number", "issuer", "valid_from", "valid_to")},
    )
    db.session.add(found)
    record(viewer, "person.certify", person, act, after={"number": found.number, "valid_to": found.valid_to})
    return found


def invite(viewer: Viewer, person: Person, kind: InvitationKind) -> str:
    """Return the token of a new printed link; links of this kind printed before no longer work."""
    if kind is InvitationKind.PASSWORD and not person.account:
        raise Invalid.at("account", _("先给 %(name)s 设一个账号，才能邀请登录"), name=person.name)
    _revoke(queries.open_invitations(person.enterprise_id, [kind], person.id))
    token = new_token()
    found = Invitation(
        enterprise_id=person.enterprise_id,
        id=new_id(),
        area_code=person.area_code,
        sector=person.sector,
        person_id=person.id,
        kind=kind,
        token_hash=hash_of(token),
        expires_at=clock.now() + INVITATION_LASTS,
    )
    db.session.add(found)
    record(viewer, "person.invite", person, after={"kind": kind, "expires_at": found.expires_at})
    return token


def revoke_invitations(viewer: Viewer, person: Person, kinds: Collection[InvitationKind], act: Act) -> None:
    """Void the printed links of these kinds that nobody has used yet."""
    found = queries.open_invitations(person.enterprise_id, kinds, person.id)
    if found:
        _revoke(found)
        record(
            viewer, "person.revoke_invitations", person, act, before={"kinds": [one.kind for one in found]}
        )


def _revoke(invitations: Iterable[Invitation]) -> None:
    for one in invitations:
        one.revoked_at = clock.now()


def leave(viewer: Viewer, person_id: UUID, act: Act) -> Person:
    """Let a person go: he can no longer sign in; history keeps his name."""
    found = queries.person(viewer, person_id)
    if found.left_at is None:
        found.left_at = clock.now()
        record(viewer, "person.leave", found, act)
    return found


def revoke_device(viewer: Viewer, person_id: UUID, device_id: UUID, act: Act) -> Device:
    """Sign a person out on one phone, from its next request on; his PIN stays good for another."""
    found = db.session.get(Device, (viewer.organisation_id, device_id), with_for_update=True)
    if found is None or found.person_id != person_id:
        raise NotFound(_("没有这台手机"))
    if found.revoked_at is None:
        found.revoked_at = clock.now()
        about = queries.person(viewer, person_id)
        record(viewer, "person.revoke_device", about, act, before={"enrolled_at": found.created_at})
    return found


def note_refusal(viewer: Viewer, what: str) -> None:
    """Write down that somebody tried what his role may not do: whoever supervises him can see it."""
    about = db.session.get_one(Organisation, (viewer.organisation_id, viewer.organisation_id))
    record(viewer, "access.refused", about, after={"what": what})
