"""Where the pages about a plant lie: at its own desk, or at the desk of whoever supervises it."""

from dataclasses import dataclass
from uuid import UUID

from admin_ui.enforcement_pages import BUREAU_READERS, PLANT_READERS
from service.core.viewer import Viewer


@dataclass(frozen=True)
class Place:
    layout: str
    home: str  # before /hazards, /risks, /photos
    file: str
    orders: str  # empty: not for this reader
    supervised: bool  # looked at by a bureau: nothing is done here

    def photo(self, photo_id: UUID) -> str:
        return f"{self.home}/photos/{photo_id}"


def own(viewer: Viewer, enterprise: UUID) -> Place:
    home = f"/e/{enterprise}"
    orders = f"{home}/orders" if viewer.has(*PLANT_READERS) else ""
    return Place("layouts/plant.html", home, f"{home}/file", orders, supervised=False)


def supervised(viewer: Viewer, region: str, enterprise: UUID) -> Place:
    desk = f"/g/{region}"
    orders = f"{desk}/orders" if viewer.has(*BUREAU_READERS) else ""
    file = f"{desk}/enterprises/{enterprise}"
    return Place("layouts/regulator.html", f"{desk}/e/{enterprise}", file, orders, supervised=True)
