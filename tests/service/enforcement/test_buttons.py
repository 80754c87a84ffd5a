"""A button is shown just where its command accepts: every verb of every table, by state, role and part in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict, Invalid, NotAllowed, NotFound, Problem, WrongState
from service.core.acts.verbs import Verbs
from service.core.tenancy.viewer import Viewer
from service.documents.states import ServiceMode
from service.enforcement.commands import registry, site_inspection, voiding
from service.enforcement.commands import reinspections as commands
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT
from service.enforcement.queries import cases
from service.hazards.states import Grade
from service.identity.rules import PLANT_ROLES, Role
from tests.builders import enforcement as a
from tests.builders import extensions as asking
from tests.builders.enforcement import Bureau, Plant
from tests.builders.hazards import classed

ROLES = [Role.OFFICER, Role.HEAD, *sorted(PLANT_ROLES)]


class Undone(Exception):
    """Takes back what a command did, for the next one to begin where it began."""


@dataclass(frozen=True)
class Life:
    verbs: Verbs[Any]
    commands: Any
    case: Callable[..., Any]
    rows: Callable[[Bureau, Plant], Iterator[Any]]


def visits(bureau: Bureau, plant: Plant) -> Iterator[Any]:
    yield a.a_visit(bureau, plant)
    yield a.approved(bureau, plant)
    described = a.noticed(bureau, plant)
    a.a_finding(bureau, described)
    yield described
    now = clock.now()
    a.act(bureau.first, site_inspection.describe, described, site="罐区", began_at=now, ended_at=now)
    a.act(bureau.first, site_inspection.confirm_record, described)
    yield described
    yield a.recorded(bureau, plant, findings=1)
    yield a.sealed_visit(bureau, plant, findings=1)
    signed = a.sealed_visit(bureau, plant, findings=0)
    a.act(bureau.first, site_inspection.sign, signed, refusal="不认可", witness="社区 周敏")
    yield signed
    order = a.served(bureau, plant, findings=1)
    yield a.see(bureau.first, lambda: cases.order(bureau.first, order.id).visit)


def orders(bureau: Bureau, plant: Plant) -> Iterator[Any]:
    yield a.a_draft(bureau, plant, findings=1)
    yield a.confirmed(bureau, plant, findings=1)
    yield a.sealed(bureau, plant, findings=1)
    yield a.served(bureau, plant, findings=1)
    asked = asking.assigned(bureau, plant)
    asking.requested(plant.worker, asked)
    asking.agreed(plant, asked)
    yield asked
    yield a.answered(bureau, plant, findings=1)
    again = a.answered(bureau, plant, findings=1)
    a.a_reinspection(bureau, again)
    yield again


def reinspections(bureau: Bureau, plant: Plant) -> Iterator[Any]:
    yield a.a_reinspection(bureau, a.answered(bureau, plant, findings=1))
    order, judged = a.a_judged_reinspection(bureau, plant)
    yield judged
    a.act(bureau.first, commands.confirm, judged)
    yield judged
    a.act(bureau.second, commands.confirm, judged)
    yield judged
    a.act(a.proven(bureau.first), commands.seal, judged)
    yield judged
    a.act(a.proven(bureau.head), voiding.void_order, order, reason="期限有误")
    yield judged


LIVES = {
    "visit": Life(VISIT, registry.VISIT_COMMANDS, cases.visit, visits),
    "order": Life(ORDER, registry.ORDER_COMMANDS, cases.order, orders),
    "reinspection": Life(REINSPECTION, registry.REINSPECTION_COMMANDS, cases.reinspection, reinspections),
}


def viewers(bureau: Bureau, plant: Plant) -> Iterator[Viewer]:
    """Each role in the hands of who has a part in the row, and of who has none."""
    stranger = a.a_bureau(prefix="龙")
    for role in ROLES:
        known = [plant.manager, plant.principal, plant.worker]
        if role not in PLANT_ROLES:
            known = [bureau.first, bureau.third, bureau.head, stranger.first]
        for person in known:
            yield replace(a.proven(person), roles=frozenset({role}))


def facts(bureau: Bureau, viewer: Viewer, verb: str, part: Any) -> dict[str, Any]:
    """What fills the form of any verb, so that what is typed is never at fault."""
    now = clock.now()
    words = dict.fromkeys(("reason", "opinion", "legal_reason", "fact", "measure"), "按要求办理")
    met = {"met_person": "李强", "met_post": "安全总监", "recusal": False, "noticed_at": now}
    scene = {"site": "罐区", "began_at": now, "ended_at": now}
    finding = a.finding_facts(finding_id=part.finding_id, grade=Grade.GENERAL)
    served = {"mode": ServiceMode.DIRECT, "at": now, "receiver": "李强"}
    refused = {"refusal": "不认可", "witness": "社区 周敏"} if verb == "sign" else {}
    pair = {"former": a.person(bureau.first), "successor": a.person(bureau.third)}
    item = {"item_id": part.item_id, "passed": False, "granted": False, "completed_on": clock.today()}
    other = next(person for person in bureau.pair if person != viewer.person_id)
    two = {"id": ids.new_id(), "officers": (viewer.person_id, other)}
    return (
        classed()
        | words
        | met
        | scene
        | finding
        | served
        | refused
        | pair
        | item
        | two
        | {"fact": "围堰有裂缝"}
    )


def part_of(case: Any) -> SimpleNamespace:
    """The first part of a row that an address may name."""
    findings, items = getattr(case, "findings", ()), getattr(case, "items", ())
    judged = [item for item, _result in getattr(case, "judged", ())]
    return SimpleNamespace(
        finding_id=findings[0].id if findings else ids.new_id(),
        item_id=[*items, *judged, SimpleNamespace(id=ids.new_id())][0].id,
    )


def attempt(command: Any, viewer: Viewer, row: Any, data: Any) -> Problem | None:
    """Do a verb and take it back; return how it was refused."""

    def run() -> None:
        command(viewer, row.id, data, Act.new())
        raise Undone

    try:
        a.do(viewer, run)
    except Undone:
        return None
    except Problem as problem:
        return problem
    raise AssertionError("neither done nor refused")


def difference(life: Life, viewer: Viewer, row: Any, verb: str, bureau: Bureau) -> tuple[str, bool]:
    """Return how what is shown differs from what is done, if at all; and whether it was done."""
    try:
        case = a.see(viewer, lambda: life.case(viewer, row.id))
    except NotFound:
        return "", False
    part = part_of(case)
    is_shown = a.see(viewer, lambda: life.verbs.takes(verb, viewer, case, part, clock.now()))
    data = a.form(life.commands[verb], **facts(bureau, viewer, verb, part))
    refusal = attempt(life.commands[verb], viewer, row, data)
    if isinstance(refusal, Invalid) and refusal.errors.keys() == {"photos"}:
        refusal = None  # a photo is all that this form lacks
    by_a_guard = refusal is None or isinstance(refusal, NotAllowed | WrongState | Conflict | NotFound)
    same = is_shown == (refusal is None) and by_a_guard
    words = f"{case.row.state} {verb} by {viewer.name} as {sorted(viewer.roles)}: {is_shown}, {refusal!r}"
    return "" if same else words, refusal is None


@pytest.mark.worlds
@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_a_button_is_shown_where_its_command_accepts_and_nowhere_else(
    app: Flask, supervised: tuple[Bureau, Plant], life: Life
) -> None:
    bureau, plant = supervised
    tried: list[tuple[str, bool]] = []
    with app.app_context():
        people = list(viewers(bureau, plant))
        for row in life.rows(bureau, plant):
            state = a.see(bureau.first, lambda row=row: life.case(bureau.first, row.id).row.state)
            for viewer, verb in product(people, life.verbs.rows):
                step = life.verbs.steps.get((state, verb))
                if step and step.who & viewer.roles:  # others are refused by the table: test_life.py
                    tried.append(difference(life, viewer, row, verb, bureau))
    faults = [words for words, _done in tried if words]
    assert faults == [], "\n".join(faults)
    done = sum(is_done for _words, is_done in tried)
    assert done > 10 and len(tried) > 2 * done
