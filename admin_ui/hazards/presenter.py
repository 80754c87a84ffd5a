"""What the page of one hazard shows: its photos, its facts, the form of the next step, what happened."""

from dataclasses import dataclass
from uuid import UUID

from admin_ui.hazards.chain import Chain, chain_of
from admin_ui.hazards.waits import Waits, waits_of
from admin_ui.shared.bases import Options, criteria, criterion
from admin_ui.shared.desk_context import DeskContext
from admin_ui.shared.pickers import Field, Picker, of_people
from service.attachments.models import Attachment
from service.core import clock
from service.core.acts.ledger import timeline
from service.core.acts.problems import Message, _
from service.core.forms import reader_of, uploads
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.hazards.case import Case
from service.hazards.lifecycle import ACTS, VERBS
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.hazards.states import Grade
from service.hazards.titles import CAUSE_TITLES, GRADE_TITLES, TYPE_TITLES
from service.identity.queries import people as people_queries
from service.reference.queries import rulebook
from service.web.language import options, translate
from service.web.photos import Figure, before_and_after
from service.web.timeline_items import TimelineItem, item

ASKS = {"assigned_to", "responsible_id"}  # members of forms that name somebody


@dataclass(frozen=True)
class HazardPage:
    place: DeskContext
    hazard: Hazard
    case: Case
    chain: Chain
    verb: str  # whose form is shown; empty where the viewer has nothing to do
    verbs: list[str]
    before: list[Figure]
    after: list[Figure]
    happened: list[TimelineItem]
    people: dict[UUID, str]
    staff: Picker | None  # where the form asks for somebody
    criteria: list[tuple[str, Options]]
    criterion: str
    waits: Waits | None

    @property
    def form(self) -> str:
        return VERBS[self.verb].form

    @property
    def words(self) -> dict[str, str]:
        return {verb: VERBS[verb].button for verb in self.verbs}

    @property
    def has_files(self) -> bool:
        """Whether photos come with the form."""
        return bool(uploads(VERBS[self.verb].data))

    @property
    def grades(self) -> list[tuple[str, str]]:
        return options(GRADE_TITLES)

    @property
    def most_days(self) -> int | None:
        """The longest deadline of its grade; none: as the plan says."""
        return cases.deadline(self.hazard.grade or Grade.GENERAL).most_days

    @property
    def types(self) -> list[tuple[str, str]]:
        return options(TYPE_TITLES)

    @property
    def causes(self) -> list[tuple[str, str]]:
        return options(CAUSE_TITLES)


def page_of(viewer: Viewer, case: Case, place: DeskContext, verb: str = "") -> HazardPage:
    """Return the page of a hazard; a verb that the viewer may not do now gives way to the next step."""
    hazard, verbs = case.hazard, [] if place.supervised else buttons(viewer, case)
    plant = hazard.enterprise_id
    before, after = before_and_after(viewer, hazard, case.rounds)
    verb = verb if verb in verbs else _first(viewer, case, verbs)
    grading = {"confirm", "upgrade"} & set(verbs)
    return HazardPage(
        place=place,
        hazard=hazard,
        case=case,
        chain=chain_of(viewer, hazard),
        verb=verb,
        verbs=verbs,
        before=_figures(before, place, Message(_("整改前：%(what)s"), what=hazard.description)),
        after=_figures(after, place, Message(_("整改后：%(what)s"), what=hazard.description)),
        happened=[_line(entry) for entry in reversed(timeline([hazard.id], plant))],
        people=people_queries.names(plant, _concerned(case)),
        staff=_staff(case, place, verb),
        criteria=criteria(hazard.sector) if grading else [],
        criterion=_criterion(case),
        waits=None if place.supervised else waits_of(viewer, case, verbs),
    )


def buttons(viewer: Viewer, case: Case) -> list[str]:
    """Return the verbs that a page offers its reader."""
    return [verb for verb in VERBS.available(viewer, case, clock.now()) if VERBS[verb].button]


def _first(viewer: Viewer, case: Case, verbs: list[str]) -> str:
    """Return the verb whose form stands open."""
    return next((verb for verb in verbs if VERBS[verb].opens(viewer, case)), "")


def _concerned(case: Case) -> set[UUID]:
    """Return whoever is named by what was written about a hazard."""
    rows = (case.hazard, *case.rounds, *case.plans, *case.extensions, *filter(None, [case.match]))
    keys = ((row, column.key) for row in rows for column in row.__table__.columns)
    named = {getattr(row, key) for row, key in keys if key.endswith("_by") or key in ASKS}
    return named - {None}


def _staff(case: Case, place: DeskContext, verb: str) -> Picker | None:
    """Return whom the form of a verb may name; a plan that is bettered begins with who was named before."""
    asked = ASKS & reader_of(VERBS[verb].data).fields.keys() if verb else set()
    if not asked:
        return None
    (name,) = asked
    last = getattr(case.plans[-1], name, None) if case.plans else None
    return of_people(place.plant, Field(name, f"{place.home}/hazards/{case.hazard.id}/{verb}", chosen=last))


def _figures(rows: list[Attachment], place: DeskContext, alt: str) -> list[Figure]:
    return [Figure(place.photo(row.id), translate(alt), row.received_at) for row in rows]


TOLD = ("reason", "no_photo", "opinion", "review", "rectification", "interim_control", "criterion_code")


def _line(entry: LedgerEntry) -> TimelineItem:
    after = entry.after or {}
    text = [str(after[name]) for name in TOLD if after.get(name)]
    if after.get("grade"):
        text.insert(0, translate(GRADE_TITLES[Grade(after["grade"])]))
    return item(entry, ACTS.get(entry.act, entry.act), " · ".join(text), translate(_nobody(entry)))


def _nobody(entry: LedgerEntry) -> str:
    return _("匿名") if entry.act == "hazard.report" else _("系统")


def _criterion(case: Case) -> str:
    if case.match is None:
        return ""
    rows = [row for row in rulebook.criteria() if row.code == case.match.criterion_code]
    return criterion(rows[0]) if rows else case.match.criterion_code
