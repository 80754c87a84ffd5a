"""Where the pages about a plant lie: at its own desk, or at the desk of whoever supervises it."""

from dataclasses import dataclass
from uuid import UUID

from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.identity.rules import BUREAU_READERS, PLANT_READERS


@dataclass(frozen=True)
class DeskContext:
    plant: UUID
    layout: str
    home: str  # before /hazards, /risks, /photos
    orders: str  # empty: not for this reader
    crumbs: tuple[tuple[str, str], ...] = ()  # address and word of what lies above
    supervised: bool = False  # looked at by a bureau: nothing is done here

    def photo(self, photo_id: UUID) -> str:
        return f"{self.home}/photos/{photo_id}"


def own(viewer: Viewer, enterprise: UUID) -> DeskContext:
    home = f"/e/{enterprise}"
    orders = f"{home}/orders" if viewer.has(*PLANT_READERS) else ""
    return DeskContext(enterprise, "layouts/plant.html", home, orders)


def supervised(viewer: Viewer, region: str, plant: Enterprise) -> DeskContext:
    desk = f"/g/{region}"
    return DeskContext(
        plant.id,
        "layouts/regulator.html",
        f"{desk}/e/{plant.id}",
        f"{desk}/orders" if viewer.has(*BUREAU_READERS) else "",
        ((f"{desk}/enterprises/{plant.id}", plant.name),),
        supervised=True,
    )
