"""What a person does about his own sign-ins. Runs in the scope `auth`, by the session or phone he asks from.

A wrong current password or PIN is counted by that session or phone alone: nobody's guesses at a sign-in reach it.
"""

from uuid import UUID

from service.core import clock
from service.core.acts.ledger import record
from service.core.acts.problems import Invalid, NotFound, NotSignedIn, _
from service.identity import pins, rules
from service.identity.commands.proof import as_self, check_secret, refuse_waiting, set_secret
from service.identity.commands.tokens import revoke
from service.identity.models import Device, LoginSession, Person
from service.identity.queries import signed_in
from service.identity.queries.account import open_devices, open_sessions
from service.identity.rules import Secret


def change_password(session_hash: str, current: str, new: str, profile: str) -> bool:
    """Set a new password and end the other desk sessions; tell whether the current one was right."""
    session, person = _at_desk(session_hash)
    context = (person.name, person.account or "", signed_in.membership(person).organisation.name)
    faults = rules.password_faults(new, profile, context)
    if faults:
        raise Invalid(errors={"password": faults})
    refuse_waiting(session, "current")
    if not check_secret(person, Secret.PASSWORD, current, session):
        return False
    set_secret(person, Secret.PASSWORD, new)
    revoke([other for other in open_sessions(session) if other.id != session.id])
    session.proven_at = clock.now()
    record(as_self(person), "person.change_password", person)
    return True


def change_pin(device_hash: str, current: str, new: str) -> bool:
    """Set a new PIN and sign the other phones out; tell whether the current one was right."""
    device = signed_in.open_device(device_hash)
    person = signed_in.person_of(device) if device else None
    if device is None or person is None:
        raise NotSignedIn(_("请先在这台手机上登录"))
    faults = pins.pin_faults(new, (person.work_number, person.account or ""))
    if faults:
        raise Invalid(errors={"pin": faults})
    refuse_waiting(device, "current")
    if not check_secret(person, Secret.PIN, current, device):
        return False
    set_secret(person, Secret.PIN, new)
    revoke([other for other in open_devices(device) if other.id != device.id])
    record(as_self(person), "person.change_pin", person)
    return True


def end_sign_in(session_hash: str, sign_in_id: UUID) -> None:
    """End one of one's own sign-ins."""
    session, person = _at_desk(session_hash)
    ending = [sign_in for sign_in in _all(session) if sign_in.id == sign_in_id]
    if not ending:
        raise NotFound(_("这个登录已经退出"))
    revoke(ending)
    record(as_self(person), "person.end_sign_ins", person, after={"ended": 1})


def end_others(session_hash: str) -> None:
    """End all of one's own sign-ins but this one."""
    session, person = _at_desk(session_hash)
    others = [sign_in for sign_in in _all(session) if sign_in.id != session.id]
    if others:
        revoke(others)
        record(as_self(person), "person.end_sign_ins", person, after={"ended": len(others)})


def _at_desk(session_hash: str) -> tuple[LoginSession, Person]:
    session = signed_in.open_session(session_hash)
    person = signed_in.person_of(session) if session else None
    if session is None or person is None:
        raise NotSignedIn(_("请先登录"))
    return session, person


def _all(session: LoginSession) -> list[LoginSession | Device]:
    sign_ins: list[LoginSession | Device] = []
    return sign_ins + open_sessions(session) + open_devices(session)
