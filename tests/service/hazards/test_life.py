"""The table of a hazard's life: what is not in it is refused, whoever asks."""

from itertools import product

import pytest

from service.core.problems import NotAllowed, WrongState
from service.hazards import commands, rules
from service.hazards.rules import ACTS, LIFE, SYSTEM, State
from service.identity.rules import Role

ROLES = [*(role.value for role in Role), SYSTEM]
MOVES = sorted(product(State, LIFE.verbs_known))


@pytest.mark.parametrize("role", ROLES)
def test_a27_every_move_not_in_the_table_is_refused(role: str) -> None:
    for state, verb in MOVES:
        if (state, verb) not in LIFE.steps:
            with pytest.raises(WrongState):
                LIFE.after(state, verb, {role})


@pytest.mark.parametrize("role", ROLES)
def test_a27_every_move_of_another_role_is_refused(role: str) -> None:
    for step in LIFE.steps.values():
        if role not in step.who:
            with pytest.raises(NotAllowed):
                LIFE.after(step.before, step.verb, {role})


def test_every_verb_has_a_command_and_a_title() -> None:
    for verb in LIFE.verbs_known:
        assert callable(getattr(commands, verb))
        assert f"hazard.{verb}" in ACTS


def test_every_state_is_reached_and_has_its_words() -> None:
    reached = {step.after for step in LIFE.steps.values()} | {State.REPORTED}
    assert reached == set(State)
    assert set(rules.STATE_TITLES) == set(State)


def test_nothing_leaves_a_dismissed_hazard() -> None:
    assert not [step for step in LIFE.steps.values() if step.before is State.DISMISSED]


def test_only_a_major_hazard_is_planned() -> None:
    into = {step.verb for step in LIFE.steps.values() if step.after is State.PLANNING}
    entering = {step.verb for step in LIFE.steps.values() if step.after is State.PLANNING != step.before}
    assert entering == {"endorse"} <= into
    assert "endorse" in rules.MAJOR_ONLY and "assign" in rules.GENERAL_ONLY
