"""What a person may send about visits, orders and re-inspections.

`version` is that of the page he acted on. Photos come beside the form: the door adds their ids as `photos`.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from marshmallow import fields, validate

from service.core.clock import DEFAULT_ZONE
from service.core.forms import Form, Version
from service.documents.states import ServiceMode
from service.enforcement.states import VisitKind
from service.hazards.states import Cause, Grade, HazardType

SHORT, LONG = validate.Length(max=60), validate.Length(max=500)


def minute(**more: object) -> fields.Field[datetime]:
    """A moment as a form sends it, in the site's zone."""
    return fields.AwareDateTime(format="iso", default_timezone=ZoneInfo(DEFAULT_ZONE), **more)  # type: ignore


class MovedForm(Form):
    id = fields.UUID(required=True)
    version = Version()


class ReasonForm(MovedForm):
    reason = fields.String(required=True, validate=validate.Length(2, 500))


class ReplaceForm(ReasonForm):
    former = fields.UUID(required=True)
    successor = fields.UUID(required=True)


class WithPhotos(MovedForm):
    """A form beside which photos come."""


class ApplyForm(Form):
    id = fields.UUID(required=True)
    enterprise_id = fields.UUID(required=True)
    kind = fields.Enum(VisitKind, by_value=True, required=True)
    reason = fields.String(required=True, validate=validate.Length(2, 300))
    report = fields.String(load_default="", validate=validate.Length(max=300))  # what a 举报核查 follows
    items = fields.String(load_default="", validate=validate.Length(max=2000))  # one a line
    bases = fields.List(fields.String(validate=validate.Length(max=20)), load_default=list)
    officers = fields.List(fields.UUID(), required=True)


class DecideForm(MovedForm):
    """One form, two buttons: approve or refuse."""

    opinion = fields.String(load_default="", validate=LONG)
    legal_reason = fields.String(load_default="", validate=LONG)


class NoticeForm(MovedForm):
    met_person = fields.String(required=True, validate=validate.Length(1, 30))
    met_post = fields.String(required=True, validate=validate.Length(1, 30))
    noticed_at = minute(required=True)
    recusal = fields.Boolean(required=True)


class SceneForm(MovedForm):
    site = fields.String(required=True, validate=validate.Length(1, 200))
    began_at = minute(required=True)
    ended_at = minute(required=True)


class FindingForm(MovedForm):
    finding_id = fields.UUID(required=True)
    item = fields.String(required=True, validate=validate.Length(1, 100))
    place = fields.String(required=True, validate=validate.Length(1, 100))
    fact = fields.String(required=True, validate=validate.Length(4, 1000))
    basis_code = fields.String(required=True, validate=validate.Length(1, 20))
    grade = fields.Enum(Grade, by_value=True, required=True)
    criterion_code = fields.String(load_default="", validate=validate.Length(max=20))
    due_on = fields.Date(load_default=None, allow_none=True)
    deadline_reason = fields.String(load_default="", validate=LONG)
    search = fields.String(load_default="")  # what the bases were narrowed by: of the page alone
    acknowledged = fields.Boolean(load_default=False)  # that a cited version was not in force that day


class SignForm(WithPhotos):
    objection = fields.String(load_default="", validate=LONG)
    refusal = fields.String(load_default="", validate=LONG)
    witness = fields.String(load_default="", validate=SHORT)


class DropForm(MovedForm):
    finding_id = fields.UUID(required=True)


class DraftForm(Form):
    id = fields.UUID(required=True)


class DeadlineForm(MovedForm):
    due_on = fields.Date(required=True)
    deadline_reason = fields.String(load_default="", validate=LONG)


class SealForm(MovedForm):
    password = fields.String(load_default="", validate=validate.Length(max=256))


class VoidForm(SealForm):
    reason = fields.String(required=True, validate=validate.Length(2, 500))


class ServeForm(WithPhotos):
    mode = fields.Enum(ServiceMode, by_value=True, required=True)
    at = minute(required=True)
    receiver = fields.String(load_default="", validate=SHORT)
    receiver_post = fields.String(load_default="", validate=SHORT)
    refusal = fields.String(load_default="", validate=LONG)
    witness = fields.String(load_default="", validate=SHORT)
    consent = fields.String(load_default="", validate=SHORT)


class ServeOpinionForm(ServeForm, SealForm):
    """What passed is closed with it, and may be major."""


class AnswerForm(MovedForm):
    hazard_type = fields.Enum(HazardType, by_value=True, load_default=None)  # where nobody has said it yet
    cause = fields.Enum(Cause, by_value=True, load_default=None)
    measure = fields.String(required=True, validate=validate.Length(2, 1000))
    completed_on = fields.Date(required=True)
    cost = fields.Decimal(places=2, load_default=0, validate=validate.Range(0, 999_999_999))


class ExtensionForm(MovedForm):
    """One form, two buttons: grant or refuse."""

    granted = fields.Boolean(required=True)
    opinion = fields.String(required=True, validate=validate.Length(2, 1000))


class ReinspectForm(Form):
    id = fields.UUID(required=True)
    officers = fields.List(fields.UUID(), required=True)


class JudgeForm(MovedForm):
    passed = fields.Boolean(required=True)
    fact = fields.String(required=True, validate=validate.Length(2, 1000))
    due_on = fields.Date(load_default=None, allow_none=True)
    deadline_reason = fields.String(load_default="", validate=LONG)
