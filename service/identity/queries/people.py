"""Who is there: organisations, their people, roles and certificates."""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVarTuple
from unicodedata import normalize
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from service.core import clock
from service.core.acts.actors import named
from service.core.acts.problems import _, existing
from service.core.db.among import among
from service.core.db.paging import Key, Page, page
from service.core.db.transactions import db
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.identity.models import Bureau, Certificate, Organisation, Person, RoleGrant
from service.identity.rules import DEMO_PREFIX, LOADS, OrganisationKind, Role

Columns = TypeVarTuple("Columns")


def by_account(account: str) -> Person | None:
    return db.session.scalars(select(Person).where(Person.account == account)).first()


def by_work_number(enterprise_id: UUID, work_number: str) -> Person | None:
    query = select(Person).where(Person.enterprise_id == enterprise_id, Person.work_number == work_number)
    return db.session.scalars(query).first()


def people(viewer: Viewer) -> list[Person]:
    """Return the people of the viewer's organisation by work number, but those who left."""
    query = select(Person).where(*_there(viewer.organisation_id))
    return list(db.session.scalars(query.order_by(Person.work_number)))


def _there(organisation_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    return Person.enterprise_id == organisation_id, Person.left_at.is_(None)


def people_page(
    organisation_id: UUID, after: str | None, search: str = "", *, former: bool = False
) -> Page[Person]:
    """Return a page of an organisation's people by work number: those there, or those who left.

    `search` is how a name or a work number begins.
    """
    query = select(Person).where(
        Person.enterprise_id == organisation_id,
        Person.left_at.is_not(None) if former else Person.left_at.is_(None),
    )
    return page(_searched(query, search), [Person.work_number], after)


def desk_people(organisation_id: UUID, search: str) -> list[Person]:
    """Return the first of those who have a page of their own, by work number."""
    has_account = Person.account.is_not(None), Person.account != ""
    query = select(Person).where(*_there(organisation_id), *has_account)
    return list(page(_searched(query, search), [Person.work_number]).rows)


def _searched(query: Select[Any], search: str) -> Select[Any]:
    if not search:
        return query
    number = normalize("NFKC", search)
    begun = [_begins(Person.work_number, spelling) for spelling in {number, number.upper()}]
    return query.where(or_(_begins(Person.name, search), *begun))


def present(organisation_id: UUID, ids: Collection[UUID]) -> list[Person]:
    """Return those of some people who are still there."""
    return list(db.session.scalars(select(Person).where(*_there(organisation_id), among(Person.id, ids))))


def teams_and_posts(organisation_id: UUID) -> tuple[list[str], list[str]]:
    """Return the teams and the posts that a plant's people are of."""
    teams, posts = (
        sorted(
            name
            for name in db.session.scalars(select(column).where(*_there(organisation_id)).distinct())
            if name
        )
        for column in (Person.team, Person.post)
    )
    return teams, posts


def _begins(column: Key, text: str) -> ColumnElement[bool]:
    return and_(column >= text, column < text + "\U0010ffff")


def names(organisation_id: UUID, ids: Collection[UUID | None]) -> dict[UUID, str]:
    """Return what some people of an organisation are called, also those who left."""
    wanted = {person_id for person_id in ids if person_id}
    if not wanted:
        return {}
    query = select(Person.id, Person.name).where(
        Person.enterprise_id == organisation_id, among(Person.id, wanted)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def headcount(organisation_id: UUID) -> int:
    """Return how many people work there."""
    return db.session.scalar(select(func.count(Person.id)).where(*_there(organisation_id))) or 0


def person(viewer: Viewer, person_id: UUID, organisation_id: UUID | None = None) -> Person:
    key = (organisation_id or viewer.organisation_id, person_id)
    return existing(db.session.get(Person, key), _("没有这个人"))


def roles_by_person(
    viewer: Viewer, organisation_id: UUID | None = None, person_ids: Collection[UUID] | None = None
) -> dict[UUID, list[Role]]:
    """Return the roles that an organisation's people (those named, or all) hold today."""
    query = select(RoleGrant).where(
        RoleGrant.enterprise_id == (organisation_id or viewer.organisation_id), *_today()
    )
    if person_ids is not None:
        query = query.where(RoleGrant.person_id.in_(person_ids))
    by_person: dict[UUID, list[Role]] = {}
    for grant in db.session.scalars(query):
        roles = by_person.setdefault(grant.person_id, [])
        if grant.role not in roles:
            roles.append(grant.role)
    return by_person


def holding(
    roles: Collection[Role], *, organisation_id: UUID | None = None, regions: Collection[str] | None = None
) -> list[RoleGrant]:
    """Return the grants by which people who are still there hold these roles today.

    Of one organisation, or in some regions: area codes, each as it was granted.
    """
    query = _holding(select(RoleGrant), roles)
    if organisation_id:
        query = query.where(RoleGrant.enterprise_id == organisation_id)
    if regions is not None:
        query = query.where(RoleGrant.region.in_(regions))
    return list(db.session.scalars(query))


def holders(roles: Collection[Role]) -> Select[UUID, UUID]:
    """Select (enterprise_id, person_id) of who is there and holds one of these roles today, of every organisation."""
    return _holding(select(RoleGrant.enterprise_id, RoleGrant.person_id), roles).distinct()


def _holding(query: Select[*Columns], roles: Collection[Role]) -> Select[*Columns]:
    same = (Person.enterprise_id == RoleGrant.enterprise_id) & (Person.id == RoleGrant.person_id)
    return query.join(Person, same).where(RoleGrant.role.in_(roles), *_today(), Person.left_at.is_(None))


def _today() -> tuple[ColumnElement[bool], ...]:
    """Say of a grant that it holds today."""
    return RoleGrant.revoked_at.is_(None), or_(RoleGrant.until.is_(None), RoleGrant.until >= clock.today())


def bureaus_page(after: str | None) -> Page[tuple[Organisation, Bureau]]:
    """Return a page of the bureaus, by area and in the order in which they were opened."""
    listing = page(select(Bureau), [Bureau.area_code, Bureau.id], after)
    own = select(Organisation).where(Organisation.enterprise_id.in_([row.id for row in listing.rows]))
    named = {row.id: row for row in db.session.scalars(own)}
    return Page([(named[row.id], row) for row in listing.rows], listing.after)


def bureau(organisation_id: UUID) -> tuple[Organisation, Bureau]:
    query = select(Organisation, Bureau).join(Bureau, Bureau.enterprise_id == Organisation.enterprise_id)
    row = db.session.execute(query.where(Organisation.enterprise_id == organisation_id)).first()
    organisation, own = existing(row, _("没有这个监管机构"))
    return organisation, own


def certificates(
    viewer: Viewer, person_ids: Collection[UUID], organisation_id: UUID | None = None
) -> list[Certificate]:
    """Return what some people of an organisation hold or held, what is valid longest first."""
    query = select(Certificate).where(
        Certificate.enterprise_id == (organisation_id or viewer.organisation_id),
        Certificate.person_id.in_(person_ids),
    )
    return list(db.session.scalars(query.order_by(Certificate.valid_to.desc())))


def valid_certificate(viewer: Viewer, person_id: UUID, on: date) -> Certificate | None:
    """Return the certificate under which an officer of the viewer's bureau may inspect on a day."""
    return valid_certificates(viewer, [person_id], on).get(person_id)


def valid_certificates(viewer: Viewer, person_ids: Collection[UUID], on: date) -> dict[UUID, Certificate]:
    """Return the certificates under which officers of the viewer's bureau may inspect on a day."""
    valid: dict[UUID, Certificate] = {}
    for certificate in certificates(viewer, person_ids):
        if certificate.ended_at is None and certificate.valid_from <= on <= certificate.valid_to:
            valid.setdefault(certificate.person_id, certificate)
    return valid


def organisation(organisation_id: UUID) -> Organisation:
    return existing(db.session.get(Organisation, (organisation_id, organisation_id)), _("没有这个机构"))


def platform() -> Organisation | None:
    return db.session.scalars(
        select(Organisation).where(Organisation.kind == OrganisationKind.PLATFORM)
    ).first()


def demo_account() -> str | None:
    """Return an account of the demo world, if there is one: production does not start beside it."""
    query = select(Person.account).where(Person.account.startswith(DEMO_PREFIX, autoescape=True))
    return db.session.scalars(query.limit(1)).first()


def refusals(viewer: Viewer, most: int = 10) -> list[LedgerEntry]:
    """Return the latest attempts of his own people at what their roles may not do, the newest first."""
    query = (
        select(LedgerEntry)
        .where(LedgerEntry.enterprise_id == viewer.organisation_id, LedgerEntry.act == "access.refused")
        .order_by(LedgerEntry.id.desc())
        .limit(most)
    )
    return list(named(db.session.scalars(query).all()))


def loads(acts: Collection[str] = LOADS, most: int = 20) -> list[LedgerEntry]:
    """Return what reference data came in and when, by these acts, the newest first."""
    works = platform()
    query = select(LedgerEntry).where(
        LedgerEntry.enterprise_id == (works.id if works else None), LedgerEntry.act.in_(acts)
    )
    return list(named(db.session.scalars(query.order_by(LedgerEntry.id.desc()).limit(most)).all()))
