"""Visits, their officers and findings, and how often a bureau was there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from service.core import clock
from service.core.db.paging import Page
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.enforcement.limits import COUNTED, UNCAPPED
from service.enforcement.models.orders import OrderItem
from service.enforcement.models.visits import Finding, Visit, VisitItem, VisitOfficer
from service.enforcement.queries.rows import listed, one, plants_of
from service.enforcement.states import VisitKind, VisitState
from service.identity.models import Certificate, Person
from service.identity.queries import people
from service.identity.rules import Role


@dataclass(frozen=True)
class YearCount:
    """How often this bureau was at a plant this year, beside its own cap."""

    count: int
    cap: int

    def is_full(self, kind: VisitKind) -> bool:
        return kind not in UNCAPPED and self.count >= self.cap


def visit(viewer: Viewer, visit_id: UUID) -> Visit:
    return one(viewer, Visit, visit_id)


def visits(
    viewer: Viewer,
    states: Collection[VisitState] = (),
    after: str | None = None,
    enterprise_id: UUID | None = None,
) -> Page[Visit]:
    return listed(viewer, Visit, states, after, enterprise_id)


def last_noticed(enterprise_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when officers last stood in each plant; a plant they never visited is left out."""
    query = (
        select(Visit.enterprise_id, func.max(Visit.noticed_at))
        .where(Visit.enterprise_id.in_(enterprise_ids), Visit.noticed_at.is_not(None))
        .group_by(Visit.enterprise_id)
    )
    return {plant: at for plant, at in db.session.execute(query) if at}


def visits_this_year(organisation_id: UUID, enterprise_id: UUID, on: date | None = None) -> int:
    """Return how many visits that count against the cap this bureau decided on in the year of a day."""
    year = (on or clock.today()).year
    query = select(func.count(Visit.id)).where(
        Visit.enterprise_id == enterprise_id,
        Visit.organisation_id == organisation_id,
        Visit.state.in_(COUNTED),
        Visit.kind.not_in(UNCAPPED),
        Visit.decided_at >= clock.start_of(date(year, 1, 1)),
        Visit.decided_at < clock.start_of(date(year + 1, 1, 1)),
    )
    return db.session.scalar(query) or 0


def officers(visit: Visit) -> list[VisitOfficer]:
    query = select(VisitOfficer).where(
        VisitOfficer.enterprise_id == visit.enterprise_id, VisitOfficer.visit_id == visit.id
    )
    return list(db.session.scalars(query.order_by(VisitOfficer.position)))


def items(visit: Visit) -> list[VisitItem]:
    query = select(VisitItem).where(
        VisitItem.enterprise_id == visit.enterprise_id, VisitItem.visit_id == visit.id
    )
    return list(db.session.scalars(query.order_by(VisitItem.number)))


def findings(visit: Visit) -> list[Finding]:
    query = select(Finding).where(
        Finding.enterprise_id == visit.enterprise_id,
        Finding.visit_id == visit.id,
        Finding.dropped_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Finding.number)))


def ordered_findings(items: Collection[OrderItem]) -> list[Finding]:
    """Return what the items of an order are about, also what was taken out of the record since."""
    query = select(Finding).where(
        Finding.enterprise_id.in_(plants_of(items)), Finding.id.in_([item.finding_id for item in items])
    )
    return list(db.session.scalars(query))


def certified(viewer: Viewer) -> list[tuple[Person, Certificate]]:
    """Return the officers of the viewer's bureau who may inspect today."""
    roles = people.roles_by_person(viewer)
    staff = [person for person in people.people(viewer) if Role.OFFICER in roles.get(person.id, [])]
    certificates = people.valid_certificates(viewer, [person.id for person in staff], clock.today())
    return [(person, certificates[person.id]) for person in staff if person.id in certificates]
