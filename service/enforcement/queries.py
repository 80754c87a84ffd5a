"""Visits, orders and documents in sight of a viewer: a bureau names the plant by finding the row in its region."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select

from service.core import clock
from service.core.db import BureauRow, db
from service.core.paging import Page, page
from service.core.problems import NotFound, _
from service.core.viewer import Viewer
from service.enforcement import secrecy
from service.enforcement.models import (
    Document,
    DocumentService,
    Finding,
    ItemAnswer,
    ItemResult,
    Order,
    OrderItem,
    Reinspection,
    ReinspectionOfficer,
    Verification,
    Visit,
    VisitItem,
    VisitOfficer,
)
from service.enforcement.rules import COUNTED, UNCAPPED, DocumentKind, OrderState, VisitKind, VisitState
from service.identity import queries as identity
from service.identity.models import Certificate, Person
from service.identity.rules import Role

Row = TypeVar("Row", bound=BureauRow)
Stated = TypeVar("Stated", Visit, Order)


@dataclass(frozen=True)
class YearCount:
    """How often this bureau was at a plant this year, beside its own cap."""

    count: int
    cap: int

    def is_full(self, kind: VisitKind) -> bool:
        return kind not in UNCAPPED and self.count >= self.cap


def one(
    viewer: Viewer, model: type[Row], row_id: UUID, plant: UUID | None = None, *, locked: bool = False
) -> Row:
    """Return a row in sight; `locked` holds it until the act is over.

    Visits, orders and re-inspections are found by their id alone, others with their plant.
    """
    query = select(model).where(model.id == row_id)
    if issubclass(model, Visit | Order):
        query = query.where(secrecy.open_to(viewer, model))
    if plant:
        query = query.where(model.enterprise_id == plant)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: Row | None = db.session.scalars(query).first()
    if found is None:
        raise NotFound(_("没有这条记录"))
    return found


def plants_of(rows: Collection[BureauRow]) -> set[UUID]:
    """Return the plants that some rows are about: the key of every index begins with them."""
    return {row.enterprise_id for row in rows}


def visit(viewer: Viewer, visit_id: UUID) -> Visit:
    return one(viewer, Visit, visit_id)


def order(viewer: Viewer, order_id: UUID) -> Order:
    return one(viewer, Order, order_id)


def visits(
    viewer: Viewer,
    states: Collection[VisitState] = (),
    after: str | None = None,
    enterprise_id: UUID | None = None,
) -> Page[Visit]:
    return _listed(viewer, Visit, states, after, enterprise_id)


def orders(
    viewer: Viewer,
    states: Collection[OrderState] = (),
    after: str | None = None,
    enterprise_id: UUID | None = None,
) -> Page[Order]:
    return _listed(viewer, Order, states, after, enterprise_id)


def _listed(
    viewer: Viewer,
    model: type[Stated],
    states: Collection[str],
    after: str | None,
    enterprise_id: UUID | None,
) -> Page[Stated]:
    query = select(model).where(secrecy.open_to(viewer, model))
    if states:
        query = query.where(model.state.in_(states))
    if enterprise_id:
        query = query.where(model.enterprise_id == enterprise_id)
    return page(query, [model.id], after, newest_first=True)


def last_noticed(viewer: Viewer, enterprise_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when officers last stood in each plant; a plant they never visited is left out."""
    query = (
        select(Visit.enterprise_id, func.max(Visit.noticed_at))
        .where(Visit.enterprise_id.in_(enterprise_ids), Visit.noticed_at.is_not(None))
        .group_by(Visit.enterprise_id)
    )
    return {plant: at for plant, at in db.session.execute(query) if at}


def visits_this_year(
    viewer: Viewer, organisation_id: UUID, enterprise_id: UUID, on: date | None = None
) -> int:
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


def officers(viewer: Viewer, visit: Visit) -> list[VisitOfficer]:
    query = select(VisitOfficer).where(
        VisitOfficer.enterprise_id == visit.enterprise_id, VisitOfficer.visit_id == visit.id
    )
    return list(db.session.scalars(query.order_by(VisitOfficer.position)))


def items(viewer: Viewer, visit: Visit) -> list[VisitItem]:
    query = select(VisitItem).where(
        VisitItem.enterprise_id == visit.enterprise_id, VisitItem.visit_id == visit.id
    )
    return list(db.session.scalars(query.order_by(VisitItem.number)))


def findings(viewer: Viewer, visit: Visit) -> list[Finding]:
    query = select(Finding).where(
        Finding.enterprise_id == visit.enterprise_id,
        Finding.visit_id == visit.id,
        Finding.dropped_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Finding.number)))


