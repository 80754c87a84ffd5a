"""An organisation's people: they come, are known better, and go."""

from collections.abc import Collection
from uuid import UUID

from service.core import clock
from service.core.acts.contents import FORM_USED, Correction, correct, made_before, values_of
from service.core.acts.ledger import Act, begun_with, record, repeated
from service.core.acts.problems import Conflict, Invalid, NotAllowed, NotFound, WrongState, _
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.identity.commands.grants import grant_role, set_roles
from service.identity.commands.safeguards import is_last, refuse_gone
from service.identity.commands.tokens import open_rows, revoke
from service.identity.models import Device, Invitation, LoginSession, Organisation, Person
from service.identity.queries import people, signed_in
from service.identity.rules import MANAGERS, ROLES_OF, OrganisationKind, Role
from service.identity.schemas import MemberForm, NamedForm, PersonForm, StaffForm

PERSONAL = ("name", "account")  # of these the ledger keeps only that they changed


def add_person(
    viewer: Viewer, organisation: Organisation, data: PersonForm, act: Act | None = None
) -> Person:
    """Add a person with one role; a bureau's person gets the bureau's whole area."""
    _refuse_strange_role(organisation, data.role, "role")
    _refuse_outsider(viewer, organisation)
    content = {**values_of(data, ("name", "work_number", "post")), "account": data.account or None}
    known = made_before(Person, (organisation.id, data.id), **content)
    if known:
        began = begun_with(known, "person.add")
        if (began["role"], began["team"]) != (data.role, data.team):
            raise Conflict(FORM_USED)
        return known
    _refuse_taken(organisation, data)
    person = Person.child_of(organisation, id=data.id, team=data.team, **content)
    db.session.add(person)
    db.session.flush()
    record(viewer, "person.add", person, act, after={"role": data.role, "team": data.team})
    region = "" if organisation.kind is OrganisationKind.ENTERPRISE else organisation.area_code
    grant_role(viewer, person, data.role, region)
    return person


def correct_person(viewer: Viewer, person: Person, data: MemberForm, act: Act) -> Person:
    """Set what is known of a person, and a plant's person's roles.

    An account is only given to who has none: it is what he signs in by.
    """
    organisation = people.organisation(person.enterprise_id)
    _refuse_outsider(viewer, organisation)
    if repeated(person.enterprise_id, act, "person.correct", person.id):
        return person
    refuse_gone(person)
    before, after = _set_words(person, data)
    if isinstance(data, StaffForm):
        former, roles = _set_roles(viewer, organisation, person, data.roles)
        if former != roles:
            before["roles"], after["roles"] = former, roles
    if after:
        was = {name: value for name, value in before.items() if name not in PERSONAL}
        details = {"changed": list(after), **{name: after[name] for name in was}}
        record(viewer, "person.correct", person, act, before=was, after=details)
    return person


def _set_words(person: Person, data: MemberForm) -> Correction:
    if data.account and person.account:
        raise Invalid.at("account", _("%(name)s 已有账号，不能另设"), name=person.name)
    _refuse_taken_account(data.account)
    named = ["name"] if isinstance(data, NamedForm) else []
    return correct(person, values_of(data, [*named, "post", "team", *(["account"] if data.account else [])]))


def _set_roles(
    viewer: Viewer, organisation: Organisation, person: Person, roles: Collection[Role]
) -> tuple[list[Role], list[Role]]:
    for role in roles:
        _refuse_strange_role(organisation, role, "roles")
    if is_last(viewer, organisation, person, roles):
        raise Invalid.at("roles", _("本单位只剩这一位管理人员，请先让另一个人担任主要负责人或安全管理员"))
    return set_roles(viewer, person, roles)


def leave(viewer: Viewer, person_id: UUID, act: Act, organisation_id: UUID | None = None) -> Person:
    """Let a person go: from his next request on he is signed out everywhere; history keeps his name.

    What he signs in with asks at each use whether he has left; `end_sign_ins_of` ends it besides.
    """
    person = people.person(viewer, person_id, organisation_id)
    organisation = people.organisation(person.enterprise_id)
    _refuse_outsider(viewer, organisation)
    if person.left_at is None:
        if is_last(viewer, organisation, person):
            raise WrongState(_("%(name)s 是最后一位管理人员，请先让另一个人接替"), name=person.name)
        person.left_at = clock.now()
        revoke(open_rows(Device, person), person.left_at)
        record(viewer, "person.leave", person, act)
    return person


def end_sign_ins_of(gone: Person) -> None:
    """End what somebody who has left signed in with at a desk, and his printed links. Runs in the scope `auth`.

    It may be repeated, and is no act of its own: his leaving is in the ledger.
    """
    if gone.left_at:
        revoke(open_rows(LoginSession, gone), gone.left_at)
        revoke(open_rows(Invitation, gone), gone.left_at)


def _refuse_strange_role(organisation: Organisation, role: Role, field: str) -> None:
    if role not in ROLES_OF[organisation.kind]:
        raise Invalid.at(field, _("这个机构没有这种岗位"))


def _refuse_outsider(viewer: Viewer, organisation: Organisation) -> None:
    own = organisation.id == viewer.organisation_id and viewer.has(*MANAGERS)
    if not (own or viewer.has(Role.OPERATOR)):
        raise NotAllowed(_("只有本单位的安全管理员可以管理人员"))


def _refuse_taken(organisation: Organisation, data: PersonForm) -> None:
    if people.by_work_number(organisation.id, data.work_number):
        raise Invalid.at("work_number", _("工号 %(number)s 已有人使用"), number=data.work_number)
    _refuse_taken_account(data.account)


def _refuse_taken_account(account: str) -> None:
    """Raise Invalid for what is used in the sight of the open scope; the unique key is the last word."""
    if account and people.by_account(account):
        raise Invalid.at("account", _("账号 %(account)s 已被使用，请换一个"), account=account)


def revoke_device(viewer: Viewer, person_id: UUID, device_id: UUID, act: Act) -> Device:
    """Sign a person out on one phone, from its next request on; his PIN stays good for another."""
    key = (viewer.organisation_id, device_id)
    device = db.session.get(Device, key, with_for_update=True, options=[signed_in.AS_SEEN])
    if device is None or device.person_id != person_id:
        raise NotFound(_("没有这台手机"))
    if device.revoked_at is None:
        device.revoked_at = device.taken_back_at = clock.now()
        about = people.person(viewer, person_id)
        record(viewer, "person.revoke_device", about, act, before={"enrolled_at": device.created_at})
    return device


def note_refusal(viewer: Viewer, what: str) -> None:
    """Write down that somebody tried what his role may not do: whoever supervises him can see it."""
    about = db.session.get_one(Organisation, (viewer.organisation_id, viewer.organisation_id))
    record(viewer, "access.refused", about, after={"what": what})
