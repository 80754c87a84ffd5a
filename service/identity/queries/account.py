"""Where a person himself is signed in. Read in the scope `auth`: nobody else's business."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.db import db
from service.identity.models import Device, LoginSession
from service.identity.queries.people import organisation
from service.identity.queries.signed_in import open_session
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
    here = open_session(session_hash)
    if here is None:
        return []
    desks = [_of_desk(session, here) for session in open_sessions(here)]
    phones = [SignIn(device.id, True, "", device.created_at, device.seen_at) for device in open_devices(here)]
    return sorted([*desks, *phones], key=lambda one: (not one.is_here, one.is_phone))


def open_sessions(here: LoginSession) -> list[LoginSession]:
    query = select(LoginSession).where(
        LoginSession.enterprise_id == here.enterprise_id,
        LoginSession.person_id == here.person_id,
        LoginSession.revoked_at.is_(None),
    )
    kind, now = organisation(here.enterprise_id).kind, clock.now()
    found = db.session.scalars(query.order_by(LoginSession.created_at.desc()))
    return [one for one in found if not is_over(one.created_at, one.seen_at, kind, now)]


def open_devices(of: LoginSession | Device) -> list[Device]:
    query = select(Device).where(
        Device.enterprise_id == of.enterprise_id,
        Device.person_id == of.person_id,
        Device.revoked_at.is_(None),
        Device.ends_at > clock.now(),
    )
    return list(db.session.scalars(query.order_by(Device.created_at.desc())))


def _of_desk(one: LoginSession, here: LoginSession) -> SignIn:
    return SignIn(
        one.id, False, agent_in_words(one.agent or ""), one.created_at, one.seen_at, one.id == here.id
    )
