"""What a person may send about a hazard. `id` names the act, or in a creating form the hazard itself."""

from marshmallow import fields, validate

from service.core.acts.problems import _
from service.core.forms import Form, Version
from service.hazards.rules import Cause, Grade, HazardType, InspectionKind

WORDS = validate.Length(2, 1000)
MONEY = validate.Range(0, 999_999_999)


def words(**more: object) -> fields.String:
    return fields.String(required=True, validate=WORDS, **more)  # type: ignore[arg-type]


class Classed(Form):
    """What kind of hazard it is: asked of who rectifies one that nobody has confirmed and graded."""

    hazard_type = fields.Enum(HazardType, by_value=True, load_default=None)
    cause = fields.Enum(Cause, by_value=True, load_default=None)


class ReportForm(Form):
    id = fields.UUID(required=True)
    place = fields.String(required=True, validate=validate.Length(1, 100))
    description = words()
    unit_id = fields.UUID(load_default=None)
    inspection_kind = fields.Enum(InspectionKind, by_value=True, load_default=None)


class FixForm(ReportForm, Classed):
    """即查即改 in one form."""

    rectification = words()
    cost = fields.Decimal(places=2, load_default=0, validate=MONEY)


class ActForm(Form):
    """An act on a hazard as the page showed it."""

    id = fields.UUID(required=True)
    version = Version()


class ConfirmForm(ActForm):
    grade = fields.Enum(Grade, by_value=True, required=True)
    hazard_type = fields.Enum(HazardType, by_value=True, required=True)
    cause = fields.Enum(Cause, by_value=True, required=True)
    criterion_code = fields.String(load_default="", validate=validate.Length(max=20))
    evidence = fields.String(load_default="", validate=validate.Length(max=1000))
    interim_control = fields.String(load_default="", validate=validate.Length(max=500))
    no_photo = fields.String(load_default="", validate=validate.Length(max=200))  # why there is none


class UpgradeForm(ActForm):
    criterion_code = fields.String(required=True, validate=validate.Length(max=20))
    evidence = words()


class ReasonForm(ActForm):
    reason = words()


class ControlForm(ActForm):
    interim_control = words()


class AssignForm(ActForm):
    assigned_to = fields.UUID(required=True, error_messages={"invalid_uuid": _("请从列表中选择")})
    due_on = fields.Date(load_default=None)


class ReassignForm(ReasonForm):
    assigned_to = fields.UUID(required=True, error_messages={"invalid_uuid": _("请从列表中选择")})


class PlanForm(ActForm):
    state_and_cause = words()
    harm_and_difficulty = words()
    goals = words()
    measures = words()
    funds = fields.Decimal(places=2, required=True, validate=MONEY)
    materials = fields.String(load_default="", validate=validate.Length(max=1000))
    responsible_unit = fields.String(required=True, validate=validate.Length(1, 100))
    responsible_id = fields.UUID(required=True, error_messages={"invalid_uuid": _("请从列表中选择")})
    due_on = fields.Date(required=True)
    safety_measures = words()
    emergency_plan = words()


class RectifyForm(ActForm, Classed):
    rectification = words()
    cost = fields.Decimal(places=2, required=True, validate=MONEY)


class AcceptForm(ActForm):
    opinion = fields.String(load_default="", validate=validate.Length(max=1000))


class SendBackForm(ActForm):
    opinion = words()
    due_on = fields.Date(load_default=None)


class CloseForm(ActForm):
    review = words()


class ExtensionForm(ReasonForm):
    until = fields.Date(required=True)


class AnswerForm(ActForm):
    granted = fields.Boolean(required=True)
    opinion = fields.String(load_default="", validate=validate.Length(max=1000))


class ReopenForm(ReasonForm):
    due_on = fields.Date(required=True)
