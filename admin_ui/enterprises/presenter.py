"""What a plant's file shows, at its own desk and at the desk of whoever supervises it."""

from dataclasses import dataclass
from typing import ClassVar

from admin_ui.shared.desk_context import DeskContext
from service.core.db.paging import Page
from service.core.tenancy.viewer import Viewer
from service.dossier import queries as dossier
from service.dossier.queries import Dossier, Happening
from service.enforcement.titles import KIND_TITLES, ORDER_STATES, VISIT_STATES
from service.hazards.titles import GRADE_TITLES
from service.reference.rules import SECTOR_NAMES
from service.web.timeline_items import TimelineItem, item


@dataclass(frozen=True)
class FilePage:
    sectors: ClassVar = SECTOR_NAMES
    grades: ClassVar = GRADE_TITLES
    visit_kinds: ClassVar = KIND_TITLES
    visit_states: ClassVar = VISIT_STATES
    order_states: ClassVar = ORDER_STATES

    place: DeskContext
    region: str  # through which a bureau looks; empty at the plant's own desk
    address: str  # of the page itself
    file: Dossier
    timeline: Page[Happening]
    happened: list[TimelineItem]

    @property
    def door(self) -> str:
        """What stands before /orders and /visits."""
        return f"/g/{self.region}" if self.region else self.place.home


def file_page(viewer: Viewer, place: DeskContext, address: str, region: str, after: str | None) -> FilePage:
    timeline = dossier.timeline(viewer, place.plant, after)
    return FilePage(
        place=place,
        region=region,
        address=address,
        file=dossier.dossier(viewer, place.plant),
        timeline=timeline,
        happened=[item(row.entry, row.title, row.subject) for row in timeline.rows],
    )
