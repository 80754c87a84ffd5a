"""A hazard's limits: days, and what closes by itself. Figures without a source are our rule."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from service.core.acts.problems import Invalid, _
from service.core.ids import named_after
from service.hazards.states import RUNNING, Grade, State

REOPEN_DAYS = 30  # our default


@dataclass(frozen=True)
class Deadline:
    """How many days a grade is given, counted from today; no most: as the plan says."""

    default_days: int
    most_days: int | None


def report_id(form_id: UUID) -> UUID:
    """Name the hazard of a form of the phone after it: sent again it is the same hazard.

    The form's id is the sender's alone, since a claim code is drawn from it; the hazard's stands on every page.
    """
    return named_after(form_id)


def is_overdue(state: State, due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and state in RUNNING and now >= due_at


def refuse_day(day: date, today: date, deadline: Deadline, field: str = "due_on") -> None:
    """Raise Invalid for a day that has passed, or lies further away than the grade allows."""
    if day < today:
        raise Invalid.at(field, _("期限不能早于今天（%(today)s）"), today=today.isoformat())
    if deadline.most_days is not None and day > today + timedelta(days=deadline.most_days):
        last = (today + timedelta(days=deadline.most_days)).isoformat()
        raise Invalid.at(
            field, _("一般隐患的期限最长 %(days)d 天，最晚 %(last)s"), days=deadline.most_days, last=last
        )


def may_reopen(closed_at: datetime, now: datetime) -> bool:
    return now - closed_at <= timedelta(days=REOPEN_DAYS)


def closes_by_itself(grade: Grade | None, *, ordered: bool) -> bool:
    """A major hazard closes on its review, a regulator's on the re-inspection, any other on acceptance."""
    return grade is not Grade.MAJOR and not ordered
