"""What a person may send about checks."""

from marshmallow import ValidationError, fields, validate

from service.core.forms import Form
from service.core.problems import _
from service.inspections.rules import MAX_ITEMS, MAX_WORDS, Answer

MAX_PHOTOS = 6  # of one item


class ChecklistForm(Form):
    id = fields.UUID(required=True)
    name = fields.String(required=True, validate=validate.Length(2, 60))
    measures = fields.List(fields.UUID(), load_default=list)
    clause_text = fields.String(load_default="", validate=validate.Length(max=200))
    clause = fields.String(load_default="", validate=validate.Length(max=200))


class PlanForm(Form):
    id = fields.UUID(required=True)
    checklist_id = fields.UUID(required=True, error_messages={"invalid_uuid": _("请从列表中选择")})
    team = fields.String(load_default="", validate=validate.Length(max=50))
    post = fields.String(load_default="", validate=validate.Length(max=50))


class StopForm(Form):
    id = fields.UUID(required=True)


def storable(text: str) -> None:
    """Refuse what no database keeps: NUL, and half of a surrogate pair."""
    if "\x00" in text or not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text):
        raise ValidationError(_("含有不能保存的字符"))


class AnswerForm(Form):
    item_id = fields.UUID(required=True)
    answer = fields.Enum(Answer, by_value=True, required=True)
    words = fields.String(load_default="", validate=[validate.Length(max=MAX_WORDS), storable])
    photos = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=MAX_PHOTOS))


class RecordForm(Form):
    """A whole record; its id stands in the address."""

    occurrence_id = fields.UUID(required=True)
    answers = fields.List(
        fields.Nested(AnswerForm),
        required=True,
        validate=validate.Length(1, MAX_ITEMS, error=_("检查项数量不对")),
    )
    device_at = fields.AwareDateTime(load_default=None)
