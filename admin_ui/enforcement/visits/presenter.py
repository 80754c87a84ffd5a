"""What the page of a visit shows: its plan, the forms of what comes next, its findings and papers, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from admin_ui.enforcement import presenter as pages
from admin_ui.enforcement.papers import Papers, papers
from admin_ui.enforcement.presenter import Offer, Photo
from admin_ui.shared import bases
from service.core import clock
from service.core.models import Departure
from service.core.tenancy.viewer import Viewer
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.enforcement import printed_forms
from service.enforcement.case import VisitCase
from service.enforcement.commands import visits
from service.enforcement.lifecycle import VISIT
from service.enforcement.limits import counts
from service.enforcement.models.visits import Visit, VisitItem
from service.enforcement.queries import visits as visit_queries
from service.enforcement.queries.visits import YearCount
from service.enforcement.states import VisitKind, VisitState
from service.enterprises import queries as enterprises
from service.enterprises.models import Enterprise
from service.hazards.titles import GRADE_TITLES
from service.web.forms import Shown
from service.web.language import options
from service.web.timeline_items import TimelineItem

UNSEALED = (VisitState.APPLIED, VisitState.APPROVED, VisitState.NOTICED, VisitState.RECORDED)


@dataclass(frozen=True)
class VisitPage:
    case: VisitCase
    plant: Enterprise | Departure
    has_left: bool
    leads: bool
    is_mine: bool  # of one of the two officers
    offer: Offer
    papers: Papers
    items: list[VisitItem]
    bases: Mapping[UUID, bases.Shown | None]
    photos: Mapping[UUID, list[Photo]]
    signed: Mapping[UUID, list[Photo]]  # the signed pages of each sealed record
    year: YearCount | None
    happened: list[TimelineItem]

    @property
    def visit(self) -> Visit:
        return self.case.visit

    @property
    def lapsed(self) -> list[str]:
        """The officers who may not go on, while somebody must."""
        return self.case.lapsed if self.leads and self.visit.state in UNSEALED else []

    @property
    def is_confirming(self) -> bool:
        """Whether the record waits for what this reader confirms or seals."""
        asked = {*self.offer.verbs, *self.offer.sentences}
        return self.is_mine and not asked.isdisjoint({"confirm", "seal_record"})

    @property
    def is_counted(self) -> bool:
        return counts(self.visit.kind)

    @property
    def has_notice(self) -> bool:
        decided = self.visit.decided_at is not None and self.visit.state not in printed_forms.UNNOTICED
        return decided and self.visit.kind is not VisitKind.REPORT


def page_of(viewer: Viewer, case: VisitCase, region: str) -> VisitPage:
    visit, plant, leads = case.visit, case.visit.enterprise_id, pages.in_charge(viewer, case.visit)
    sealed = papers(visit, DocumentKind.SITE_RECORD)
    return VisitPage(
        case=case,
        plant=enterprises.addressee(plant),
        has_left=pages.has_left(viewer, visit),
        leads=leads,
        is_mine=case.me(viewer) is not None,
        offer=pages.offer(viewer, VISIT, case),
        papers=sealed,
        items=visit_queries.items(visit),
        bases=bases.kept(case.findings),
        photos=pages.photos_of(viewer, plant, "hazard", [finding.id for finding in case.findings], region),
        signed=_signed(viewer, visit, [sealed.document, *sealed.void], region),
        year=visits.count(viewer, plant) if leads else None,
        happened=pages.history([visit.id], plant),
    )


@dataclass(frozen=True)
class FindingPage:
    """The form of a finding: what its bases were narrowed by, and what stands in the chosen one."""

    visit: Visit
    items: list[VisitItem]
    search: str
    found_on: date
    groups: list[tuple[str, bases.Options]]
    basis: bases.Shown | None
    grades: list[tuple[str, str]]
    criteria: list[tuple[str, bases.Options]]

    @property
    def matches(self) -> int:
        return sum(len(options) for _subject, options in self.groups)


def finding_of(visit: Visit, form: Shown) -> FindingPage:
    typed = form.values
    search, chosen = str(typed.get("search") or "").strip(), str(typed.get("basis_code") or "")
    findings = {str(finding.id): finding for finding in visit_queries.findings(visit)}
    known = findings.get(str(typed.get("finding_id")))
    found_on = known.found_on if known else clock.today()
    return FindingPage(
        visit=visit,
        items=visit_queries.items(visit),
        search=search,
        found_on=found_on,
        groups=bases.groups(search, chosen),
        basis=bases.shown(chosen, found_on),
        grades=options(GRADE_TITLES),
        criteria=bases.criteria(visit.sector),
    )


def _signed(
    viewer: Viewer, visit: Visit, sealed: list[Document | None], region: str
) -> dict[UUID, list[Photo]]:
    """Return the signed pages of each sealed record, the last record first: of the one they came after."""
    signed: dict[UUID, list[Photo]] = {record.id: [] for record in sealed if record}
    for page in pages.photos_of(viewer, visit.enterprise_id, "visit", [visit.id], region).get(visit.id, []):
        since = page.since
        of = next((record.id for record in sealed if record and since and record.sealed_at <= since), None)
        if of:
            signed[of].append(page)
    return signed
