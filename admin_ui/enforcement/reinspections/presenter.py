"""What the page of a re-inspection shows: each item as it was judged, the forms of what comes next, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from admin_ui.enforcement import presenter as pages
from admin_ui.enforcement.papers import Papers, papers
from admin_ui.enforcement.presenter import Offer, Photo
from service.core.models import Departure
from service.core.tenancy.viewer import Viewer
from service.documents.models import DocumentService
from service.documents.states import DocumentKind
from service.enforcement.case import ReinspectionCase
from service.enforcement.lifecycle import REINSPECTION
from service.enforcement.models.orders import Reinspection
from service.enterprises import queries as enterprises
from service.enterprises.models import Enterprise
from service.web.timeline_items import TimelineItem


@dataclass(frozen=True)
class ReinspectionPage:
    case: ReinspectionCase
    plant: Enterprise | Departure
    has_left: bool
    number: str  # of the order
    offer: Offer
    papers: Papers
    service: DocumentService | None
    photos: Mapping[UUID, list[Photo]]
    modes: list[tuple[str, str]]
    happened: list[TimelineItem]

    @property
    def reinspection(self) -> Reinspection:
        return self.case.reinspection

    @property
    def asks_password(self) -> bool:
        """Whether the service of the opinion closes what is dear."""
        return REINSPECTION["serve"].step_up(self.case)


def page_of(viewer: Viewer, case: ReinspectionCase, region: str) -> ReinspectionPage:
    reinspection, plant = case.reinspection, case.reinspection.enterprise_id
    sealed = papers(reinspection, DocumentKind.OPINION)
    results = [result.id for _item, result in case.judged]
    return ReinspectionPage(
        case=case,
        plant=enterprises.addressee(plant),
        has_left=pages.has_left(viewer, reinspection),
        number=pages.numbers_of([case.order]).get(case.order.id, ""),
        offer=pages.offer(viewer, REINSPECTION, case),
        papers=sealed,
        service=pages.service_of(sealed.document),
        photos=pages.photos_of(viewer, plant, "item_result", results, region),
        modes=pages.modes(),
        happened=pages.history([reinspection.id], plant),
    )
