"""What a person may send about checks."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from service.core.acts.problems import _
from service.core.forms import Form
from service.inspections.rules import MAX_ITEMS, MAX_WORDS, Answer

MAX_PHOTOS = 6  # of one item
FIRST_MOMENT, END_OF_MOMENTS = (
    datetime(2000, 1, 1, tzinfo=UTC),
    datetime(2100, 1, 1, tzinfo=UTC),
)  # our default


class ChecklistForm(Form):
    id = fields.UUID(required=True)
    name = fields.String(required=True, validate=validate.Length(2, 60))
    measures = fields.List(fields.UUID(), load_default=list)
    clause_text = fields.String(load_default="", validate=validate.Length(max=200))
    clause = fields.String(load_default="", validate=validate.Length(max=200))


class PlanForm(Form):
    id = fields.UUID(required=True)
    team = fields.String(load_default="", validate=validate.Length(max=50))
    post = fields.String(load_default="", validate=validate.Length(max=50))


class StopForm(Form):
    id = fields.UUID(required=True)


def storable(text: str) -> None:
    """Refuse what no database keeps: NUL, and half of a surrogate pair."""
    if "\x00" in text or not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValidationError(_("含有不能保存的字符"))


def is_plausible(moment: datetime) -> bool:
    """Tell whether a phone's clock may say this: a moment at the edge of the calendar has no UTC."""
    return FIRST_MOMENT <= moment < END_OF_MOMENTS


def plausible(moment: datetime) -> None:
    if not is_plausible(moment):
        raise ValidationError(_("手机的时间不对，请校准后再提交"))


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
    device_at = fields.AwareDateTime(load_default=None, validate=plausible)


NAMES = {"item_id", "answer", "words", "photos"}


def plainly_good(body: dict[str, Any]) -> dict[str, Any] | None:
    """Return what RecordForm would make of a body, or None where it is not plainly good.

    Most bodies are; RecordForm reads the others and finds the words. Whatever passes here passes there.
    """
    entries = body.get("answers")
    if body.keys() - {"device_at"} != {"occurrence_id", "answers"} or type(entries) is not list:
        return None
    if not 1 <= len(entries) <= MAX_ITEMS:
        return None
    try:
        answers = [_answer(answer) for answer in entries]
        moment = moment_of(body["device_at"]) if "device_at" in body else None
        return {"occurrence_id": UUID(body["occurrence_id"]), "answers": answers, "device_at": moment}
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def moment_of(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None or not is_plausible(moment):
        raise ValueError("not plainly good")
    return moment


def _answer(entry: dict[str, Any]) -> dict[str, Any]:
    words, photos = entry.get("words", ""), entry.get("photos", [])
    if entry.keys() - NAMES or type(words) is not str or words.strip() != words or photos != []:
        raise ValueError("not plainly good")
    if len(words) > MAX_WORDS or not words.isprintable():
        raise ValueError("not plainly good")
    item, answer = UUID(entry["item_id"]), Answer(entry["answer"])
    return {"item_id": item, "answer": answer, "words": words, "photos": []}
