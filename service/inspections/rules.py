"""Answers, and when a check is due. Figures are our defaults where no source is named."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict
from uuid import UUID

from service.core import clock
from service.core.acts.problems import _
from service.core.ids import named_after
from service.core.worded import Worded

MAX_ITEMS = 12  # a check of one point in under 45 s
MAX_WORDS = 500
AHEAD = timedelta(days=1)  # checks of tomorrow stand ready: a scheduler may be late at midnight
LATE = timedelta(days=7)  # so long after its day a check is still taken, from a phone that was offline


class Answer(Worded):
    NORMAL = "normal", _("正常")
    FAILED = "failed", _("有问题")
    NOT_APPLICABLE = "not_applicable", _("不涉及")


class AnswerText(TypedDict):
    """An answer as it is kept, ids as text."""

    item_id: str
    answer: str
    words: str
    photos: list[str]


class StoredAnswer(AnswerText):
    number: int  # of its item


class Progress(Worded):
    """How a check stands at a moment: reckoned, never stored."""

    DUE = "due", _("待检查")
    DONE = "done", _("已完成")
    LATE = "late", _("逾期补做")  # 补做: after its day
    MISSED = "missed", _("漏检")


ACTS = {
    "checklist.make": _("编制检查表"),
    "plan.make": _("安排每日检查"),
    "plan.stop": _("停止每日检查"),
    "record.answer": _("提交检查"),
}
NOTICES = {
    "check.due": _("%(due_on)s 您有 %(n)s 项检查要做"),
    "check.missed": _("%(due_on)s 有 %(n)s 项检查没有做"),
}


@dataclass(frozen=True)
class Window:
    """The day a check belongs to, and the moments in UTC between which it is due; `due_to` is exclusive."""

    period: date
    due_from: datetime
    due_to: datetime


def window(day: date) -> Window:
    return Window(day, clock.start_of(day), clock.end_of(day))


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def progress(due_to: datetime, answered_at: datetime | None, now: datetime) -> Progress:
    if answered_at is not None:
        return Progress.DONE if answered_at < due_to else Progress.LATE
    return Progress.DUE if now < due_to else Progress.MISSED


def is_for(team: str, post: str, *, his_team: str, his_post: str) -> bool:
    """Tell whether a check that names a team or a post is one for a person of this team and post."""
    return bool((team and team == his_team) or (post and post == his_post))


def hazard_id(record_id: UUID, number: int) -> UUID:
    """Name the hazard of a failed item after its record: sent again it is the same hazard.

    A UUIDv7 of the record's moment. The item's photos are received under it as their form.
    """
    return named_after(record_id, number.to_bytes(2, "big"))


def described(item: str, words: str) -> str:
    """Return a failed item as the description of its hazard."""
    return _("%(words)s（检查项：%(item)s）") % {"words": words or _("不符合要求，见照片"), "item": item}
