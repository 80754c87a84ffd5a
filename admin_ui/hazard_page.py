"""What the page of one hazard shows: its photos, its facts, the form of the next step, what happened."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from admin_ui.bases import Options, criteria, criterion
from admin_ui.desk_context import DeskContext
from admin_ui.hazard_chain import Chain, chain_of
from admin_ui.hazard_waits import Waits, waits_of
from admin_ui.pickers import Field, Picker, of_people
from service.attachments import queries as attachments
from service.attachments.models import Attachment
from service.core.acts.ledger import timeline
from service.core.acts.problems import Message, _
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.hazards.queries.cases import Case
from service.hazards.rules import ACTS, CAUSE_TITLES, GRADE_TITLES, TYPE_TITLES, Grade
from service.identity.queries import people as people_queries
from service.reference.queries import rulebook
from service.web.language import translate

# The next step of each state comes first; the others are links.
FIRST = (
    "endorse",
    "downgrade",
    "approve_plan",
    "answer_extension",
    "confirm",
    "assign",
    "plan",
    "rectify",
    "accept",
    "close",
)
FORMS = {
    "dismiss": "reason",
    "escalate": "reason",
    "ask_downgrade": "reason",
    "return_plan": "reason",
    "fix_on_the_spot": "rectify",
    "endorse": "plain",
    "downgrade": "plain",
    "approve_plan": "plain",
}
ASKS = {"assign": "assigned_to", "reassign": "assigned_to", "plan": "responsible_id"}  # whom a form names
WORDS = {
    "confirm": _("确认并定级"),
    "dismiss": _("判定为非隐患"),
    "fix_on_the_spot": _("当场改好了"),
    "control": _("登记临时管控"),
    "escalate": _("提级"),
    "assign": _("分派整改"),
    "reassign": _("改派整改人"),
    "endorse": _("确认是重大隐患"),
    "upgrade": _("升为重大隐患"),
    "ask_downgrade": _("申请降为一般隐患"),
    "downgrade": _("同意降为一般隐患"),
    "plan": _("编制治理方案"),
    "return_plan": _("退回治理方案"),
    "approve_plan": _("批准治理方案"),
    "rectify": _("提交整改结果"),
    "request_extension": _("申请延期"),
    "answer_extension": _("答复延期申请"),
    "accept": _("验收通过"),
    "send_back": _("退回整改"),
    "close": _("复核销号"),
    "reopen": _("重新打开"),
}


@dataclass(frozen=True)
class HazardPage:
    place: DeskContext
    hazard: Hazard
    case: Case
    chain: Chain
    verb: str  # whose form is shown; empty where the viewer has nothing to do
    verbs: list[str]
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]
    happened: list[dict[str, Any]]
    people: dict[UUID, str]
    staff: Picker | None  # where the form asks for somebody
    criteria: list[tuple[str, Options]]
    criterion: str
    waits: Waits | None

    @property
    def form(self) -> str:
        return FORMS.get(self.verb, self.verb)

    @property
    def words(self) -> dict[str, str]:
        return WORDS

    @property
    def grades(self) -> list[tuple[str, str]]:
        return [(grade.value, translate(title)) for grade, title in GRADE_TITLES.items()]

    @property
    def most_days(self) -> int | None:
        """The longest deadline of its grade; none: as the plan says."""
        return cases.deadline(self.hazard.grade or Grade.GENERAL).most_days

    @property
    def types(self) -> list[tuple[str, str]]:
        return types()

    @property
    def causes(self) -> list[tuple[str, str]]:
        return causes()

    @property
    def plan_waits(self) -> bool:
        return is_plan_waiting(self.case)

    @property
    def unclassed(self) -> bool:
        return is_unclassed(self.hazard)


def types() -> list[tuple[str, str]]:
    return [(kind.value, translate(title)) for kind, title in TYPE_TITLES.items()]


def causes() -> list[tuple[str, str]]:
    return [(cause.value, translate(title)) for cause, title in CAUSE_TITLES.items()]


def is_unclassed(hazard: Hazard) -> bool:
    """Tell whether who rectifies it is still asked for its type and cause."""
    return hazard.hazard_type is None or hazard.cause is None


def page_of(viewer: Viewer, case: Case, place: DeskContext, verb: str = "") -> HazardPage:
    """Return the page of a hazard; a verb that the viewer may not do now gives way to the next step."""
    hazard, verbs = case.hazard, [] if place.supervised else case.verbs(viewer)
    plant, rounds = hazard.enterprise_id, [row.id for row in case.rounds]
    before = attachments.of(viewer, plant, "hazard", [hazard.id]).get(hazard.id, [])
    after = attachments.of(viewer, plant, "hazard_round", rounds[-1:]).get(rounds[-1], []) if rounds else []
    verb = verb if verb in verbs else _first(viewer, case, verbs)
    grading = {"confirm", "upgrade"} & set(verbs)
    return HazardPage(
        place=place,
        hazard=hazard,
        case=case,
        chain=chain_of(viewer, hazard),
        verb=verb,
        verbs=verbs,
        before=[
            _photo(photo, place, Message(_("整改前：%(what)s"), what=hazard.description)) for photo in before
        ],
        after=[
            _photo(photo, place, Message(_("整改后：%(what)s"), what=hazard.description)) for photo in after
        ],
        happened=[_told(entry) for entry in reversed(timeline([hazard.id], plant))],
        people=people_queries.names(viewer, plant, _concerned(case)),
        staff=_staff(viewer, case, place, verb),
        criteria=criteria(hazard.sector) if grading else [],
        criterion=_criterion(case),
        waits=None if place.supervised else waits_of(viewer, case, verbs),
    )


def _first(viewer: Viewer, case: Case, verbs: list[str]) -> str:
    """Return the verb whose form stands open; who handed a plan in waits for its answer, and is not asked again."""
    waits = {"plan"} if is_plan_waiting(case) else set()
    waits |= set() if case.hazard.assigned_to == viewer.person_id else {"rectify"}  # another's work is a link
    return next((verb for verb in FIRST if verb in verbs and verb not in waits), "")


def is_plan_waiting(case: Case) -> bool:
    return case.plan is not None and case.plan.approved_at is None


def _concerned(case: Case) -> set[UUID]:
    """Return whoever is named by what was written about a hazard."""
    rows = (case.hazard, *case.rounds, *case.plans, *case.extensions, *filter(None, [case.match]))
    keys = ((row, column.key) for row in rows for column in row.__table__.columns)
    named = {getattr(row, key) for row, key in keys if key.endswith("_by") or key in ASKS.values()}
    return named - {None}


def _staff(viewer: Viewer, case: Case, place: DeskContext, verb: str) -> Picker | None:
    if verb not in ASKS:
        return None
    last = case.plans[-1].responsible_id if verb == "plan" and case.plans else None
    field = Field(ASKS[verb], f"{place.home}/hazards/{case.hazard.id}/{verb}", chosen=last)
    return of_people(viewer, place.plant, field)


def _photo(photo: Attachment, place: DeskContext, alt: str) -> dict[str, Any]:
    return {"src": place.photo(photo.id), "alt": translate(alt), "at": photo.received_at}


TOLD: Collection[str] = (
    "reason",
    "no_photo",
    "opinion",
    "review",
    "rectification",
    "interim_control",
    "criterion_code",
)


def _told(entry: LedgerEntry) -> dict[str, Any]:
    after = entry.after or {}
    text = [str(after[name]) for name in TOLD if after.get(name)]
    if after.get("grade"):
        text.insert(0, translate(GRADE_TITLES[Grade(after["grade"])]))
    return {
        "title": translate(ACTS.get(entry.act, entry.act)),
        "at": entry.at,
        "by": entry.by or translate(_nobody(entry)),
        "text": " · ".join(text),
    }


def _nobody(entry: LedgerEntry) -> str:
    return _("匿名") if entry.act == "hazard.report" else _("系统")


def _criterion(case: Case) -> str:
    if case.match is None:
        return ""
    rows = [row for row in rulebook.criteria() if row.code == case.match.criterion_code]
    return criterion(rows[0]) if rows else case.match.criterion_code
