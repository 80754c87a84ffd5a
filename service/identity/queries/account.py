"""Where a person himself is signed in. Read in the scope `auth`: nobody else's business."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.core import clock
from service.core.db.transactions import db
from service.identity.models import Device, LoginSession
from service.identity.queries.people import organisation
from service.identity.queries.signed_in import open_session, rows_of
from service.identity.rules import agent_in_words, is_over


@dataclass(frozen=True)
class SignIn:
    """A desk session or a phone that is signed in."""

    id: UUID
    is_phone: bool
    agent: str  # browser and system, where they are known
    since: datetime
    seen_at: datetime | None
    is_here: bool = False


def sign_ins(session_hash: str) -> list[SignIn]:
    """Return where whoever holds this session is signed in: this one, other desks, phones; each newest first."""
    session = open_session(session_hash)
    if session is None:
        return []
    desks = [_of_desk(desk, session) for desk in open_sessions(session)]
    phones = [
        SignIn(device.id, True, "", device.created_at, device.seen_at) for device in open_devices(session)
    ]
    return sorted([*desks, *phones], key=lambda sign_in: (not sign_in.is_here, sign_in.is_phone))


def open_sessions(session: LoginSession) -> list[LoginSession]:
    query = rows_of(LoginSession, session.enterprise_id, session.person_id)
    query = query.where(LoginSession.revoked_at.is_(None)).order_by(LoginSession.created_at.desc())
    kind, now = organisation(session.enterprise_id).kind, clock.now()
    return [row for row in db.session.scalars(query) if not is_over(row.created_at, row.seen_at, kind, now)]


def open_devices(of: LoginSession | Device) -> list[Device]:
    is_open = Device.revoked_at.is_(None), Device.ends_at > clock.now()
    query = rows_of(Device, of.enterprise_id, of.person_id).where(*is_open)
    return list(db.session.scalars(query.order_by(Device.created_at.desc())))


def _of_desk(desk: LoginSession, session: LoginSession) -> SignIn:
    return SignIn(
        desk.id, False, agent_in_words(desk.agent or ""), desk.created_at, desk.seen_at, desk.id == session.id
    )
