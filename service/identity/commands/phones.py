"""Phones: a worker's first by his PIN or an enrolment code, a further one by a code or from the old one.

Runs in the scope `auth`, before a viewer exists.
"""

from typing import NamedTuple
from uuid import UUID

from service.core import clock
from service.core.acts.ledger import record
from service.core.acts.problems import Invalid, NotSignedIn, WrongState, _
from service.core.db.transactions import db
from service.core.db.upserts import add_if_absent
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity import pins, rules, secrets
from service.identity.commands.browsers import remember
from service.identity.commands.invitations import issue
from service.identity.commands.proof import as_self, check_secret, note_refusal, set_secret
from service.identity.commands.sign_in import SignedIn, close_oldest, end, invitation_of
from service.identity.commands.tokens import open_rows, revoke
from service.identity.models import Device, Organisation, Person, PinWatch
from service.identity.queries import browsers, people, signed_in
from service.identity.rules import InvitationKind, Secret

CLOSED = _(
    "本单位近一小时在新手机上输错 PIN 码太多，新手机暂时只能用登录码登录：请安全管理员给您打印手机登录码，"
    "或在您已登录的手机上点“添加另一部手机”。已登录过的手机不受影响"
)


class Numbered(NamedTuple):
    """Whom somebody says he is on a phone: a plant, where one was recognised, and a work number."""

    enterprise_id: UUID | None
    work_number: str


def sign_in_on_device(who: Numbered, pin: str, mark: str = "") -> SignedIn | None:
    """Sign a phone in, or return None where it is refused.

    A phone that was his before comes back; another only while none is signed in: a further one needs more than a PIN.

    mark   what the phone's browser was marked with
    Raises Invalid while the plant's new phones have sent too many wrong PINs.
    """
    person = people.by_work_number(who.enterprise_id, who.work_number) if who.enterprise_id else None
    known = browsers.known_browser(person, Secret.PIN, mark)
    if who.enterprise_id and known is None:
        _refuse_closed(who.enterprise_id)
    right = check_secret(person, Secret.PIN, pin, known)
    if who.enterprise_id and known is None and not right:
        _count_wrong_pin(who.enterprise_id)
    if not right or person is None or (known is None and _signed_in(person)):
        return None
    return _enrol(person, mark)


def enrol(token: str, pin: str, mark: str = "") -> SignedIn:
    """Use an enrolment code: set the PIN and sign this phone in, instead of any other."""
    invitation, person = invitation_of(token, InvitationKind.ENROLMENT, used=True)
    faults = pins.pin_faults(pin, (person.work_number, person.account or ""))
    if faults:
        raise Invalid(errors={"pin": faults})
    set_secret(person, Secret.PIN, pin)
    invitation.used_at = clock.now()
    for device in open_rows(Device, person):  # a code is printed for a first phone or for a lost one
        device.revoked_at = device.taken_back_at = clock.now()
    return _enrol(person, mark)


def offer_device(device_hash: str) -> str:
    """Return a code by which whoever is signed in on this phone adds another one."""
    device = signed_in.open_device(device_hash)
    person = signed_in.person_of(device) if device else None
    if person is None:
        raise NotSignedIn(_("请先在这台手机上登录"))
    if signed_in.offered_today(person) >= rules.FURTHER_A_DAY:
        raise WrongState(_("今天取的添加码已经够多，请明天再试，或请安全管理员打印手机登录码"))
    code, ends = secrets.new_code(), clock.now() + rules.FURTHER_LASTS
    issue(person, InvitationKind.FURTHER, code, ends)
    record(as_self(person), "person.offer_device", person, after={"expires_at": ends})
    return code


def add_device(token: str, pin: str, mark: str = "") -> SignedIn | None:
    """Use a code for a further phone, confirmed by the PIN; a wrong one is counted by the code alone.

    After FURTHER_FAILURES of them the code is void.
    """
    invitation, person = invitation_of(token, InvitationKind.FURTHER, used=True)
    credential = signed_in.credential(person, Secret.PIN)
    if not secrets.matches(credential.hash if credential else None, pin):
        invitation.failures += 1
        if invitation.failures >= rules.FURTHER_FAILURES:
            revoke([invitation])
        facts = {"secret": Secret.PIN, "counted_by": "invitation", "failures": invitation.failures}
        note_refusal(person, facts)
        return None
    invitation.used_at = clock.now()
    return _enrol(person, mark)


def touch_device(token_hash: str) -> None:
    device = signed_in.open_device(token_hash)
    if device:
        device.seen_at = clock.now()


def sign_out_device(token_hash: str) -> None:
    end(signed_in.open_device(token_hash))


def _signed_in(person: Person) -> bool:
    return any(row.ends_at > clock.now() for row in open_rows(Device, person))


def _enrol(person: Person, mark: str) -> SignedIn:
    close_oldest(Device, person, rules.DEVICES_AT_ONCE)
    mark = remember(person, Secret.PIN, mark)
    token, moment = secrets.new_token(), clock.now()
    db.session.add(
        Device.of(
            person,
            token_hash=secrets.hash_of(token),
            created_at=moment,
            seen_at=moment,
            ends_at=moment + rules.DEVICE_LASTS,
            mark_hash=secrets.hash_of(mark),
        )
    )
    record(as_self(person), "person.enrol_device", person)
    return SignedIn(token, mark)


def _refuse_closed(enterprise_id: UUID) -> None:
    watch = browsers.pin_watch(enterprise_id)
    if watch and watch.closed_until and watch.closed_until > clock.now():
        raise Invalid.at("pin", CLOSED)


def _count_wrong_pin(enterprise_id: UUID) -> None:
    """Count a wrong PIN of a new phone against its plant; the fiftieth within an hour closes it for a while."""
    plant = db.session.get_one(Organisation, (enterprise_id, enterprise_id))
    watch, moment = _watch_of(plant), clock.now()
    if moment - watch.since >= rules.PLANT_COUNTS:
        watch.since, watch.failures = moment, 0
    watch.failures += 1
    if watch.failures >= rules.PLANT_FAILURES:
        until = moment + rules.PLANT_CLOSED
        nobody = Viewer(Scope.auth(), organisation_id=enterprise_id)
        record(nobody, "organisation.close_pins", plant, after={"failures": watch.failures, "until": until})
        watch.closed_until, watch.since, watch.failures = until, until, 0


def _watch_of(plant: Organisation) -> PinWatch:
    add_if_absent(PinWatch.child_of(plant, id=plant.id, since=clock.now(), failures=0))
    return db.session.get_one(PinWatch, (plant.id, plant.id), with_for_update=True, populate_existing=True)
