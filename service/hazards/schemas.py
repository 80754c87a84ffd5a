"""What a person may send about a hazard. `id` names the act, or in a creating form the hazard itself."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from marshmallow.validate import Length, Range

from service.core.acts.problems import _
from service.core.forms import ActForm, Sent, Upload, form_class
from service.hazards.states import Cause, Grade, HazardType, InspectionKind

Words = Annotated[str, Length(2, 1000)]
Note = Annotated[str, Length(max=1000)]
Code = Annotated[str, Length(max=20)]
Money = Annotated[Decimal, {"places": 2}, Range(0, 999_999_999)]
Colleague = Annotated[UUID, {"error_messages": {"invalid_uuid": _("请从列表中选择")}}]
Photos = Annotated[tuple[UUID, ...], Upload("photos")]
PhotosAfter = Annotated[tuple[UUID, ...], Upload("photos_after")]


@form_class
class ReportForm(Sent):
    id: UUID
    place: Annotated[str, Length(1, 100)]
    description: Words
    unit_id: UUID | None = None
    inspection_kind: InspectionKind | None = None


@form_class
class FixForm(ReportForm):
    """即查即改 in one form."""

    hazard_type: HazardType | None = None
    cause: Cause | None = None
    rectification: Words
    cost: Money = Decimal(0)


@form_class
class ConfirmForm(ActForm):
    grade: Grade
    hazard_type: HazardType
    cause: Cause
    criterion_code: Code = ""
    evidence: Note = ""
    interim_control: Annotated[str, Length(max=500)] = ""
    no_photo: Annotated[str, Length(max=200)] = ""  # why there is none
    photos: Photos = ()  # where the reporter could take none


@form_class
class UpgradeForm(ActForm):
    criterion_code: Code
    evidence: Words


@form_class
class PlainForm(ActForm):
    """Nothing is asked but that it be done."""


@form_class
class ReasonForm(ActForm):
    reason: Words


@form_class
class ControlForm(ActForm):
    interim_control: Words


@form_class
class AssignForm(ActForm):
    assigned_to: Colleague
    due_on: date | None = None


@form_class
class ReassignForm(ReasonForm):
    assigned_to: Colleague


@form_class
class PlanForm(ActForm):
    state_and_cause: Words
    harm_and_difficulty: Words
    goals: Words
    measures: Words
    funds: Money
    materials: Note = ""
    responsible_unit: Annotated[str, Length(1, 100)]
    responsible_id: Colleague
    due_on: date
    safety_measures: Words
    emergency_plan: Words


@form_class
class RectifyForm(ActForm):
    """Type and cause are asked of who rectifies a hazard that nobody has confirmed and graded."""

    rectification: Words
    cost: Money
    hazard_type: HazardType | None = None
    cause: Cause | None = None
    photos: PhotosAfter = ()


@form_class
class AcceptForm(ActForm):
    opinion: Note = ""


@form_class
class SendBackForm(ActForm):
    opinion: Words
    due_on: date | None = None


@form_class
class CloseForm(ActForm):
    review: Words


@form_class
class OrderAgainForm(ActForm):
    opinion: Words
    due_on: date


@form_class
class ExtensionForm(ReasonForm):
    until: date


@form_class
class AnswerForm(ActForm):
    granted: bool
    opinion: Note = ""


@form_class
class ReopenForm(ReasonForm):
    due_on: date
