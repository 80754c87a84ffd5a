"""A button is shown just where its command accepts: every verb, state, grade, role and part that somebody had in it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict, Invalid, NotAllowed, Problem, WrongState
from service.core.db.tables import tenancy_of
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.hazards import models
from service.hazards.lifecycle import SYSTEM, VERBS
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.hazards.states import Grade, State
from service.identity.rules import BUREAU_ROLES, PLANT_ROLES
from service.reference.queries import rulebook
from tests.builders import enforcement, lives
from tests.builders import hazards as a

NEEDS_PHOTOS = {"rectify", "fix_on_the_spot", "confirm"}
ROLES = [*sorted(PLANT_ROLES), *sorted(BUREAU_ROLES), SYSTEM]


class Undone(Exception):
    """Takes back what a command did, for the next one to begin where it began."""


class Standing(NamedTuple):
    state: State
    grade: Grade
    is_ordered: bool
    is_asked: bool  # whether more time and a lower grade are asked for, both by the one who had every part


class Scene:
    """A hazard in which one person had every part, and another none."""

    def __init__(self) -> None:
        self.bureau, self.plant = enforcement.a_bureau(), a.a_plant()
        order = enforcement.served(self.bureau, self.plant, findings=1)
        (self.item,) = enforcement.items_of(self.bureau.first, order)
        self.hazard = a.a_hazard(self.plant)
        self.hand, self.other = self.plant.worker.person_id, self.plant.other.person_id
        self.asked = [self._extension(), self._match()]
        for row in (self._round(), self._plan(), *self.asked):
            a.do(a.OPERATOR, lambda row=row: db.session.add(row))

    def _extension(self) -> models.HazardExtension:
        return models.HazardExtension(
            **self._child(), asked_by=self.hand, until=a.in_days(9), reason="等材料", asked_at=clock.now()
        )

    def _match(self) -> models.CriterionMatch:
        (criterion,) = [row for row in a.see(a.OPERATOR, rulebook.criteria) if row.code == "GM-13-01"]
        return models.CriterionMatch(
            **self._child(),
            criterion_code=criterion.code,
            criterion_version=criterion.version,
            evidence="没有台账",
            proposed_by=self.hand,
            proposed_at=clock.now(),
        )

    def _round(self) -> models.HazardRound:
        done: dict[str, Any] = {"rectification": "修补", "cost": 0, "rectified_at": clock.now()}
        return models.HazardRound(**self._child(), number=1, rectified_by=self.hand, **done)

    def _plan(self) -> models.RectificationPlan:
        facts = a.plan_facts(self.plant, due_on=a.in_days(5))
        return models.RectificationPlan(
            **self._child(), number=1, written_by=self.hand, written_at=clock.now(), **facts
        )

    def _child(self) -> dict[str, Any]:
        return {**tenancy_of(self.hazard), "hazard_id": self.hazard.id, "id": ids.new_id()}

    def put(self, standing: Standing) -> Hazard:
        extension, match = self.asked
        lives.put_into(
            extension,
            answered_by=None if standing.is_asked else self.other,
            answered_at=None if standing.is_asked else clock.now(),
            granted=None if standing.is_asked else False,
        )
        asked = (self.hand, "不符合标准") if standing.is_asked else (None, None)
        lives.put_into(match, withdrawal_asked_by=asked[0], withdrawal_reason=asked[1])
        state = standing.state
        return lives.put_into(
            self.hazard,
            state=state,
            grade=standing.grade,
            hazard_type=a.HazardType.EQUIPMENT,
            cause=a.Cause.THINGS,
            reported_by=self.hand,
            assigned_to=self.hand,
            due_at=clock.end_of(a.in_days(6)),
            order_item_id=self.item.id if standing.is_ordered else None,
            dismissed_reason="不是隐患" if state is State.DISMISSED else None,
            closed_at=clock.now() if state is State.CLOSED else None,
        )

    def viewers(self) -> Iterator[Viewer]:
        for role, person in product(ROLES, (self.hand, self.other)):
            known = self.bureau.first if role in BUREAU_ROLES else self.plant.worker
            yield replace(a.proven(known), person_id=person, roles=frozenset({role}))

    def facts(self) -> dict[str, Any]:
        words = dict.fromkeys(
            ("reason", "opinion", "review", "interim_control", "rectification", "no_photo"), "按要求"
        )
        days = {"until": a.in_days(12), "due_on": a.in_days(4)}
        return (
            a.plan_facts(self.plant)
            | a.grading(Grade.MAJOR)
            | words
            | days
            | {
                "grade": Grade.GENERAL,
                "granted": False,
                "cost": 0,
                "assigned_to": self.other,
                "enterprise_id": self.plant.id,
            }
        )

    def attempt(self, viewer: Viewer, verb: str) -> Problem | None:
        """Do a verb and take it back; return how it was refused."""
        facts = self.facts()
        if verb == "send_back":
            del facts["due_on"]

        def run() -> None:
            a.command(verb)(viewer, self.hazard.id, facts, Act.new())
            raise Undone

        try:
            a.do(viewer, run)
        except Undone:
            return None
        except Problem as problem:
            return problem
        raise AssertionError("neither done nor refused")

    def shown(self, viewer: Viewer, verb: str) -> Problem | None:
        case = a.see(viewer, lambda: cases.case(viewer, self.hazard.id, self.plant.id))
        return VERBS.problem(verb, viewer, case, clock.now())


@pytest.mark.worlds
@pytest.mark.parametrize("grade", Grade)
def test_a_button_is_shown_where_its_command_accepts_and_nowhere_else(app: Flask, grade: Grade) -> None:
    faults, tried, done = [], 0, 0
    with app.app_context():
        scene = Scene()
        for state, is_ordered, is_asked in product(State, (False, True), (False, True)):
            if is_ordered and state is State.DISMISSED:
                continue
            scene.put(Standing(state, grade, is_ordered, is_asked))
            verbs = [verb for before, verb in VERBS.steps if before is state]
            for viewer, verb in product(scene.viewers(), verbs):
                if not VERBS.steps[state, verb].who & viewer.roles:
                    continue  # refused by the table: test_life.py
                shown, refusal = scene.shown(viewer, verb), scene.attempt(viewer, verb)
                tried, done = tried + 1, done + (refusal is None)
                if shown is None and isinstance(refusal, Invalid):
                    same = verb in NEEDS_PHOTOS and set(refusal.errors) <= {"photos", "photos_after"}
                else:
                    same = type(shown) is type(refusal) and (shown is None or refusal is not None)
                if not same:
                    faults.append((state, verb, sorted(viewer.roles), is_ordered, is_asked, shown, refusal))
    assert faults == []
    assert tried > 300 and 100 < done < tried


@pytest.mark.slow
def test_what_refuses_is_never_about_the_form(app: Flask) -> None:
    """A guard looks at who, when and how it stands: what was typed is refused beside its field."""
    with app.app_context():
        scene = Scene()
        scene.put(Standing(State.RECTIFYING, Grade.MAJOR, is_ordered=True, is_asked=True))
        for viewer, verb in product(scene.viewers(), VERBS.rows):
            problem = scene.shown(viewer, verb)
            assert problem is None or isinstance(problem, NotAllowed | WrongState | Conflict)
