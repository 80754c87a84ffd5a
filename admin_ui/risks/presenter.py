"""What the pages of a register, of one unit and of the labels to print show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from admin_ui.risks import register_table
from admin_ui.risks.register_table import Group
from admin_ui.shared.desk_context import DeskContext
from service.codes import queries as codes
from service.codes.models import CodeKind
from service.codes.rules import ReplacementReason, shown
from service.core.acts.ledger import timeline
from service.core.db.paging import Page
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.hazards.models import Hazard
from service.hazards.queries import lists
from service.identity.rules import MANAGERS
from service.inspections.models import Record
from service.inspections.queries import records
from service.labels import queries as runs
from service.labels.models import LabelRun
from service.risks import queries, register_rows
from service.risks.guards import not_lowered_by
from service.risks.models import RiskEvent, RiskUnit
from service.risks.queries import Filters, UnitRows
from service.risks.rules import ACTS, Level, Tier, acting_tiers, shown_score
from service.web.language import options, translate
from service.web.timeline_items import TimelineItem, items


@dataclass(frozen=True)
class RegisterPage:
    place: DeskContext
    filters: Filters
    listing: Page[register_rows.UnitRows]
    groups: list[Group]
    counts: dict[Level | None, int]
    profiles: list[str]
    objects: list[tuple[UUID, str]]
    may_manage: bool

    @property
    def base(self) -> str:
        return f"{self.place.home}/risks"

    @property
    def here(self) -> str:
        """The address of the register as it is narrowed now."""
        chosen = {
            "object": self.filters.object_id,
            "level": self.filters.level,
            "text": self.filters.text,
            "held": int(self.filters.held),
        }
        parameters = {name: str(value) for name, value in chosen.items() if value}
        return self.base + (f"?{urlencode(parameters)}" if parameters else "")


def register_page(viewer: Viewer, place: DeskContext, filters: Filters, after: str | None) -> RegisterPage:
    listing = register_rows.list_page(place.plant, filters, after)
    objects = register_rows.object_rows(place.plant)
    return RegisterPage(
        place=place,
        filters=filters,
        listing=listing,
        groups=register_table.groups(objects, listing.rows),
        counts=queries.counts(place.plant),
        profiles=queries.profiles(place.plant),
        objects=[(risk_object.id, risk_object.name) for risk_object in objects],
        may_manage=_may_manage(viewer, place),
    )


@dataclass(frozen=True)
class UnitPage:
    place: DeskContext
    rows: UnitRows
    code: str  # empty: no label was printed yet
    tiers: Collection[Tier]  # that the plant has
    hazards: Sequence[Hazard]
    records: Sequence[Record]  # the latest
    happened: list[TimelineItem]
    may_manage: bool
    may_lower: bool

    @property
    def shown_code(self) -> str:
        return shown(self.code)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Why a label may be replaced."""
        return options(ReplacementReason)

    def score(self, event: RiskEvent) -> str:
        return f"{shown_score(event.score)} = {' × '.join(map(str, event.factors.values()))}"

    def acting_below(self, owner: Tier | None) -> list[str]:
        """Return the tiers that act besides the one that owns a risk."""
        return [translate(tier.word) for tier in acting_tiers(owner, self.tiers)[1:]] if owner else []


def unit_page(viewer: Viewer, place: DeskContext, unit_id: UUID) -> UnitPage:
    rows = queries.details(unit_id, place.plant)
    unit, may_manage = rows.unit, _may_manage(viewer, place)
    concerned = [unit_id, *(row.event.id for row in rows.events)]
    return UnitPage(
        place=place,
        rows=rows,
        code=codes.codes_of(CodeKind.UNIT, [unit_id]).get(unit_id, ""),
        tiers=queries.tiers(place.plant),
        hazards=lists.of_unit(viewer, unit_id, place.plant),
        records=records.last_records(place.plant, unit_id),
        happened=items(reversed(timeline(concerned, place.plant)), ACTS, _reason),
        may_manage=may_manage,
        may_lower=may_manage and not_lowered_by(viewer, unit, unit.proposed) is None,
    )


@dataclass(frozen=True)
class LabelsPage:
    """A page of units to print labels for: those named in the address come first."""

    filters: Filters
    listing: Page[RiskUnit]
    units: list[RiskUnit]
    ticked: Collection[UUID]
    objects: dict[UUID, str]
    runs: Sequence[LabelRun]  # the latest


def labels_page(
    plant: UUID, filters: Filters, after: str | None, named: Sequence[UUID], *, whole: bool
) -> LabelsPage:
    """Return a page of units to choose from; those named are ticked, and all of it where `whole`."""
    units = queries.units(plant, named)
    listing = queries.units_page(plant, filters, after)
    known = {unit.id for unit in units}
    return LabelsPage(
        filters=filters,
        listing=listing,
        units=[*units, *(row for row in listing.rows if row.id not in known)],
        ticked=known | {row.id for row in listing.rows if whole},
        objects={risk_object.id: risk_object.name for risk_object in queries.objects(plant)},
        runs=runs.recent(plant),
    )


def _may_manage(viewer: Viewer, place: DeskContext) -> bool:
    return not place.supervised and viewer.has(*MANAGERS)


def _reason(entry: LedgerEntry) -> str:
    return str((entry.after or {}).get("reason") or "") if entry.act == "risk_unit.lower" else ""
