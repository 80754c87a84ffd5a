"""The planner over the years, away for days, alone or as two, while plans come and are stopped."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask, current_app
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from service.core import clock
from service.core.acts.ledger import Act
from service.core.db.transactions import db
from service.inspections.commands import planning
from service.inspections.jobs import MATERIALISE
from service.inspections.models import Occurrence
from tests.builders.hazards import do, see
from tests.builders.inspections import Checked, a_plan
from tests.sizes import size

YEARS = timedelta(days=size(500, 3_650))


@dataclass
class Run:
    """A plan as the trade knows it: a check on each day from its first to its last."""

    first: date
    last: date  # the last day that has its check by now
    stopped: bool = False


class Planner(RuleBasedStateMachine):
    checked: Checked
    began: datetime

    def __init__(self) -> None:
        super().__init__()
        self.now = self.began
        self.plans: dict[UUID, Run] = {}
        self.begin()

    def today(self) -> date:
        return clock.local(self.now).date()

    @precondition(lambda self: len(self.plans) < 3)
    @rule()
    def begin(self) -> None:
        with clock.frozen(self.now):
            made = a_plan(self.checked.plant.manager, self.checked.checklist.id, f"班{len(self.plans)}")
        self.plans[made.id] = Run(self.today(), self.today() + timedelta(days=1))

    @precondition(lambda self: self.plans)
    @rule(which=st.integers(0, 2))
    def stop(self, which: int) -> None:
        plan_id = list(self.plans)[which % len(self.plans)]
        manager, run = self.checked.plant.manager, self.plans[plan_id]
        with clock.frozen(self.now):
            do(manager, lambda: planning.stop(manager, plan_id, Act.new()))
        if not run.stopped:
            run.stopped, run.last = True, min(run.last, self.today())

    @precondition(lambda self: self.now < self.began + YEARS)
    @rule(
        days=st.sampled_from([0, 1, 2, 3, 7, 30, 200, 365]),
        hours=st.integers(0, 23),
        planners=st.integers(1, 2),
    )
    def away(self, days: int, hours: int, planners: int) -> None:
        self.now += timedelta(days=days, hours=hours)
        app, moment = current_app._get_current_object(), self.now  # type: ignore[attr-defined]

        def run(_number: int) -> None:
            with app.app_context(), clock.frozen(moment):
                MATERIALISE.run(moment)

        with ThreadPoolExecutor(planners) as pool:
            list(pool.map(run, range(planners)))
        for one in self.plans.values():
            if not one.stopped:
                one.last = max(one.last, self.today() + timedelta(days=1))

    @invariant()
    def each_plan_has_one_check_a_day_and_none_after_its_stop(self) -> None:
        query = select(Occurrence.plan_id, Occurrence.period).where(
            Occurrence.cancelled_at.is_(None), Occurrence.plan_id.in_(self.plans)
        )
        rows = see(self.checked.plant.manager, lambda: db.session.execute(query).all())
        for plan_id, one in self.plans.items():
            days = [(period - one.first).days for known, period in rows if known == plan_id]
            assert sorted(days) == list(range((one.last - one.first).days + 1))

    def teardown(self) -> None:
        for which in range(len(self.plans)):
            self.stop(which)
        Planner.began = self.now  # time goes on: the plant's planner has come so far


@pytest.mark.torture
@pytest.mark.both
def test_f23_each_plan_has_exactly_one_check_a_day_however_long_the_planner_was_away(
    app: Flask, checked: Checked
) -> None:
    manager = checked.plant.manager
    do(manager, lambda: planning.stop(manager, checked.plan.id, Act.new()))
    Planner.checked, Planner.began = checked, clock.now()
    how = settings(
        max_examples=size(4, 12),
        stateful_step_count=size(8, 40),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Planner, settings=how)
