"""What the pages of a checklist and of a record show."""

from dataclasses import dataclass
from uuid import UUID

from admin_ui.shared.desk_context import DeskContext
from service.attachments import queries as attachments
from service.core.acts.ledger import timeline
from service.core.acts.problems import _
from service.core.tenancy.viewer import Viewer
from service.hazards.queries import cases
from service.identity.models import Person
from service.identity.queries import people
from service.identity.rules import MANAGERS
from service.inspections.models import Checklist, Plan, Record
from service.inspections.queries import lists
from service.inspections.queries.lists import Item
from service.inspections.rules import ACTS, Answer, hazard_id
from service.risks import queries as risks
from service.risks.models import RiskUnit
from service.web.language import translate
from service.web.photos import Figure
from service.web.timeline_items import TimelineItem, items


@dataclass(frozen=True)
class ChecklistPage:
    checklist: Checklist
    items: tuple[Item, ...]
    unit: RiskUnit
    plans: list[Plan]
    teams: list[tuple[str, str]]  # that may answer it each day, as the form offers them
    posts: list[tuple[str, str]]
    happened: list[TimelineItem]
    may_manage: bool


def checklist_page(viewer: Viewer, checklist: Checklist) -> ChecklistPage:
    plant, may_manage = checklist.enterprise_id, viewer.has(*MANAGERS)
    teams, posts = people.teams_and_posts(plant) if may_manage else ([], [])
    return ChecklistPage(
        checklist=checklist,
        items=lists.items(plant, checklist.id),
        unit=risks.unit(checklist.unit_id),
        plans=lists.plans(checklist),
        teams=[(team, team) for team in teams],
        posts=[(post, post) for post in posts],
        happened=items(timeline([checklist.id], plant), ACTS),
        may_manage=may_manage,
    )


@dataclass(frozen=True)
class AnswerRow:
    number: int
    item: str
    answer: str
    words: str
    hazard: UUID | None  # what it reported
    photos: list[Figure]


@dataclass(frozen=True)
class RecordPage:
    place: DeskContext
    record: Record
    checklist: Checklist
    unit: RiskUnit
    who: Person
    answers: list[AnswerRow]


def record_page(viewer: Viewer, record: Record, place: DeskContext) -> RecordPage:
    checklist = lists.checklist_of(record)
    return RecordPage(
        place=place,
        record=record,
        checklist=checklist,
        unit=risks.unit(record.unit_id, place.plant),
        who=people.person(viewer, record.answered_by, place.plant),
        answers=_answers(viewer, record, checklist, place),
    )


def _answers(viewer: Viewer, record: Record, checklist: Checklist, place: DeskContext) -> list[AnswerRow]:
    texts = {item.number: item.text for item in lists.items(place.plant, checklist.id)}
    failed = [answer["number"] for answer in record.answers if answer["answer"] == Answer.FAILED]
    hazards = {n: cases.hazard(viewer, hazard_id(record.id, n), place.plant).id for n in failed}
    photos = attachments.of(viewer, place.plant, "hazard", list(hazards.values()))
    alt = translate(_("隐患照片"))
    figures = {key: [Figure(place.photo(row.id), alt) for row in rows] for key, rows in photos.items()}
    return [
        AnswerRow(
            number=answer["number"],
            item=texts[answer["number"]],
            answer=translate(Answer(answer["answer"]).word),
            words=answer["words"],
            hazard=(hazard := hazards.get(answer["number"])),
            photos=figures.get(hazard, []) if hazard else [],
        )
        for answer in record.answers
    ]
