"""A verb is one row of its room's table: from where to where, whose it is, what its form sends, who is refused why.

From the row are derived the button, the check before a photo is taken in, the command's checks, the form and the
title in a timeline. Nobody else writes a condition about a verb.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from service.core.acts.lifecycle import LifeCycle, Step
from service.core.acts.problems import Problem
from service.core.forms import ActForm
from service.core.tenancy.viewer import Viewer

State = TypeVar("State", bound=StrEnum)
Case = TypeVar("Case", bound="Standing")


class Standing(Protocol):
    """A row with all that was written about it, as far as a guard looks at it."""

    @property
    def row(self) -> Any: ...


Guard = Callable[[Viewer, Any, datetime], Problem | None]
DataGuard = Callable[[Viewer, Any, Any, datetime], Problem | None]
Opens = Callable[[Viewer, Any], bool]


def always(_viewer: Viewer, _case: Any) -> bool:
    return True


def never(_viewer: Viewer, _case: Any) -> bool:
    return False


@dataclass(frozen=True)
class Verb(Generic[State]):
    """One act on a row.

    id          the same in the address, the table, the ledger (after the kind of its row) and the command's name
    after       None: the row stays in its state
    guards      why this viewer may not do it now: pure, asked for the button and again under the lock
    with_data   why what the form sends is not taken: pure, asked under the lock alone
    also        steps from other states that lead elsewhere or are for others
    button      empty: no form of a page does it; another act does
    opens       whether its form stands open on the page: the first row of the table that does
    step_up     whether it asks for a password given within the last minutes
    waits       what a page says while only another person may do it
    """

    id: str
    before: State | Sequence[State]
    after: State | None
    who: frozenset[str]
    data: type[ActForm]
    guards: Sequence[Guard]
    title: str
    button: str = ""
    with_data: Sequence[DataGuard] = ()
    also: Sequence[Step[State]] = ()
    opens: Opens = never
    step_up: Callable[[Any], bool] = lambda _case: False
    waits: str = ""

    def steps(self) -> Iterator[Step[State]]:
        states = [self.before] if isinstance(self.before, StrEnum) else self.before
        for state in states:
            yield Step(state, self.id, self.after or state, self.who)
        yield from self.also

    @property
    def form(self) -> str:
        """The name of its form: one form may serve several verbs."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.data.__name__.removesuffix("Form")).lower()


class Verbs(LifeCycle[State]):
    """The verbs of a kind of row, in the order in which a page offers them."""

    def __init__(self, kind: str, *verbs: Verb[State]) -> None:
        super().__init__(*(step for verb in verbs for step in verb.steps()))
        self.kind = kind
        self.rows = {verb.id: verb for verb in verbs}
        self.commands: dict[
            str, Callable[..., Any]
        ] = {}  # each made by `changing` where its change is written

    def __getitem__(self, verb_id: str) -> Verb[State]:
        return self.rows[verb_id]

    def __contains__(self, verb_id: str) -> bool:
        return verb_id in self.rows

    def act(self, verb_id: str) -> str:
        """Return what the ledger calls it."""
        return f"{self.kind}.{verb_id}"

    def titles(self) -> dict[str, str]:
        """Return how each act reads in a timeline."""
        return {self.act(verb.id): verb.title for verb in self.rows.values()}

    def problem(self, verb_id: str, viewer: Viewer, case: Standing, now: datetime) -> Problem | None:
        """Return why a viewer may not do it now; None where he may."""
        try:
            self.step(case.row.state, verb_id, viewer.roles)
        except Problem as refusal:
            return refusal
        return first_problem(guard(viewer, case, now) for guard in self.rows[verb_id].guards)

    def available(self, viewer: Viewer, case: Standing, now: datetime) -> list[str]:
        """Return what a viewer may do next: the buttons of a page."""
        possible = [verb.id for verb in self.rows.values() if (case.row.state, verb.id) in self.steps]
        return [verb_id for verb_id in possible if self.problem(verb_id, viewer, case, now) is None]


def first_problem(problems: Iterable[Problem | None]) -> Problem | None:
    return next((problem for problem in problems if problem is not None), None)
