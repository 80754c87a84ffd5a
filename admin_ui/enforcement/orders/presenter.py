"""What the page of an order shows: its items with their hazards, the forms of what comes next, what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import NamedTuple
from uuid import UUID

from admin_ui.enforcement import presenter as pages
from admin_ui.enforcement.presenter import Offer, Photo
from service.core import clock
from service.core.acts.problems import _
from service.core.models import Departure
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.models import Document, DocumentService
from service.documents.states import DocumentKind
from service.enforcement import limits
from service.enforcement.case import OrderCase
from service.enforcement.lifecycle import ORDER
from service.enforcement.limits import ENDED, Appeal
from service.enforcement.models.orders import ItemAnswer, Order, OrderItem
from service.enforcement.queries import orders as order_queries
from service.enforcement.states import ItemState, OrderState
from service.enterprises import queries as enterprises
from service.enterprises.models import Enterprise
from service.hazards.models import HazardExtension
from service.reference.queries import rulebook
from service.web.language import translate
from service.web.timeline_items import TimelineItem


class Task(NamedTuple):
    """One line of what has to be there before the order is sealed."""

    word: str
    kind: str
    state: str


class Progress(NamedTuple):
    """How many items of an order have passed, of how many, and the nearest open deadline."""

    passed: int
    total: int
    due: date | None


@dataclass(frozen=True)
class OrderPage:
    case: OrderCase
    plant: Enterprise | Departure
    has_left: bool
    offer: Offer
    is_mine: bool  # of one of the two officers
    record: Document | None
    document: Document | None
    service: DocumentService | None
    appeal: Appeal | None
    look_again_by: date | None
    answers: Mapping[UUID, list[ItemAnswer]]
    numbers: Mapping[UUID, str]  # of its re-inspections
    certified: list[tuple[str, str]]
    photos: Mapping[UUID, list[Photo]]
    modes: list[tuple[str, str]]
    waiting: list[OrderItem]  # whose request for more time this bureau decides
    happened: list[TimelineItem]

    @property
    def order(self) -> Order:
        return self.case.order

    @property
    def is_printed(self) -> bool:
        return self.document is not None or not self.has_left

    @property
    def extensions(self) -> dict[UUID, HazardExtension]:
        return extensions(self.case)

    @property
    def look_again_days(self) -> int:
        return limits.REINSPECTION_DAYS

    @property
    def tasks(self) -> list[Task]:
        return _tasks(self.case)


def page_of(viewer: Viewer, case: OrderCase, region: str) -> OrderPage:
    order, plant, now = case.order, case.order.enterprise_id, clock.now()
    document = documents.document_of(order, DocumentKind.ORDER)
    offer, service = pages.offer(viewer, ORDER, case), pages.service_of(document)
    again = [row.id for row in case.reinspections]
    return OrderPage(
        case=case,
        plant=enterprises.addressee(plant),
        has_left=pages.has_left(viewer, order),
        offer=offer,
        is_mine=case.me(viewer) is not None,
        record=documents.document_of(case.visit, DocumentKind.SITE_RECORD),
        document=document,
        service=service,
        appeal=pages.appeal_of(service),
        look_again_by=_look_again_by(order) if pages.in_charge(viewer, order) else None,
        answers=order_queries.answers(case.items),
        numbers=pages.numbers_of(case.reinspections),
        certified=pages.certified(viewer) if "reinspect" in offer.verbs else [],
        photos=pages.photos_of(viewer, plant, "hazard", [item.finding_id for item in case.items], region),
        modes=pages.modes(),
        waiting=[
            item
            for item in case.items
            if ORDER.takes("decide_extension", viewer, case, SimpleNamespace(item_id=item.id), now)
        ],
        happened=pages.history([order.visit_id, order.id, *again], plant),
    )


def _look_again_by(order: Order) -> date | None:
    """Return by when officers should look again, once the plant has asked."""
    asked_at = order.asked_at if order.state is OrderState.ANSWERED else None
    return limits.reinspection_due(clock.day_of(asked_at), rulebook.calendar()).day if asked_at else None


def extensions(case: OrderCase) -> dict[UUID, HazardExtension]:
    """Return the latest request for more time, by item."""
    return {item_id: each.extensions[-1] for item_id, each in case.hazards.items() if each.extensions}


def _tasks(case: OrderCase) -> list[Task]:
    """Return what has to be there before the order is sealed."""
    reviewed = [item for item in case.items if item.due_on < clock.today()]
    checks = [
        (_("两名执法人员，证件在有效期内"), not case.lapsed),
        (_("每个问题都有事实、依据、期限"), bool(case.items) and not reviewed),
        (_("检查记录已签发，事实与记录一致"), all(officer.record_confirmed_at for officer in case.officers)),
    ]
    checks += [
        (translate(_("%(name)s 确认指令书")) % {"name": officer.name}, bool(officer.order_confirmed_at))
        for officer in case.officers
    ]
    done, waits = translate(_("完成")), translate(_("待办"))
    return [
        Task(translate(word), "done" if is_done else "new", done if is_done else waits)
        for word, is_done in checks
    ]


def progress(rows: Sequence[Order]) -> dict[UUID, Progress]:
    of_orders = order_queries.items_of_orders(rows)
    figures = {}
    for order in rows:
        items = of_orders.get(order.id, [])
        passed = [item for item in items if item.state is ItemState.PASSED]
        days = order_queries.open_days(items) if order.state not in ENDED else []
        figures[order.id] = Progress(len(passed), len(items), min(days, default=None))
    return figures
