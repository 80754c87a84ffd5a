"""Numbers and days: how many officers and visits, how long a deadline, an appeal, a re-inspection."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from service.core.acts.problems import Invalid, _
from service.enforcement.states import OrderState, VisitKind, VisitState
from service.reference.working_days import Reckoned, Unit, WorkCalendar, deadline

OFFICERS = 2
LONGEST_DEADLINE_DAYS = 30  # our default, as systems in use label the form; a longer one needs its reason
REINSPECTION_DAYS = 10  # our default, from the plant's request
REVIEW_DAYS = 60  # 行政复议法(2023) art. 20
SUIT_MONTHS = 6  # 行政诉讼法(2017) art. 46
ENDED = frozenset(
    {OrderState.WITHDRAWN, OrderState.VOID}
)  # such an order makes room for another of its visit
UNCAPPED = frozenset({VisitKind.REPORT, VisitKind.REINSPECTION})  # each needs what it follows
COUNTED = frozenset(VisitState) - {VisitState.APPLIED, VisitState.REFUSED, VisitState.CANCELLED}


class Appeal(NamedTuple):
    """The last days on which a plant may ask for review (行政复议) and go to court (行政诉讼)."""

    review: Reckoned
    suit: Reckoned


def appeal(served_on: date, calendar: WorkCalendar) -> Appeal:
    return Appeal(
        deadline(served_on, REVIEW_DAYS, Unit.DAY, calendar),
        deadline(served_on, SUIT_MONTHS, Unit.MONTH, calendar),
    )


def reinspection_due(asked_on: date, calendar: WorkCalendar) -> Reckoned:
    """Return the last day on which officers should look again, once the plant has asked."""
    return deadline(asked_on, REINSPECTION_DAYS, Unit.DAY, calendar)


def counts(kind: VisitKind) -> bool:
    """Tell whether a visit of this kind counts against the yearly cap."""
    return kind not in UNCAPPED


def awaits_reinspection(state: OrderState, open_until: Iterable[date], today: date) -> bool:
    """Tell whether an order is to be looked at again: the plant asked, or the day of an open item is over."""
    if state is OrderState.SERVED:
        return any(day < today for day in open_until)
    return state is OrderState.ANSWERED


def deadline_problem(due_on: date, today: date, reason: str) -> Invalid | None:
    """Return what is wrong with a day that has passed, or with one far away that nobody gives a reason for."""
    if due_on < today:
        return Invalid.at("due_on", _("整改期限不能早于今天（%(today)s）"), today=today.isoformat())
    if due_on > today + timedelta(days=LONGEST_DEADLINE_DAYS) and not reason:
        sentence = _("整改期限超过 %(days)d 天，请在“期限理由”中写明原因，或改为较近的日期")
        return Invalid.at("due_on", sentence, days=LONGEST_DEADLINE_DAYS)
    return None


def by_deadline(items: Sequence[tuple[int, date]]) -> list[tuple[date, list[int]]]:
    """Return the numbers of items by their deadline, the earliest first."""
    groups: dict[date, list[int]] = {}
    for number, due_on in sorted(items):
        groups.setdefault(due_on, []).append(number)
    return sorted(groups.items())


def numbers_in_words(numbers: Sequence[int]) -> str:
    """Return 1至3、5 for [1, 2, 3, 5]; the numbers rise."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(
        f"{run[0]}至{run[-1]}" if len(run) > 2 else "、".join(str(number) for number in run) for run in runs
    )
