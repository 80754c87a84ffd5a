"""Which roles a person holds, and for a bureau's people where: an area and its sectors, until a day."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from service.core import clock
from service.core.acts.contents import made_before, values_of
from service.core.acts.ledger import Act, record
from service.core.acts.problems import Invalid, NotFound, WrongState, _
from service.core.acts.step_up import require_recent_password
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.identity.commands.safeguards import is_last, refuse_gone
from service.identity.models import Person, RoleGrant
from service.identity.queries import people, signed_in
from service.identity.rules import ROLES_OF, OrganisationKind, Role
from service.identity.schemas import GrantForm
from service.reference.queries import areas

FACTS = ("role", "region", "sectors", "until")


def grant_role(viewer: Viewer, person: Person, role: Role, region: str = "") -> RoleGrant:
    """Grant a role without an end, in every sector of an area."""
    require_recent_password(viewer)
    role_grant = _grant(person, GrantForm(id=new_id(), role=role, region=region))
    record(viewer, "person.grant", person, after=values_of(role_grant, FACTS))
    return role_grant


def grant(viewer: Viewer, person: Person, data: GrantForm, act: Act | None = None) -> RoleGrant:
    """Grant a role to one of a bureau's people; the same content again is the same grant."""
    known = made_before(RoleGrant, (person.enterprise_id, data.id), person_id=person.id, **_content(data))
    if known:
        return known
    require_recent_password(viewer)
    refuse_gone(person)
    _refuse_outside(person, data)
    _refuse_mixed(person, data)
    role_grant = _grant(person, data)
    record(viewer, "person.grant", person, act, after=values_of(role_grant, FACTS))
    return role_grant


def revoke_grant(viewer: Viewer, person: Person, grant_id: UUID, act: Act) -> RoleGrant:
    """Take a role back: from his next request on he no longer holds it."""
    role_grant = held_grant(person, grant_id)
    if role_grant.revoked_at is None:
        require_recent_password(viewer)
        organisation = people.organisation(person.enterprise_id)
        if is_last(viewer, organisation, person):
            raise WrongState(_("%(name)s 是最后一位管理人员，请先让另一个人接替"), name=person.name)
        role_grant.revoked_at = clock.now()
        record(viewer, "person.revoke_grant", person, act, before=values_of(role_grant, FACTS))
    return role_grant


def held_grant(person: Person, grant_id: UUID) -> RoleGrant:
    role_grant = db.session.get(RoleGrant, (person.enterprise_id, grant_id))
    if role_grant is None or role_grant.person_id != person.id:
        raise NotFound(_("没有这项授权"))
    return role_grant


def set_roles(viewer: Viewer, person: Person, wanted: Collection[Role]) -> tuple[list[Role], list[Role]]:
    """Let a plant's person hold these roles and no other; return those of before and of now."""
    role_grants = signed_in.grants_of(person)
    if {role_grant.role for role_grant in role_grants} != set(wanted):
        require_recent_password(viewer)
    for role_grant in role_grants:
        if role_grant.role not in wanted:
            role_grant.revoked_at = clock.now()
    before = {role_grant.role for role_grant in role_grants}
    for role in set(wanted) - before:
        _grant(person, GrantForm(id=new_id(), role=role, region=""))
    return sorted(before), sorted(set(wanted))


def _grant(person: Person, data: GrantForm) -> RoleGrant:
    role_grant = RoleGrant.of(person, data.id, **_content(data))
    db.session.add(role_grant)
    return role_grant


def _content(data: GrantForm) -> Mapping[str, Any]:
    return {**values_of(data, FACTS), "sectors": sorted(str(sector) for sector in data.sectors)}


def _refuse_outside(person: Person, data: GrantForm) -> None:
    """Raise Invalid for what is not a bureau's to give: another's role, an area beyond its own, a day gone by."""
    organisation = people.organisation(person.enterprise_id)
    if organisation.kind is not OrganisationKind.BUREAU or data.role not in ROLES_OF[organisation.kind]:
        raise Invalid.at("role", _("这个机构没有这种岗位"))
    own = organisation.area_code
    if data.region not in {own, *(area.code for area in areas.areas_within(own))}:
        raise Invalid.at("region", _("请选择本机构的辖区或它下面的行政区划"))
    if data.until and data.until < clock.today():
        raise Invalid.at("until", _("到期日不能早于今天"))


def _refuse_mixed(person: Person, data: GrantForm) -> None:
    """Raise Invalid where two roles would meet in one area with unlike sectors.

    Who looks at an area holds there all his roles in all his sectors: an expert of every sector who is an
    officer of one would be an officer of all.
    """
    for other in signed_in.grants_of(person):
        meets = signed_in.covers(other.region, data.region) or signed_in.covers(data.region, other.region)
        if meets and other.role != data.role and set(other.sectors) != set(data.sectors):
            raise Invalid.at(
                "sectors", _("他在这一辖区另有岗位，行业范围不同：同一辖区内各岗位的行业范围要一致")
            )
