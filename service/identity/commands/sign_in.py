"""Signing in and out at a desk, and using a printed invitation. Runs in the scope `auth`, before a viewer exists."""

from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.acts.ledger import record
from service.core.acts.problems import Gone, Invalid, _
from service.core.db.transactions import db
from service.identity import rules, secrets
from service.identity.commands.browsers import remember
from service.identity.commands.proof import as_self, check_secret, refuse_waiting, set_secret
from service.identity.commands.tokens import open_rows, revoke
from service.identity.models import Device, Invitation, LoginSession, Person
from service.identity.queries import browsers, people, signed_in
from service.identity.rules import InvitationKind, Secret

Open = TypeVar("Open", LoginSession, Device)


class SignedIn(NamedTuple):
    """What a browser is given: the token of its session or phone, and the mark by which it is known."""

    token: str
    mark: str


class Browser(NamedTuple):
    """From where somebody signs in at a desk."""

    session_hash: str = ""  # of the session it had until now: it ends
    agent: str = ""  # what it calls itself
    mark: str = ""  # what it was marked with


def sign_in(account: str, password: str, browser: Browser = Browser()) -> SignedIn | None:  # noqa: B008
    """Open a new desk session, or return None where it is refused."""
    person = people.by_account(account)
    known = browsers.known_browser(person, Secret.PASSWORD, browser.mark)
    if not check_secret(person, Secret.PASSWORD, password, known) or person is None:
        return None
    sign_out(browser.session_hash)
    close_oldest(LoginSession, person, rules.SESSIONS_AT_ONCE)
    token, moment = secrets.new_token(), clock.now()
    db.session.add(
        LoginSession.of(
            person,
            token_hash=secrets.hash_of(token),
            created_at=moment,
            seen_at=moment,
            proven_at=moment,
            agent=browser.agent[: rules.AGENT_LENGTH] or None,
        )
    )
    record(as_self(person), "person.sign_in", person)
    return SignedIn(token, remember(person, Secret.PASSWORD, browser.mark))


def accept_invitation(token: str, password: str, profile: str, mark: str = "") -> str:
    """Use a printed link: set one's own password. Return the mark by which this browser is known from now on."""
    invitation, person = invitation_of(token, InvitationKind.PASSWORD, used=True)
    context = (person.name, person.account or "", signed_in.membership(person).organisation.name)
    faults = rules.password_faults(password, profile, context)
    if faults:
        raise Invalid(errors={"password": faults})
    set_secret(person, Secret.PASSWORD, password)
    invitation.used_at = clock.now()
    revoke(open_rows(LoginSession, person))
    record(as_self(person), "person.set_password", person)
    return remember(person, Secret.PASSWORD, mark)


def invited(token: str, *kinds: InvitationKind) -> tuple[Person, InvitationKind]:
    """Return whom a link is for and what it does; raise Gone where it no longer works."""
    invitation, person = invitation_of(token, *kinds)
    return person, invitation.kind


def invitation_of(token: str, *kinds: InvitationKind, used: bool = False) -> tuple[Invitation, Person]:
    query = select(Invitation).where(
        Invitation.token_hash == secrets.hash_of(token), Invitation.kind.in_(kinds)
    )
    invitation = db.session.scalars(query.with_for_update() if used else query).first()
    person = signed_in.person_of(invitation) if invitation else None
    if (
        invitation is None
        or person is None
        or invitation.used_at
        or invitation.revoked_at
        or invitation.expires_at <= clock.now()
    ):
        raise Gone(_("这个链接已经用过或过期，请找发给您的人重新打印一张"))
    return invitation, person


def prove(enterprise_id: UUID, person_id: UUID, session_hash: str, password: str) -> bool:
    """Take a fresh password for what must not be done by whoever sits at an open desk."""
    person = db.session.get(Person, (enterprise_id, person_id))
    session = signed_in.open_session(session_hash)
    if session is None:
        return False
    refuse_waiting(session, "password")
    if not check_secret(person, Secret.PASSWORD, password, session):
        return False
    session.proven_at = clock.now()
    return True


def touch(session_hash: str) -> None:
    session = signed_in.open_session(session_hash)
    if session:
        session.seen_at = clock.now()


def sign_out(session_hash: str) -> None:
    end(signed_in.open_session(session_hash))


def end(row: LoginSession | Device | None) -> None:
    person = signed_in.person_of(row) if row else None
    if row and person:
        row.revoked_at = clock.now()
        record(as_self(person), "person.sign_out", person)


def close_oldest(model: type[Open], person: Person, most: int) -> None:
    """Keep room for one more: the oldest sign-ins end."""
    rows = sorted(open_rows(model, person), key=lambda row: row.created_at)
    revoke(rows[: max(0, len(rows) - most + 1)])