def order_of(viewer: Viewer, visit: Visit) -> Order | None:
    query = select(Order).where(
        Order.enterprise_id == visit.enterprise_id,
        Order.visit_id == visit.id,
        secrecy.open_to(viewer, Order),
    )
    return db.session.scalars(query).first()


def order_items(viewer: Viewer, order: Order) -> list[OrderItem]:
    query = select(OrderItem).where(
        OrderItem.enterprise_id == order.enterprise_id, OrderItem.order_id == order.id
    )
    return list(db.session.scalars(query.order_by(OrderItem.number)))


def item(viewer: Viewer, order: Order, item_id: UUID) -> OrderItem:
    found = next((one for one in order_items(viewer, order) if one.id == item_id), None)
    if found is None:
        raise NotFound(_("指令书里没有这一项"))
    return found


def items_of_orders(viewer: Viewer, orders: Collection[Order]) -> dict[UUID, list[OrderItem]]:
    found: defaultdict[UUID, list[OrderItem]] = defaultdict(list)
    query = select(OrderItem).where(
        OrderItem.enterprise_id.in_(plants_of(orders)), OrderItem.order_id.in_([one.id for one in orders])
    )
    for item in db.session.scalars(query.order_by(OrderItem.number)):
        found[item.order_id].append(item)
    return found


def answers(viewer: Viewer, items: Collection[OrderItem]) -> dict[UUID, list[ItemAnswer]]:
    """Return what the plant answered, by item, the first round first."""
    found: defaultdict[UUID, list[ItemAnswer]] = defaultdict(list)
    query = select(ItemAnswer).where(
        ItemAnswer.enterprise_id.in_(plants_of(items)), ItemAnswer.item_id.in_([item.id for item in items])
    )
    for answer in db.session.scalars(query.order_by(ItemAnswer.round)):
        found[answer.item_id].append(answer)
    return found


def reinspections(viewer: Viewer, order: Order) -> list[Reinspection]:
    query = select(Reinspection).where(
        Reinspection.enterprise_id == order.enterprise_id, Reinspection.order_id == order.id
    )
    return list(db.session.scalars(query.order_by(Reinspection.number)))


def reinspectors(viewer: Viewer, reinspection: Reinspection) -> list[ReinspectionOfficer]:
    query = select(ReinspectionOfficer).where(
        ReinspectionOfficer.enterprise_id == reinspection.enterprise_id,
        ReinspectionOfficer.reinspection_id == reinspection.id,
    )
    return list(db.session.scalars(query.order_by(ReinspectionOfficer.position)))


def results(viewer: Viewer, reinspection: Reinspection) -> list[ItemResult]:
    same_plant = OrderItem.enterprise_id == ItemResult.enterprise_id
    query = (
        select(ItemResult)
        .join(OrderItem, same_plant & (OrderItem.id == ItemResult.item_id))
        .where(
            ItemResult.enterprise_id == reinspection.enterprise_id,
            ItemResult.reinspection_id == reinspection.id,
        )
    )
    return list(db.session.scalars(query.order_by(OrderItem.number)))


def document_of(viewer: Viewer, subject: BureauRow, kind: DocumentKind) -> Document | None:
    query = select(Document).where(
        Document.enterprise_id == subject.enterprise_id,
        Document.subject_id == subject.id,
        Document.kind == kind,
    )
    return db.session.scalars(query).first()


def numbers(
    viewer: Viewer, enterprise_ids: Collection[UUID], subject_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return the numbers of the sealed documents of some visits, orders or re-inspections of some plants."""
    query = select(Document.subject_id, Document.number).where(
        Document.enterprise_id.in_(enterprise_ids), Document.subject_id.in_(subject_ids)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def service_of(viewer: Viewer, document: Document) -> DocumentService | None:
    query = select(DocumentService).where(
        DocumentService.enterprise_id == document.enterprise_id, DocumentService.document_id == document.id
    )
    return db.session.scalars(query).first()


def verified(opened: str) -> list[Verification]:
    """Return what a code or a number opens, in the public scope that shows it."""
    query = select(Verification).where(Verification.opened_by == opened)
    return list(db.session.scalars(query.order_by(Verification.sealed_on)))


def certified(viewer: Viewer) -> list[tuple[Person, Certificate]]:
    """Return the officers of the viewer's bureau who may inspect today."""
    roles = identity.roles_by_person(viewer)
    staff = [one for one in identity.people(viewer) if Role.OFFICER in roles.get(one.id, [])]
    held = identity.valid_certificates(viewer, [one.id for one in staff], clock.today())
    return [(person, held[person.id]) for person in staff if person.id in held]
