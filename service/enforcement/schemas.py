"""What a person may send about visits, orders and re-inspections. `id` names the act, or in a creating form the row.

`item_id` and `finding_id` name a part of the row; where the address names it, the door adds it.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from marshmallow.validate import Length, Range

from service.core.forms import ActForm, Sent, form_class
from service.documents.schemas import Long, Minute, Photos, Short
from service.enforcement.states import VisitKind
from service.hazards.states import Cause, Grade, HazardType

Reason = Annotated[str, Length(2, 500)]
Person = Annotated[str, Length(1, 30)]


@form_class
class PlainForm(ActForm):
    """Nothing is asked but that it be done."""


@form_class
class ReasonForm(ActForm):
    reason: Reason


@form_class
class ReplaceForm(ReasonForm):
    former: UUID
    successor: UUID


@form_class
class ApplyForm(Sent):
    id: UUID
    enterprise_id: UUID
    kind: VisitKind
    reason: Annotated[str, Length(2, 300)]
    report: Annotated[str, Length(max=300)] = ""  # what a 举报核查 follows
    items: Annotated[str, Length(max=2000)] = ""  # one a line
    bases: tuple[Annotated[str, Length(max=20)], ...] = ()
    officers: tuple[UUID, ...]


@form_class
class DecideForm(ActForm):
    """One form, two buttons: approve or refuse."""

    opinion: Long = ""
    legal_reason: Long = ""


@form_class
class NoticeForm(ActForm):
    met_person: Person
    met_post: Person
    noticed_at: Minute
    recusal: bool


@form_class
class SceneForm(ActForm):
    site: Annotated[str, Length(1, 200)]
    began_at: Minute
    ended_at: Minute


@form_class
class FindingForm(ActForm):
    finding_id: UUID
    item: Annotated[str, Length(1, 100)]
    place: Annotated[str, Length(1, 100)]
    fact: Annotated[str, Length(4, 1000)]
    basis_code: Annotated[str, Length(1, 20)]
    grade: Grade
    criterion_code: Annotated[str, Length(max=20)] = ""
    due_on: date | None = None
    deadline_reason: Long = ""
    search: str = ""  # what the bases were narrowed by: of the page alone
    acknowledged: bool = False  # that a cited version was not in force that day
    photos: Photos = ()


@form_class
class DropForm(ActForm):
    finding_id: UUID


@form_class
class SignForm(ActForm):
    objection: Long = ""
    refusal: Long = ""
    witness: Short = ""
    photos: Photos = ()


@form_class
class DraftForm(Sent):
    id: UUID


@form_class
class DeadlineForm(ActForm):
    item_id: UUID
    due_on: date
    deadline_reason: Long = ""


@form_class
class AnswerForm(ActForm):
    item_id: UUID
    hazard_type: HazardType | None = None  # where nobody has said it yet
    cause: Cause | None = None
    measure: Annotated[str, Length(2, 1000)]
    completed_on: date
    cost: Annotated[Decimal, {"places": 2}, Range(0, 999_999_999)] = Decimal(0)
    photos: Photos = ()


@form_class
class ExtensionForm(ActForm):
    """One form, two buttons: grant or refuse."""

    item_id: UUID
    granted: bool
    opinion: Annotated[str, Length(2, 1000)]


@form_class
class ReinspectForm(Sent):
    id: UUID
    officers: tuple[UUID, ...]


@form_class
class JudgeForm(ActForm):
    item_id: UUID
    passed: bool
    fact: Annotated[str, Length(2, 1000)]
    due_on: date | None = None
    deadline_reason: Long = ""
    photos: Photos = ()
