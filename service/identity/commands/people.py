"""An organisation's people: they come, are known better, and go."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.acts.ledger import Act, begun_with, record, repeated
from service.core.acts.problems import Conflict, Invalid, NotAllowed, NotFound, WrongState, _
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.identity.commands.grants import grant_role, set_roles
from service.identity.commands.safeguards import is_last, refuse_gone
from service.identity.models import Device, Invitation, LoginSession, Organisation, Person
from service.identity.queries import people, signed_in
from service.identity.rules import MANAGERS, ROLES_OF, OrganisationKind, Role

SignsIn = TypeVar("SignsIn", Device, Invitation, LoginSession)


def add_person(
    viewer: Viewer, organisation: Organisation, facts: dict[str, Any], act: Act | None = None
) -> Person:
    """Add a person with one role. `facts` as PersonForm; a bureau's person gets the bureau's whole area."""
    _refuse_strange_role(organisation, facts["role"], "role")
    _refuse_outsider(viewer, organisation)
    known = db.session.get(Person, (organisation.id, facts["id"]))
    if known:
        if _differs(known, facts):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return known
    _refuse_taken(organisation, facts)
    person = Person(
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
    db.session.add(person)
    db.session.flush()
    record(viewer, "person.add", person, act, after={"role": facts["role"], "team": facts["team"]})
    region = "" if organisation.kind is OrganisationKind.ENTERPRISE else organisation.area_code
    grant_role(viewer, person, facts["role"], region)
    return person


def _differs(known: Person, facts: dict[str, Any]) -> bool:
    """Tell whether a form says something else than the one of the same id, which added a person."""
    began = begun_with(known, "person.add")
    row = known.name, known.work_number, known.post, known.account or "", began["role"], began["team"]
    return row != tuple(facts[name] for name in ("name", "work_number", "post", "account", "role", "team"))


def correct_person(viewer: Viewer, person: Person, facts: dict[str, Any], act: Act) -> Person:
    """Set what is known of a person, and a plant's person's roles. `facts` as one of the forms of a member.

    An account is only given to who has none: it is what he signs in by.
    """
    organisation = people.organisation(person.enterprise_id)
    _refuse_outsider(viewer, organisation)
    if repeated(person.enterprise_id, act, "person.correct", person.id):
        return person
    refuse_gone(person)
    before, after = _set_words(person, facts)
    if "roles" in facts:
        for role in facts["roles"]:
            _refuse_strange_role(organisation, role, "roles")
        if is_last(viewer, organisation, person, facts["roles"]):
            raise Invalid.at("roles", _("本单位只剩这一位管理人员，请先让另一个人担任主要负责人或安全管理员"))
        before["roles"], after["roles"] = set_roles(viewer, person, facts["roles"])
    changed = [name for name in after if before.get(name) != after[name]]
    if changed:
        record(viewer, "person.correct", person, act, **_told(before, after, changed))
    return person


def _set_words(person: Person, facts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    account = facts.get("account")
    if account and person.account:
        raise Invalid.at("account", _("%(name)s 已有账号，不能另设"), name=person.name)
    if account and is_taken(account):
        raise Invalid.at("account", _("账号 %(account)s 已被使用，请换一个"), account=account)
    wanted: dict[str, Any] = {name: facts[name] for name in ("name", "post", "team") if name in facts}
    if account:
        wanted["account"] = account
    before = {name: getattr(person, name) for name in wanted}
    for name, value in wanted.items():
        setattr(person, name, value)
    return before, wanted


def _told(before: dict[str, Any], after: dict[str, Any], changed: list[str]) -> dict[str, Any]:
    """Return what the ledger keeps: of a personal value only that it changed."""
    public = [name for name in changed if name not in ("name", "account")]
    details = {name: after[name] for name in public} | {"changed": changed}
    return {"before": {name: before[name] for name in public}, "after": details}


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
        for phone in _open(Device, person):
            phone.revoked_at = person.left_at
        record(viewer, "person.leave", person, act)
    return person


def end_sign_ins_of(gone: Person) -> None:
    """End what somebody who has left signed in with at a desk, and his printed links. Runs in the scope `auth`.

    It may be repeated, and is no act of its own: his leaving is in the ledger.
    """
    if gone.left_at:
        for session in _open(LoginSession, gone):
            session.revoked_at = gone.left_at
        for link in _open(Invitation, gone):
            link.revoked_at = gone.left_at


def _open(model: type[SignsIn], person: Person) -> list[SignsIn]:
    query = select(model).where(
        model.enterprise_id == person.enterprise_id, model.person_id == person.id, model.revoked_at.is_(None)
    )
    if model is Device:
        query = query.options(signed_in.AS_SEEN)
    return list(db.session.scalars(query))


def _refuse_strange_role(organisation: Organisation, role: Role, field: str) -> None:
    if role not in ROLES_OF[organisation.kind]:
        raise Invalid.at(field, _("这个机构没有这种岗位"))


def _refuse_outsider(viewer: Viewer, organisation: Organisation) -> None:
    own = organisation.id == viewer.organisation_id and viewer.has(*MANAGERS)
    if not (own or viewer.has(Role.OPERATOR)):
        raise NotAllowed(_("只有本单位的安全管理员可以管理人员"))


def _refuse_taken(organisation: Organisation, facts: dict[str, Any]) -> None:
    if people.by_work_number(organisation.id, facts["work_number"]):
        raise Invalid.at("work_number", _("工号 %(number)s 已有人使用"), number=facts["work_number"])
    if facts["account"] and is_taken(facts["account"]):
        raise Invalid.at("account", _("账号 %(account)s 已被使用，请换一个"), account=facts["account"])


def is_taken(account: str) -> bool:
    """Tell whether an account name is used in the sight of the open scope; the unique key is the last word."""
    return people.by_account(account) is not None


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
