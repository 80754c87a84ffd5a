"""What a plant reads of an order: its items with its own answers and hazards, what it may do next, what happened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from uuid import UUID

from admin_ui.enforcement import presenter as pages
from admin_ui.enforcement.orders.presenter import extensions
from admin_ui.enforcement.presenter import Offer, Photo
from admin_ui.hazards.presenter import buttons
from service.core import clock
from service.core.acts.verbs import Verb
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.content import Content
from service.documents.models import Document, DocumentService
from service.documents.states import DocumentKind
from service.enforcement.case import OrderCase
from service.enforcement.commands.extensions import COMMANDS as EXTENSIONS
from service.enforcement.guards.orders import DONE, takes_extensions
from service.enforcement.lifecycle import ORDER
from service.enforcement.limits import Appeal
from service.enforcement.models.orders import ItemAnswer, Order, OrderItem
from service.enforcement.queries import orders
from service.hazards.case import Case
from service.hazards.lifecycle import VERBS
from service.hazards.models import HazardExtension
from service.hazards.states import State
from service.web.timeline_items import TimelineItem


@dataclass(frozen=True)
class ReceivedPage:
    case: OrderCase
    offer: Offer
    document: Document
    service: DocumentService | None
    appeal: Appeal | None
    answers: Mapping[UUID, list[ItemAnswer]]
    answerable: set[UUID]  # the items that the viewer may answer
    next_of: Mapping[UUID, Verb[State]]  # by item, what the viewer may do about more time
    photos: Mapping[UUID, list[Photo]]
    services: Mapping[UUID, DocumentService | None]  # of the opinions, by re-inspection
    numbers: Mapping[UUID, str]
    happened: list[TimelineItem]

    @property
    def order(self) -> Order:
        return self.case.order

    @property
    def content(self) -> Content:
        return dict(json.loads(self.document.content))

    @property
    def extensions(self) -> dict[UUID, HazardExtension]:
        return extensions(self.case)


def page_of(viewer: Viewer, case: OrderCase) -> ReceivedPage:
    plant, again = case.order.enterprise_id, case.reinspections
    document = documents.sealed(case.order, DocumentKind.ORDER)
    service = pages.service_of(document)
    return ReceivedPage(
        case=case,
        offer=pages.offer(viewer, ORDER, case),
        document=document,
        service=service,
        appeal=pages.appeal_of(service),
        answers=orders.answers(case.items),
        answerable={item.id for item in case.items if _is_answerable(viewer, case, item)},
        next_of=_next_of(viewer, case),
        photos=pages.photos_of(viewer, plant, "hazard", [item.finding_id for item in case.items]),
        services={
            row.id: pages.service_of(documents.document_of(row, DocumentKind.OPINION)) for row in again
        },
        numbers=pages.numbers_of(again),
        happened=pages.history([case.order.id, *(row.id for row in again)], plant),
    )


def _is_answerable(viewer: Viewer, case: OrderCase, item: OrderItem) -> bool:
    return ORDER.takes("answer", viewer, case, SimpleNamespace(item_id=item.id), clock.now())


def _next_of(viewer: Viewer, case: OrderCase) -> dict[UUID, Verb[State]]:
    """Return by item what the viewer may do about more time: ask for it, or answer who asked."""
    if takes_extensions(case.order):
        return {}
    offered = {item_id: buttons(viewer, hazard) for item_id, hazard in case.hazards.items()}
    return {
        item_id: VERBS[verb] for item_id, verbs in offered.items() for verb in EXTENSIONS if verb in verbs
    }


@dataclass(frozen=True)
class ItemPage:
    order: Order
    item: OrderItem
    hazard: Case | None
    before: list[Photo]
    earlier: list[ItemAnswer]

    @property
    def is_done(self) -> bool:
        """Whether the plant has rectified it already, in its own way."""
        return self.hazard is not None and self.hazard.hazard.state in DONE


def item_of(viewer: Viewer, case: OrderCase, item: OrderItem) -> ItemPage:
    photos = pages.photos_of(viewer, item.enterprise_id, "hazard", [item.finding_id])
    return ItemPage(
        order=case.order,
        item=item,
        hazard=case.hazards.get(item.id),
        before=photos.get(item.finding_id, []),
        earlier=orders.answers([item]).get(item.id, []),
    )
