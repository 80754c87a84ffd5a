"""A verb is one row of its room's table: from where to where, whose it is, what its form sends, who is refused why.

From the row are derived the button, the check before a photo is taken in, the command's checks, the form and the
title in a timeline. Nobody else writes a condition about a verb.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from service.core.acts.lifecycle import LifeCycle, Step
from service.core.acts.problems import Problem, WrongState
from service.core.forms import Sent, uploads
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


def undear(_case: Any) -> bool:
    return False


@dataclass(frozen=True)
class Verb(Generic[State]):
    """One act on a row.

    id          the same in the address, the table, the ledger (after the kind of its row) and the command's name
    after       None: the row stays in its state
    guards      why this viewer may not do it now: pure, asked for the button and again under the lock
    on_part     why not with the part of the row that the address names, as its item; asked beside the guards
    with_data   why what the form sends is not taken: pure, asked under the lock alone
    also        steps from other states that lead elsewhere or are for others
    button      empty: no form of a page does it; another act does
    opens       whether its form stands open on the page: the first row of the table that does
    step_up     whether it asks for a password given within the last minutes
    waits       what a page says while only another person may do it
    leads       another state than `after`, by what the change made of the case; None: none
    elsewhere   what is said in a state from which it does not go, where that is more than that it does not
    told_as     under which verb's name the ledger tells it, by what the form sends
    makes       the ledger's act of the other row that it makes; empty: it changes its own
    audience    who alone reads its entry; empty: whoever may read the row
    """

    id: str
    before: State | Sequence[State]
    after: State | None
    who: frozenset[str]
    data: type[Sent]
    guards: Sequence[Guard]
    title: str
    button: str = ""
    with_data: Sequence[DataGuard] = ()
    on_part: Sequence[DataGuard] = ()
    also: Sequence[Step[State]] = ()
    opens: Opens = never
    step_up: Callable[[Any], bool] = undear
    waits: str = ""
    leads: Callable[[Any], State | None] = lambda _case: None
    elsewhere: Mapping[State, str] = field(default_factory=dict)
    told_as: Callable[[Any], str] | None = None
    makes: str = ""
    audience: str = ""

    def steps(self) -> Iterator[Step[State]]:
        states = [self.before] if isinstance(self.before, StrEnum) else self.before
        for state in states:
            yield Step(state, self.id, self.after or state, self.who)
        yield from self.also

    @property
    def has_files(self) -> bool:
        return bool(uploads(self.data))

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

    def act(self, verb_id: str, data: Any = None) -> str:
        """Return what the ledger calls it, once it is done with what a form sent."""
        told_as = self.rows[verb_id].told_as
        return f"{self.kind}.{told_as(data) if told_as and data is not None else verb_id}"

    def refuse_step(self, verb_id: str, state: State, roles: Iterable[str]) -> None:
        """Raise WrongState or NotAllowed where these roles may not do it in this state."""
        sentence = self.rows[verb_id].elsewhere.get(state)
        if sentence:
            raise WrongState(sentence)
        self.step(state, verb_id, roles)

    def titles(self) -> dict[str, str]:
        """Return how each act reads in a timeline."""
        return {verb.makes or self.act(verb.id): verb.title for verb in self.rows.values()}

    def problem(self, verb_id: str, viewer: Viewer, case: Standing, now: datetime) -> Problem | None:
        """Return why a viewer may not do it now; None where he may."""
        try:
            self.refuse_step(verb_id, case.row.state, viewer.roles)
        except Problem as refusal:
            return refusal
        return first_problem(guard(viewer, case, now) for guard in self.rows[verb_id].guards)

    def available(self, viewer: Viewer, case: Standing, now: datetime) -> list[str]:
        """Return what a viewer may do next: the buttons of a page."""
        possible = [verb.id for verb in self.rows.values() if (case.row.state, verb.id) in self.steps]
        return [verb_id for verb_id in possible if self.problem(verb_id, viewer, case, now) is None]

    def takes(self, verb_id: str, viewer: Viewer, case: Standing, part: Any, now: datetime) -> bool:
        """Tell whether a viewer may do it to a part of the row, which `part` names as a form's address does."""
        if self.problem(verb_id, viewer, case, now):
            return False
        return first_problem(guard(viewer, case, part, now) for guard in self.rows[verb_id].on_part) is None

    def sentences(self, viewer: Viewer, case: Standing, now: datetime) -> dict[str, str]:
        """Return why a viewer cannot do what his role does in this state: a page says it instead of the form."""
        possible = [verb for verb in self.verbs(case.row.state, viewer.roles) if verb in self.rows]
        problems = {verb_id: self.problem(verb_id, viewer, case, now) for verb_id in possible}
        return {verb_id: problem.detail for verb_id, problem in problems.items() if problem}


def first_problem(problems: Iterable[Problem | None]) -> Problem | None:
    return next((problem for problem in problems if problem is not None), None)
