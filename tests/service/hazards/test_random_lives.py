"""A hazard's life as people of any role push it about, with faults amid the act: it moves as the trade's table says."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from service.core.acts.ledger import Act
from service.core.acts.problems import NotAllowed, Problem, WrongState
from service.core.db.transactions import db, reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.hazards.models import Hazard
from service.hazards.states import Grade, State
from tests.builders import golden_lives
from tests.builders import hazards as a
from tests.builders.hazards import Plant
from tests.sizes import size

TRADE = golden_lives.HAZARD
VERBS = sorted(TRADE.verbs_known)
PEOPLE = ["manager", "second", "principal", "leader", "worker", "other", "officer"]


class Fault(Exception):
    """What goes wrong after the command has done its work, before it is kept."""


class Life(RuleBasedStateMachine):
    plant: Plant
    officer: Viewer

    def __init__(self) -> None:
        super().__init__()
        self.hazard = a.a_hazard(self.plant)
        self.state, self.acts = State.REPORTED, 1

    def person(self, who: str) -> Viewer:
        return a.proven(self.officer if who == "officer" else getattr(self.plant, who))

    def facts(self, who: str, grade: Grade) -> dict[str, Any]:
        words = ("reason", "opinion", "review", "interim_control", "rectification")
        own = {"enterprise_id": self.plant.id, "granted": True, "cost": 0, "until": a.in_days(5)}
        given = {"assigned_to": self.plant.worker.person_id, "no_photo": ""}
        photos = (
            {"photos": [a.a_photo(self.plant.worker, self.plant)]} if who != "officer" else {"photos": []}
        )
        facts = own | given | photos | dict.fromkeys(words, "按要求") | a.plan_facts(self.plant)
        return facts | a.grading(Grade.MAJOR) | {"grade": grade, "due_on": a.in_days(4)}

    @rule(
        who=st.sampled_from(PEOPLE),
        verb=st.sampled_from(VERBS),
        lot=st.integers(0, 99),
        grade=st.sampled_from(Grade),
        breaks=st.booleans(),
    )
    def push(self, who: str, verb: str, lot: int, grade: Grade, breaks: bool) -> None:
        viewer = self.person(who)
        possible = TRADE.verbs(self.state, viewer.roles)
        if possible and lot >= 20:  # mostly what the table allows: a life should move
            verb = possible[lot % len(possible)]
        facts, breaks = self.facts(who, grade), breaks and lot % 3 == 0

        def run() -> Hazard:
            found = a.command(verb)(viewer, self.hazard.id, facts, Act.new())
            if breaks:
                raise Fault
            return found

        step = TRADE.steps.get((self.state, verb))
        try:
            after = a.do(viewer, run).state
        except Fault:
            return
        except Problem as problem:
            if step is None:
                assert isinstance(problem, (WrongState, NotAllowed)), problem
            return
        assert step and step.who & viewer.roles, f"{who} did {verb} in {self.state}"
        closes = verb in {"accept", "release"} and after is State.CLOSED
        assert after is step.after or closes, f"{verb} in {self.state} led to {after}"
        self.state, self.acts = after, self.acts + 1 + closes

    @invariant()
    def it_stands_as_the_table_says_with_one_entry_an_act(self) -> None:
        here = (LedgerEntry.object_id == self.hazard.id, LedgerEntry.act.startswith("hazard."))
        with scope.opened(Scope.platform()), reading():
            row = db.session.get_one(Hazard, (self.plant.id, self.hazard.id), populate_existing=True)
            acts = db.session.scalar(select(func.count()).select_from(LedgerEntry).where(*here))
        assert (row.state, acts) == (self.state, self.acts)
        assert (row.closed_at is not None) == (row.state is State.CLOSED)
        assert row.state is not State.RECTIFYING or (row.assigned_to and row.due_at)


@pytest.mark.torture
@pytest.mark.both
def test_a_life_moves_as_the_table_says_whoever_pushes_and_whatever_breaks(
    app: Flask, staffed: Plant
) -> None:
    Life.plant, Life.officer = staffed, a.an_officer()
    how = settings(
        max_examples=size(6, 400),
        stateful_step_count=size(20, 60),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=how)
