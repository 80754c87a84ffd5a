"""A life cycle is a table: it guards the commands, draws the buttons and generates the tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from service.core.acts.problems import NotAllowed, WrongState, _

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Step(Generic[State]):
    before: State
    verb: str
    after: State
    who: frozenset[str]


class LifeCycle(Generic[State]):
    def __init__(self, *steps: Step[State]) -> None:
        self.steps = {(step.before, step.verb): step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError("two steps from one state by one verb")

    @property
    def verbs_known(self) -> frozenset[str]:
        return frozenset(verb for _before, verb in self.steps)

    def step(self, state: State, verb: str, roles: Iterable[str]) -> Step[State]:
        """Return the step a verb takes; raise WrongState or NotAllowed where there is none for these roles."""
        step = self.steps.get((state, verb))
        if step is None:
            raise WrongState(_("现在的状态不能这样做，这次没有生效；请看过现在的进展，从能做的操作里选"))
        if not step.who & frozenset(roles):
            raise NotAllowed(_("您的岗位不能做这一步"))
        return step

    def after(self, state: State, verb: str, roles: Iterable[str]) -> State:
        return self.step(state, verb, roles).after

    def verbs(self, state: State, roles: Iterable[str]) -> list[str]:
        roles = frozenset(roles)
        return [step.verb for step in self.steps.values() if step.before == state and step.who & roles]
