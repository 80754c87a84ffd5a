"""Who is looking: through a desk's session, or from a phone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import load_only

from service.core import clock
from service.core.db.prepared import PreparedStatement
from service.core.db.transactions import db
from service.core.tenancy.scope import Scope, area_range
from service.core.tenancy.session_guard import bypass_scope
from service.core.tenancy.viewer import Viewer
from service.identity.models import (
    Credential,
    Device,
    Invitation,
    LoginSession,
    OfPerson,
    Organisation,
    Person,
    RoleGrant,
)
from service.identity.rules import FURTHER_LASTS, InvitationKind, OrganisationKind, Role, Secret, is_over

NOBODY = UUID(int=0)
Row = TypeVar("Row", bound=OfPerson)


class Member(NamedTuple):
    id: UUID
    name: str
    team: str
    post: str


class OrganisationRef(NamedTuple):
    id: UUID
    kind: OrganisationKind
    name: str
    area_code: str


class ActiveGrant(NamedTuple):
    """A grant as it holds today."""

    role: Role
    region: str
    sectors: list[str]


@dataclass(frozen=True)
class Membership:
    """A person, where he works, and the grants he holds today."""

    person: Member
    organisation: OrganisationRef
    grants: tuple[ActiveGrant, ...]
    seen_at: datetime | None = None  # when the desk or the phone he asks from was last noted in use
    proven_at: datetime | None = None  # when his password was last given at this desk

    @property
    def regions(self) -> list[str]:
        return sorted({grant.region for grant in self.grants if grant.region})

    def viewer(self, region: str = "") -> Viewer | None:
        """Return who is looking; a regulator looks through one grant that covers the region he names."""
        match self.organisation.kind:
            case OrganisationKind.ENTERPRISE:
                return self._as(Scope.enterprise(self.organisation.id), self.grants)
            case OrganisationKind.PLATFORM:
                return self._as(Scope.platform(), self.grants)
        grants = [grant for grant in self.grants if region and covers(grant.region, region)]
        if not grants:
            return None
        sectors = frozenset[str]() if any(not grant.sectors for grant in grants) else _union(grants)
        return self._as(Scope.regulator(self.organisation.id, area_range(region), sectors), grants)

    def _as(self, scope: Scope, grants: Iterable[ActiveGrant]) -> Viewer:
        return Viewer(
            scope=scope,
            organisation_id=self.organisation.id,
            organisation_name=self.organisation.name,
            person_id=self.person.id,
            name=self.person.name,
            roles=frozenset(str(grant.role) for grant in grants),
            team=self.person.team,
            post=self.person.post,
        )


def covers(granted: str, region: str) -> bool:
    """Tell whether a region lies in the area of a grant."""
    try:
        low, high = area_range(granted)
        return low <= area_range(region)[0] < high
    except ValueError:
        return False


def _union(grants: Iterable[ActiveGrant]) -> frozenset[str]:
    return frozenset(sector for grant in grants for sector in grant.sectors)


def membership(person: Person) -> Membership:
    works = db.session.get_one(Organisation, (person.enterprise_id, person.enterprise_id))
    return Membership(
        Member(person.id, person.name, person.team, person.post),
        OrganisationRef(works.id, works.kind, works.name, works.area_code),
        tuple(ActiveGrant(grant.role, grant.region, grant.sectors) for grant in grants_of(person)),
    )


def _membership_query(token: type[LoginSession | Device], *facts: str) -> PreparedStatement:
    """Make the statement that reads at once all about whom a token names: every page, scan and check asks it."""
    sign_in, person, works, grant = (model.__table__.c for model in (token, Person, Organisation, RoleGrant))
    own = and_(person.enterprise_id == sign_in.enterprise_id, person.id == sign_in.person_id)
    granted = and_(
        grant.enterprise_id == sign_in.enterprise_id,
        grant.person_id == sign_in.person_id,
        grant.revoked_at.is_(None),
    )
    query = (
        select(
            *(sign_in.enterprise_id, sign_in.person_id, sign_in.seen_at, *(sign_in[fact] for fact in facts)),
            *(person.name, person.team, person.post),
            *(works.kind, works.name.label("organisation"), works.area_code),
            *(grant.role, grant.region, grant.sectors, grant.until),
        )
        .join(Person.__table__, own)
        .join(Organisation.__table__, works.enterprise_id == sign_in.enterprise_id)
        .outerjoin(RoleGrant.__table__, granted)
        .where(sign_in.token_hash == bindparam("token_hash"))
        .where(sign_in.revoked_at.is_(None), person.left_at.is_(None))
    )
    return PreparedStatement(bypass_scope(query, "at sign-in a token names its person"))


_WHOSE_DESK = _membership_query(LoginSession, "created_at", "proven_at")
_WHOSE_PHONE = _membership_query(Device, "ends_at")


def in_hand() -> Select[Any]:
    """Make the query for whose phone of a plant a token names, where nothing about it need be noted first.

    It is asked in the scope of that plant, with `token_hash`, `enterprise_id`, `now` and `touched_after`.
    """
    phone, person = Device.__table__.c, Person.__table__.c
    return (
        select(phone.enterprise_id, phone.person_id, person.name, person.team, person.post)
        .join(
            Person.__table__,
            and_(person.enterprise_id == phone.enterprise_id, person.id == phone.person_id),
        )
        .where(
            phone.token_hash == bindparam("token_hash"),
            phone.enterprise_id == bindparam("enterprise_id"),
            phone.revoked_at.is_(None),
            phone.ends_at > bindparam("now"),
            phone.seen_at >= bindparam("touched_after"),
            person.left_at.is_(None),
        )
    )


def session_membership(token_hash: str) -> Membership | None:
    """Return who is signed in at a desk; None where the session is over or revoked, and for who has left."""
    rows = _WHOSE_DESK.run_detached(token_hash=token_hash)
    if not rows or is_over(rows[0].created_at, rows[0].seen_at, rows[0].kind, clock.now()):
        return None
    return replace(_member(rows), proven_at=rows[0].proven_at)


def device_membership(token_hash: str) -> Membership | None:
    """Return whose phone this is; None for one signed out or lapsed, and for who has left."""
    rows = _WHOSE_PHONE.run_detached(token_hash=token_hash)
    return _member(rows) if rows and rows[0].ends_at > clock.now() else None


def _member(rows: Sequence[Any]) -> Membership:
    """Return whom the rows of `_membership_query` name: one row for each grant, or one without any."""
    first, today = rows[0], clock.today()
    granted = (row for row in rows if row.role and (row.until is None or row.until >= today))
    return Membership(
        Member(first.person_id, first.name, first.team, first.post),
        OrganisationRef(first.enterprise_id, first.kind, first.organisation, first.area_code),
        tuple(ActiveGrant(row.role, row.region, row.sectors) for row in granted),
        first.seen_at,
    )


def rows_of(model: type[Row], enterprise_id: UUID, person_id: UUID) -> Select[Row]:
    """Select what of one kind belongs to a person."""
    return select(model).where(model.enterprise_id == enterprise_id, model.person_id == person_id)


def grants_of(person: Person) -> list[RoleGrant]:
    today = clock.today()
    query = rows_of(RoleGrant, person.enterprise_id, person.id).where(RoleGrant.revoked_at.is_(None))
    return [grant for grant in db.session.scalars(query) if grant.until is None or grant.until >= today]


def open_session(token_hash: str) -> LoginSession | None:
    """Return a desk session that is neither over nor revoked, of a person still there."""
    session = db.session.scalars(select(LoginSession).where(LoginSession.token_hash == token_hash)).first()
    if session is None or session.revoked_at:
        return None
    organisation = db.session.get_one(Organisation, (session.enterprise_id, session.enterprise_id))
    return None if is_over(session.created_at, session.seen_at, organisation.kind, clock.now()) else session


def open_device(token_hash: str) -> Device | None:
    device = db.session.scalars(select(Device).where(Device.token_hash == token_hash)).first()
    return device if device and not device.revoked_at and device.ends_at > clock.now() else None


AS_SEEN = load_only(  # of a phone, all that its plant reads
    Device.person_id, Device.created_at, Device.seen_at, Device.ends_at, Device.revoked_at
)


def devices(viewer: Viewer, person_ids: Collection[UUID]) -> list[Device]:
    """Return the phones that some people of the viewer's own organisation are signed in on, the newest first."""
    query = (
        select(Device)
        .options(AS_SEEN)
        .where(
            Device.enterprise_id == viewer.organisation_id,
            Device.person_id.in_(person_ids),
            Device.revoked_at.is_(None),
            Device.ends_at > clock.now(),
        )
    )
    return list(db.session.scalars(query.order_by(Device.id.desc())))


