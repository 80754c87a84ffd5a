"""A list of plants with what each room knows of them: one query a column, however many rows."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.core.db.paging import Page
from service.enforcement.queries import visits
from service.enterprises import queries as enterprises
from service.enterprises.models import Enterprise
from service.hazards.queries import lists
from service.inspections.queries import records
from service.reference.queries import areas
from service.risks import queries as risks

Provider = Callable[[Collection[UUID]], Mapping[UUID, Any]]

COLUMNS: dict[str, Provider] = {
    "level": risks.levels,
    "hazards": lists.counts,
    "checked_at": records.last_answered,
    "visited_at": visits.last_noticed,
}


@dataclass(frozen=True)
class Line:
    """A plant in a list; `columns` holds what each provider of COLUMNS says, None where it knows nothing."""

    plant: Enterprise
    county: str
    columns: dict[str, Any]


def list_page(search: str = "", after: str | None = None) -> Page[Line]:
    """Return a page of the plants in sight, by name, with their columns."""
    listing = enterprises.list_page(search, after)
    ids = [plant.id for plant in listing.rows]
    columns = {name: provide(ids) for name, provide in COLUMNS.items()} if ids else {}
    counties = {code: areas.area(code) for code in {plant.area_code for plant in listing.rows}}
    return Page(
        [
            Line(
                plant,
                county.name if (county := counties[plant.area_code]) else plant.area_code,
                {name: values.get(plant.id) for name, values in columns.items()},
            )
            for plant in listing.rows
        ],
        listing.after,
    )
