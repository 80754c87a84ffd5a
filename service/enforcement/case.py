"""案卷: a visit, an order, a re-inspection, each with what guards look at and its page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from service.core.acts.problems import NotFound, _
from service.core.tenancy.viewer import Viewer
from service.enforcement.models.orders import (
    ItemResult,
    Order,
    OrderItem,
    Reinspection,
    ReinspectionOfficer,
)
from service.enforcement.models.visits import Finding, Visit, VisitOfficer
from service.enforcement.states import ItemState, OrderState
from service.hazards.case import Case as HazardCase
from service.hazards.models import Hazard
from service.hazards.states import Grade

Officer = TypeVar("Officer", VisitOfficer, ReinspectionOfficer)


@dataclass(frozen=True, kw_only=True)
class Inspection(Generic[Officer]):
    """What two officers do together.

    certified   who may inspect today, of these two and who looks
    """

    officers: Sequence[Officer]
    certified: frozenset[UUID]

    def me(self, viewer: Viewer) -> Officer | None:
        return next((officer for officer in self.officers if officer.person_id == viewer.person_id), None)

    @property
    def lapsed(self) -> list[str]:
        """The names of those of the two who may not go on: their certificates are not valid today."""
        return [officer.name for officer in self.officers if officer.person_id not in self.certified]


@dataclass(frozen=True, kw_only=True)
class VisitCase(Inspection[VisitOfficer]):
    """`order` stands; the `ended` ones were withdrawn or made void."""

    visit: Visit
    findings: Sequence[Finding]
    order: Order | None
    ended: Sequence[Order]

    @property
    def row(self) -> Visit:
        return self.visit

    @property
    def ordered(self) -> list[Finding]:
        """The findings that are to be put right by a day."""
        return [finding for finding in self.findings if finding.due_on]

    @property
    def was_served(self) -> bool:
        """Whether an order of it was served that is no more: what it named is the plant's hazard."""
        return any(order.served_at for order in self.ended)

    @property
    def is_confirmed(self) -> bool:
        return all(officer.record_confirmed_at for officer in self.officers)


@dataclass(frozen=True, kw_only=True)
class OrderCase(Inspection[VisitOfficer]):
    """The officers are those of its visit; `hazards` are the cases of what its items became, by item."""

    order: Order
    visit: Visit
    items: Sequence[OrderItem]
    hazards: Mapping[UUID, HazardCase]
    reinspections: Sequence[Reinspection]

    @property
    def row(self) -> Order:
        return self.order

    @property
    def is_confirmed(self) -> bool:
        return all(officer.order_confirmed_at for officer in self.officers)

    @property
    def unpassed(self) -> list[OrderItem]:
        return [item for item in self.items if item.state is not ItemState.PASSED]

    def item(self, item_id: UUID) -> OrderItem:
        """Return one of its items. Raises NotFound."""
        item = next((item for item in self.items if item.id == item_id), None)
        if item is None:
            raise NotFound(_("指令书里没有这一项"))
        return item


@dataclass(frozen=True, kw_only=True)
class ReinspectionCase(Inspection[ReinspectionOfficer]):
    """`judged` are the items that are looked at again, each with its result; `hazards` stand by their items."""

    reinspection: Reinspection
    order: Order
    judged: Sequence[tuple[OrderItem, ItemResult]]
    hazards: Mapping[UUID, Hazard]

    @property
    def row(self) -> Reinspection:
        return self.reinspection

    @property
    def is_order_void(self) -> bool:
        return self.order.state is OrderState.VOID

    @property
    def is_confirmed(self) -> bool:
        return all(officer.confirmed_at for officer in self.officers)

    @property
    def passes_major(self) -> bool:
        """Whether its service closes a major hazard."""
        passed = [self.hazards.get(item.id) for item, result in self.judged if result.passed]
        return any(hazard is not None and hazard.grade is Grade.MAJOR for hazard in passed)

    def of_item(self, item_id: UUID) -> tuple[OrderItem, ItemResult]:
        """Return an item with its result. Raises NotFound for one that is not looked at again."""
        pair = next(((item, result) for item, result in self.judged if item.id == item_id), None)
        if pair is None:
            raise NotFound(_("这次复查没有这一项"))
        return pair
