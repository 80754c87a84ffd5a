"""Two people act on one hazard at the same moment: one wins, the other is told so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from service.core.acts.ledger import Act, timeline
from service.core.acts.problems import Problem
from service.hazards.commands import reporting
from service.hazards.commands.reporting import Report
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.hazards.states import State
from tests.builders import hazards as a
from tests.builders.hazards import Plant

pytestmark = pytest.mark.both

Move = tuple[a.Viewer, str, dict[str, object]]


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


def together(app: Flask, hazard: Hazard, *moves: Move) -> list[int]:
    """Run the moves in threads of their own that start as one; return the status of each: 200 or a refusal."""
    start = Barrier(len(moves))

    def run(move: Move) -> int:
        viewer, verb, facts = move
        command = a.command(verb)
        with app.app_context():
            start.wait()
            try:
                a.do(viewer, lambda: command(viewer, hazard.id, facts, Act.new()))
            except Problem as problem:
                return problem.status
        return 200

    with ThreadPoolExecutor(len(moves)) as pool:
        return sorted(pool.map(run, moves))


def test_a28_of_two_acceptors_one_wins(app: Flask, plant: Plant) -> None:
    hazard = a.rectified(plant)
    accept: dict[str, object] = {"opinion": "合格"}
    assert together(app, hazard, (plant.manager, "accept", accept), (plant.second, "accept", accept)) == [
        200,
        409,
    ]
    told = a.see(plant.manager, lambda: [entry.act for entry in timeline([hazard.id], plant.id)])
    assert told.count("hazard.accept") == told.count("hazard.close") == 1


def test_a28_an_acceptance_and_a_return_do_not_both_stand(app: Flask, plant: Plant) -> None:
    hazard = a.rectified(plant)
    moves = (plant.manager, "accept", {}), (plant.second, "send_back", {"opinion": "漏水"})
    assert together(app, hazard, *moves) == [200, 409]
    now = a.see(plant.manager, lambda: cases.hazard(plant.manager, hazard.id))
    assert now.state in {State.CLOSED, State.RECTIFYING} and now.version == hazard.version + (
        2 if now.state is State.CLOSED else 1
    )


def test_a28_of_two_who_reopen_one_wins(app: Flask, plant: Plant) -> None:
    hazard = a.closed(plant)
    facts: dict[str, object] = {"reason": "又裂了", "due_on": a.in_days(3)}
    assert together(app, hazard, (plant.manager, "reopen", facts), (plant.second, "reopen", facts)) == [
        200,
        409,
    ]


def test_the_same_report_sent_at_once_stands_once(app: Flask, plant: Plant) -> None:
    facts = a.report_facts(plant, plant.worker)
    start = Barrier(4)

    def send(_n: int) -> Hazard:
        with app.app_context():
            start.wait()
            return a.do(plant.worker, lambda: reporting.report(plant.worker, Report(**facts)))

    with ThreadPoolExecutor(4) as pool:
        made = {hazard.id for hazard in pool.map(send, range(4))}
    assert made == {facts["id"]}
    assert len(a.see(plant.manager, lambda: timeline([facts["id"]], plant.id))) == 1
