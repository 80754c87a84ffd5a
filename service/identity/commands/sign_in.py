"""Signing in, on the desk and on a phone. Runs in the scope `auth`, before a viewer exists.

A wrong account, a wrong secret and a locked account read the same and take the same time.
"""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.db import db
from service.core.ids import new_id
from service.core.ledger import record
from service.core.problems import Gone, Invalid, Said, _
from service.core.scope import Scope
from service.core.viewer import Viewer
from service.identity import queries, rules, secrets
from service.identity.models import Credential, Device, Invitation, LoginSession, Person
from service.identity.rules import InvitationKind, Secret

REFUSAL = _("账号或密码不对；连续输错会被要求稍等再试")
PIN_REFUSAL = _("工号或 PIN 码不对；连续输错会被要求稍等再试")
SignedIn = TypeVar("SignedIn", LoginSession, Device)


def sign_in(account: str, password: str, instead_of: str = "", agent: str = "") -> str | None:
    """Return the token of a new desk session, or None where it is refused.

    instead_of   the hash of the session this browser had until now: it ends
    agent        what the browser calls itself
    """
    person = queries.by_account(account)
    if not proves(person, Secret.PASSWORD, password) or person is None:
        return None
    sign_out(instead_of)
    _close_oldest(LoginSession, person, rules.SESSIONS_AT_ONCE)
    token, moment = secrets.new_token(), clock.now()
    db.session.add(
        LoginSession(
            **_of(person),
            token_hash=secrets.hash_of(token),
            created_at=moment,
            seen_at=moment,
            proven_at=moment,
            agent=agent[: rules.AGENT_LENGTH] or None,
        )
    )
    record(as_self(person), "person.sign_in", person)
    return token


def sign_in_on_device(enterprise_id: UUID | None, work_number: str, pin: str) -> str | None:
    """Return the token of a newly enrolled phone, or None where it is refused."""
    person = queries.by_work_number(enterprise_id, work_number) if enterprise_id else None
    if not proves(person, Secret.PIN, pin) or person is None:
        return None
    return _enrol(person)


def _enrol(person: Person) -> str:
    _close_oldest(Device, person, rules.DEVICES_AT_ONCE)
    token, moment = secrets.new_token(), clock.now()
    db.session.add(
        Device(
            **_of(person),
            token_hash=secrets.hash_of(token),
            created_at=moment,
            seen_at=moment,
            ends_at=moment + rules.DEVICE_LASTS,
        )
    )
    record(as_self(person), "person.enrol_device", person)
    return token


def enrol(token: str, pin: str) -> str:
    """Use an enrolment code: set the PIN and sign this phone in."""
    invitation, person = _invitation(token, InvitationKind.ENROLMENT, used=True)
    faults = rules.pin_faults(pin)
    if faults:
        raise Invalid(errors={"pin": faults})
    set_secret(person, Secret.PIN, pin)
    invitation.used_at = clock.now()
    for device in _open(Device, person):  # a code is printed for a first phone or for a lost one
        device.revoked_at = clock.now()
    return _enrol(person)


def accept_invitation(token: str, password: str, profile: str) -> Person:
    """Use a printed link: set one's own password."""
    invitation, person = _invitation(token, InvitationKind.PASSWORD, used=True)
    context = (person.name, person.account or "", queries.membership(person).organisation.name)
    faults = rules.password_faults(password, profile, context)
    if faults:
        raise Invalid(errors={"password": faults})
    set_secret(person, Secret.PASSWORD, password)
    invitation.used_at = clock.now()
    for session in _open(LoginSession, person):
        session.revoked_at = clock.now()
    record(as_self(person), "person.set_password", person)
    return person


def invited(token: str, kind: InvitationKind) -> Person:
    """Return whom a printed link is for; raise Gone where it no longer works."""
    return _invitation(token, kind)[1]


def _invitation(token: str, kind: InvitationKind, *, used: bool = False) -> tuple[Invitation, Person]:
    query = select(Invitation).where(Invitation.token_hash == secrets.hash_of(token), Invitation.kind == kind)
    found = db.session.scalars(query.with_for_update() if used else query).first()
    person = queries.person_of(found) if found else None
    if (
        found is None
        or person is None
        or found.used_at
        or found.revoked_at
        or found.expires_at <= clock.now()
    ):
        raise Gone(_("这个链接已经用过或过期，请找发给您的人重新打印一张"))
    return found, person


def prove(enterprise_id: UUID, person_id: UUID, session_hash: str, password: str) -> bool:
    """Take a fresh password for what must not be done by whoever sits at an open desk."""
    person = db.session.get(Person, (enterprise_id, person_id))
    if not proves(person, Secret.PASSWORD, password):
        return False
    session = queries.open_session(session_hash)
    if session is None:
        return False
    session.proven_at = clock.now()
    return True


def touch(session_hash: str) -> None:
    session = queries.open_session(session_hash)
    if session:
        session.seen_at = clock.now()


def touch_device(token_hash: str) -> None:
    device = queries.open_device(token_hash)
    if device:
        device.seen_at = clock.now()


def sign_out(session_hash: str) -> None:
    _end(queries.open_session(session_hash))


def sign_out_device(token_hash: str) -> None:
    _end(queries.open_device(token_hash))


def _end(one: LoginSession | Device | None) -> None:
    person = queries.person_of(one) if one else None
    if one and person:
        one.revoked_at = clock.now()
        record(as_self(person), "person.sign_out", person)


def proves(person: Person | None, kind: Secret, given: str) -> bool:
    kept = queries.credential(person, kind) if person and not person.left_at else None
    moment = clock.now()
    locked = bool(kept and kept.locked_until and kept.locked_until > moment)
    right = secrets.matches(kept.hash if kept else None, given) and not locked
    if kept and person and not locked:
        kept.failures = 0 if right else kept.failures + 1
        kept.locked_until = None if right else moment + rules.delay_after(kept.failures)
        if not right:
            record(as_self(person), "person.sign_in_refused", person, after={"failures": kept.failures})
    return right


def set_secret(person: Person, kind: Secret, given: str) -> None:
    kept = queries.credential(person, kind)
    if kept is None:
        kept = Credential(**_of(person), kind=kind)
        db.session.add(kept)
    kept.hash, kept.set_at, kept.failures, kept.locked_until = secrets.hashed(given), clock.now(), 0, None


def _open(model: type[SignedIn], person: Person) -> list[SignedIn]:
    query = (
        select(model)
        .where(
            model.enterprise_id == person.enterprise_id,
            model.person_id == person.id,
            model.revoked_at.is_(None),
        )
        .order_by(model.created_at)
    )
    return list(db.session.scalars(query))


def _close_oldest(model: type[SignedIn], person: Person, most: int) -> None:
    """Keep room for one more: the oldest sign-ins end."""
    found = _open(model, person)
    for one in found[: max(0, len(found) - most + 1)]:
        one.revoked_at = clock.now()


def _of(person: Person) -> dict[str, object]:
    return {
        "enterprise_id": person.enterprise_id,
        "id": new_id(),
        "area_code": person.area_code,
        "sector": person.sector,
        "person_id": person.id,
    }


def as_self(person: Person) -> Viewer:
    return Viewer(Scope.auth(), organisation_id=person.enterprise_id, person_id=person.id, name=person.name)


def refusal(kind: Secret) -> Invalid:
    field, sentence = ("password", REFUSAL) if kind is Secret.PASSWORD else ("pin", PIN_REFUSAL)
    return Invalid(errors={field: [Said(sentence)]})
