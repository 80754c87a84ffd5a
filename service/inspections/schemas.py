"""What a person may send about checks, and what a whole record lacks. Of what makes, `id` names what is made."""

from collections.abc import Iterable
from dataclasses import fields as members
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from marshmallow import ValidationError, fields
from marshmallow.validate import Length

from service.core.acts.problems import Message, _
from service.core.forms import Sent, form_class
from service.inspections.rules import MAX_ITEMS, MAX_WORDS, Answer

MAX_PHOTOS = 6  # of one item
FIRST_MOMENT, END_OF_MOMENTS = (
    datetime(2000, 1, 1, tzinfo=UTC),
    datetime(2100, 1, 1, tzinfo=UTC),
)  # our default
Clause = Annotated[str, Length(max=200)]
Whose = Annotated[str, Length(max=50)]


@form_class
class ChecklistForm(Sent):
    """Measures of one unit in the order to look at them, and at most one item of the plant's own with its clause."""

    id: UUID
    name: Annotated[str, Length(2, 60)]
    measures: tuple[UUID, ...] = ()
    clause_text: Clause = ""
    clause: Clause = ""


@form_class
class PlanForm(Sent):
    """One of team and post."""

    id: UUID
    team: Whose = ""
    post: Whose = ""


@form_class
class StopForm(Sent):
    id: UUID


def is_plausible(moment: datetime) -> bool:
    """Tell whether a phone's clock may say this: a moment at the edge of the calendar has no UTC."""
    return FIRST_MOMENT <= moment < END_OF_MOMENTS


def plausible(moment: datetime) -> None:
    if not is_plausible(moment):
        raise ValidationError(_("手机的时间不对，请校准后再提交"))


@form_class
class AnswerForm(Sent):
    item_id: UUID
    answer: Answer
    words: Annotated[str, Length(max=MAX_WORDS)] = ""
    photos: Annotated[tuple[UUID, ...], Length(max=MAX_PHOTOS)] = ()


@form_class
class RecordForm(Sent):
    """A whole record; its id stands in the address. `commands/at_once.py` reads of these what is plainly good."""

    occurrence_id: UUID
    answers: Annotated[tuple[AnswerForm, ...], Length(1, MAX_ITEMS, error=_("检查项数量不对"))]
    device_at: Annotated[datetime | None, fields.AwareDateTime(load_default=None, validate=plausible)] = None


OF_ANSWER = frozenset(member.name for member in members(AnswerForm))
OF_RECORD = frozenset(member.name for member in members(RecordForm))


def faults(answers: Iterable[AnswerForm], wanted: dict[UUID, int]) -> dict[str, list[str]]:
    """Return what is wrong with a whole record: items left out, strange or twice; a failure without evidence.

    `wanted` maps the items to their numbers; a fault is named after its item: `item-3`.
    """
    errors: dict[str, list[str]] = {}
    seen: set[UUID] = set()
    for answer in answers:
        item = answer.item_id
        if item not in wanted or item in seen:
            errors["answers"] = [Message(_("检查项与检查表不一致，请重新打开页面"))]
            continue
        seen.add(item)
        if answer.answer is Answer.FAILED and not (answer.words or answer.photos):
            number = wanted[item]
            errors[f"item-{number}"] = [
                Message(_("第 %(number)s 项有问题：请说一句或拍一张照片"), number=number)
            ]
    for item, number in wanted.items():
        if item not in seen:
            errors[f"item-{number}"] = [Message(_("第 %(number)s 项还没有选"), number=number)]
    return errors
