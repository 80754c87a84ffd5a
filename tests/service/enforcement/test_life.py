"""The lives of a visit, an order and a re-inspection, tried through the commands: what is not in a table is refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import Act
from service.core.acts.lifecycle import LifeCycle
from service.core.tenancy.viewer import Viewer
from service.enforcement import lifecycle
from service.enforcement.commands import (
    answers,
    extensions,
    officer_changes,
    orders,
    reinspections,
    site_inspection,
    visits,
    voiding,
)
from service.identity.rules import PLANT_ROLES, Role
from tests.builders import enforcement as a
from tests.builders import lives
from tests.builders.enforcement import Bureau, Plant
from tests.builders.golden_lives import ORDER, REINSPECTION, VISIT, rows

ROLES = [role.value for role in Role]


@dataclass(frozen=True)
class Life:
    """A table, the commands of its verbs, those verbs that another's command takes, and a row to try them on."""

    table: LifeCycle[Any]
    commands: dict[str, Callable[..., object]]
    inner: frozenset[str]
    begin: Callable[[Bureau, Plant], Any]


LIVES = {
    "visit": Life(
        VISIT,
        {
            "approve": visits.approve,
            "refuse": visits.refuse,
            "notice": site_inspection.notice,
            "find": site_inspection.find,
            "drop_finding": site_inspection.drop_finding,
            "describe": site_inspection.describe,
            "confirm": site_inspection.confirm_record,
            "seal_record": site_inspection.seal_record,
            "sign": site_inspection.sign,
            "draft_order": orders.draft,
            "close": visits.close,
            "cancel": visits.cancel,
            "void_record": voiding.void_record,
            "replace_officer": officer_changes.replace_officer,
        },
        frozenset({"complete"}),  # the second confirmation
        lambda bureau, plant: a.sealed_visit(bureau, plant, findings=1),
    ),
    "order": Life(
        ORDER,
        {
            "set_deadlines": orders.set_deadlines,
            "confirm": orders.confirm,
            "withdraw": orders.withdraw,
            "void": voiding.void_order,
            "seal": orders.seal,
            "serve": orders.serve_order,
            "answer": answers.answer,
            "ask": answers.ask,
            "reinspect": reinspections.start,
            "decide_extension": extensions.decide,
        },
        frozenset({"reopen", "close"}),  # the service of an opinion
        lambda bureau, plant: a.answered(bureau, plant, findings=1),
    ),
    "reinspection": Life(
        REINSPECTION,
        {
            "judge": reinspections.judge,
            "confirm": reinspections.confirm,
            "seal": reinspections.seal,
            "void": voiding.void_opinion,
            "replace_officer": officer_changes.replace_reinspector,
            "serve": reinspections.serve_opinion,
        },
        frozenset(),
        lambda bureau, plant: a.a_reinspection(bureau, a.answered(bureau, plant, findings=1)),
    ),
}


@pytest.mark.parametrize(("life", "steps"), [("visit", 27), ("order", 18), ("reinspection", 7)])
def test_a_life_is_the_one_of_the_trade_to_the_last_role(life: str, steps: int) -> None:
    product, trade = rows(getattr(lifecycle, life.upper())), rows(LIVES[life].table)
    assert product - trade == set(), "the product allows it, the trade does not"
    assert trade - product == set(), "the trade allows it, the product does not"
    assert len(product) == steps


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_every_verb_of_the_table_has_its_command(life: Life) -> None:
    assert life.commands.keys() | life.inner == life.table.verbs_known


def involved(role: str, bureau: Bureau, plant: Plant) -> Viewer:
    """One of the two officers, and who manages the plant: the role alone may stand in their way."""
    known = {Role.OPERATOR: a.OPERATOR} | dict.fromkeys(PLANT_ROLES, plant.manager)
    return replace(known.get(Role(role), a.proven(bureau.first)), roles=frozenset({role}))


def uninvolved(role: str, bureau: Bureau, plant: Plant) -> Viewer:
    """Somebody of the role who has no part in the row."""
    known = {Role.OPERATOR: a.OPERATOR} | dict.fromkeys(PLANT_ROLES, plant.other)
    known |= {Role.HEAD: bureau.head, Role.GRID_WORKER: bureau.grid, Role.EXPERT: bureau.expert}
    return replace(a.proven(known.get(Role(role), bureau.third)), roles=frozenset({role}))


@pytest.mark.worlds
@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_a27_every_pair_not_in_the_table_is_refused_by_its_command(
    app: Flask, supervised: tuple[Bureau, Plant], life: Life
) -> None:
    pairs = list(lives.not_in_the_table(life.table, set(life.commands), ROLES))
    assert len(pairs) > 100
    with app.app_context():
        found = faults(life, pairs, supervised, involved)
    assert found == [], "\n".join(found)


@pytest.mark.worlds
@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_a27_who_has_no_part_in_it_and_another_role_is_refused(
    app: Flask, supervised: tuple[Bureau, Plant], life: Life
) -> None:
    pairs = [
        pair
        for pair in lives.not_in_the_table(life.table, set(life.commands), ROLES)
        if (pair.state, pair.verb) in life.table.steps
    ]
    assert len(pairs) > 50
    with app.app_context():
        found = faults(life, pairs, supervised, uninvolved)
    assert found == [], "\n".join(found)


def faults(
    life: Life,
    pairs: list[lives.Pair],
    scene: tuple[Bureau, Plant],
    person: Callable[[str, Bureau, Plant], Viewer],
) -> list[str]:
    """Try pairs on a row, each by a person of the role; return what was not refused as the table says."""
    bureau, plant = scene
    row = life.begin(bureau, plant)
    order_id = row.id if life.table is ORDER else None
    item_id = order_id and first_item(bureau, row)
    facts = SimpleNamespace(id=ids.new_id(), refusal="", item_id=item_id, officers=())

    def attempt(tried: Any, verb: str, role: str) -> None:
        who = person(role, bureau, plant)
        a.do(who, lambda: life.commands[verb](who, tried.id, facts, Act.new()))

    def standing(state: Any) -> list[Any]:
        return [lives.put_into(row, state=state, shown_at=clock.now())]

    return lives.faults(life.table, pairs, standing, attempt)


def first_item(bureau: Bureau, order: Any) -> Any:
    return a.items_of(bureau.first, order)[0].id