def open_invitations(
    organisation_id: UUID, kinds: Collection[InvitationKind], person_ids: Collection[UUID]
) -> list[Invitation]:
    """Return the printed links of some people of an organisation that still work. Runs in the scope `auth`."""
    query = select(Invitation).where(
        Invitation.enterprise_id == organisation_id,
        Invitation.person_id.in_(person_ids),
        Invitation.kind.in_(kinds),
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    return list(db.session.scalars(query))


def owner_of_device(token_hash: str) -> UUID | None:
    """Return whose phone it is, or was before it was signed out."""
    return db.session.scalars(select(Device.person_id).where(Device.token_hash == token_hash)).first()


def person_of(row: LoginSession | Device | Invitation) -> Person | None:
    person = db.session.get_one(Person, (row.enterprise_id, row.person_id))
    return None if person.left_at else person


def credential(person: Person | None, kind: Secret, *, locked: bool = False) -> Credential | None:
    """Return what a person signs in with, none for who has left. Nobody is looked for like somebody."""
    there = person if person and not person.left_at else None
    key = (there.enterprise_id, there.id) if there else (NOBODY, NOBODY)
    query = rows_of(Credential, *key).where(Credential.kind == kind)
    return db.session.scalars(query.with_for_update() if locked else query).first()


def offered_today(person: Person) -> int:
    """Return how many codes for a further phone he took from his own within the last day."""
    now = clock.now()
    query = select(func.count(Invitation.id)).where(
        Invitation.enterprise_id == person.enterprise_id,
        Invitation.person_id == person.id,
        Invitation.kind == InvitationKind.FURTHER,
        Invitation.expires_at > now - timedelta(days=1) + FURTHER_LASTS,
        Invitation.expires_at <= now + FURTHER_LASTS,  # not one printed to last for a day
    )
    return db.session.scalar(query) or 0
