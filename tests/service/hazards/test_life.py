"""The table of a hazard's life: what is not in it is refused, whoever asks."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from flask import Flask

from service.core import clock
from service.core.acts.ledger import Act
from service.core.acts.problems import NotAllowed, WrongState
from service.core.tenancy.viewer import Viewer
from service.hazards.commands import accepting, grading, rectifying
from service.hazards.commands.registry import COMMANDS
from service.hazards.lifecycle import ACTS, SYSTEM, VERBS
from service.hazards.models import Hazard
from service.hazards.states import Grade, State
from service.identity.rules import BUREAU_ROLES, Role
from tests.builders import golden_lives, lives
from tests.builders import hazards as a
from tests.builders.hazards import Plant

ROLES = [*(role.value for role in Role), SYSTEM]
TRADE = golden_lives.HAZARD
MOVES = sorted(product(State, TRADE.verbs_known))


def test_a_hazard_s_life_is_the_one_of_the_trade_to_the_last_role() -> None:
    product, trade = golden_lives.rows(VERBS), golden_lives.rows(TRADE)
    assert product - trade == set(), "the product allows it, the trade does not"
    assert trade - product == set(), "the trade allows it, the product does not"
    assert len(product) == 45


@pytest.mark.parametrize("role", ROLES)
def test_a27_every_move_not_in_the_table_is_refused(role: str) -> None:
    for state, verb in MOVES:
        if (state, verb) not in TRADE.steps:
            with pytest.raises(WrongState):
                VERBS.after(state, verb, {role})


@pytest.mark.parametrize("role", ROLES)
def test_a27_every_move_of_another_role_is_refused(role: str) -> None:
    for step in TRADE.steps.values():
        if role not in step.who:
            with pytest.raises(NotAllowed):
                VERBS.after(step.before, step.verb, {role})


class Scene:
    """One hazard, seen by somebody of each role who has no part in it: his role alone stands in his way."""

    def __init__(self) -> None:
        self.plant: Plant = a.a_plant()
        self.officer = a.an_officer()
        self.hazard = a.a_hazard(self.plant)

    def viewer(self, role: str) -> Viewer:
        known = {Role.OPERATOR: a.OPERATOR} | dict.fromkeys(BUREAU_ROLES, self.officer)
        return replace(known.get(role, self.plant.other), roles=frozenset({role}))  # type: ignore[call-overload]

    def standing(self, state: State, grade: Grade) -> Hazard:
        columns: dict[str, Any] = {
            "state": state,
            "grade": grade,
            "assigned_to": self.plant.worker.person_id,
            "due_at": clock.end_of(a.in_days(3)),
            "dismissed_reason": "不是隐患" if state is State.DISMISSED else None,
            "closed_at": clock.now() if state is State.CLOSED else None,
        }
        return lives.put_into(self.hazard, **columns)

    def attempt(self, hazard: Hazard, verb: str, role: str) -> None:
        viewer, command = self.viewer(role), COMMANDS[verb]
        a.do(viewer, lambda: command(viewer, hazard.id, None, Act.new(), hazard.enterprise_id))


@pytest.mark.worlds
@pytest.mark.parametrize("grade", Grade)
def test_a27_every_pair_not_in_the_table_is_refused_by_its_command(app: Flask, grade: Grade) -> None:
    # What is for both grades is tried on general hazards, what is for one grade on hazards of that grade.
    major_only = {"endorse", "ask_downgrade", "downgrade"}
    verbs = major_only if grade is Grade.MAJOR else TRADE.verbs_known - major_only
    pairs = list(lives.not_in_the_table(TRADE, set(verbs), ROLES))
    with app.app_context():
        scene = Scene()
        found = lives.faults(TRADE, pairs, lambda state: [scene.standing(state, grade)], scene.attempt)
    assert len(pairs) > 200
    assert found == [], "\n".join(found)


def test_every_verb_has_a_command_and_a_title() -> None:
    for verb in VERBS.verbs_known:
        (own,) = [getattr(room, verb) for room in (accepting, grading, rectifying) if hasattr(room, verb)]
        assert COMMANDS[verb] is own
        assert f"hazard.{verb}" in ACTS


def test_every_state_is_reached_and_has_its_words() -> None:
    reached = {step.after for step in VERBS.steps.values()} | {State.REPORTED}
    assert reached == set(State)
    assert all(state.word for state in State)


def test_nothing_leaves_a_dismissed_hazard() -> None:
    assert not [step for step in VERBS.steps.values() if step.before is State.DISMISSED]


def test_only_a_major_hazard_is_planned() -> None:
    into = {step.verb for step in VERBS.steps.values() if step.after is State.PLANNING}
    entering = {step.verb for step in VERBS.steps.values() if step.after is State.PLANNING != step.before}
    assert entering == {"endorse"} <= into
