"""A form sent again is the same act with the same answer; its id with other content is a conflict (409)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from service.core import ids
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict
from service.core.db.transactions import db
from service.core.storage import store
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands import orders, reinspections, visits
from service.enforcement.states import VisitKind
from service.enterprises.models import Enterprise
from service.exchange import commands as exchange
from service.exchange.rules import ImportKind
from service.identity.commands import people
from service.identity.models import Organisation
from service.identity.rules import Role
from service.identity.schemas import PersonForm
from service.inspections.commands import planning
from service.inspections.schemas import ChecklistForm, PlanForm
from tests.builders import enforcement as a
from tests.builders import hazards as plants
from tests.builders.enforcement import Bureau, Plant, do, proven
from tests.builders.entries import left_by
from tests.builders.inspections import Checked, measures

Facts = dict[str, Any]
Send = Callable[[Facts], Any]  # sends a form with some of its content changed


def refused_with_other_content(viewer: Viewer, send: Send, *others: Facts) -> None:
    made = do(viewer, lambda: send({})).id
    again: list[Any] = []
    assert left_by(lambda: again.append(do(viewer, lambda: send({})).id)) == []
    assert again == [made]
    for other in others:
        with pytest.raises(Conflict) as refused:
            do(viewer, lambda: send(other))  # noqa: B023
        assert refused.value.status == 409


OF_ANOTHER: tuple[Facts, ...] = (
    {"name": "另一人"},
    {"work_number": "Z8"},
    {"role": Role.TEAM_LEADER},
    {"team": "夜班"},
    {"post": "巡检"},
    {"account": "another.one"},
)


def test_a_plan_a_list_a_person_and_a_workbook_of_a_plant(checked: Checked) -> None:
    plant, manager = checked.plant, proven(checked.plant.manager)
    form = ids.new_id()
    listed, planned = checked.checklist.id, {"id": form, "team": "夜班"}
    others = {"team": "白班"}, {"team": "", "post": "巡检"}
    refused_with_other_content(
        manager, lambda other: planning.plan(manager, listed, PlanForm(**planned | other)), *others
    )
    content = ChecklistForm(id=form, name="月检", measures=tuple(measures(plant, checked.unit)))
    refused_with_other_content(
        manager,
        lambda other: planning.make_checklist(manager, checked.unit, replace(content, **other)),
        {"name": "周检"},
    )
    person = {
        "id": form,
        "name": "新来的",
        "work_number": "Z9",
        "post": "",
        "team": "",
        "account": "",
        "role": Role.WORKER,
    }

    def add(other: Facts) -> Any:
        home = db.session.get_one(Organisation, (plant.id, plant.id))
        return people.add_person(manager, home, PersonForm(**person | other))

    refused_with_other_content(manager, add, *OF_ANOTHER)
    files = {name: store().put(name.encode()).sha256 for name in ("first", "second")}

    def begin(other: Facts) -> Any:
        home = db.session.get_one(Enterprise, (plant.id, plant.id))
        upload = exchange.Upload(ImportKind.RISKS, "台账.xlsx", files[other.get("file", "first")])
        return exchange.begin(manager, home, upload, Act(form))

    refused_with_other_content(manager, begin, {"file": "second"})


def test_an_application_an_order_and_a_reinspection_of_a_bureau(supervised: tuple[Bureau, Plant]) -> None:
    bureau, plant = supervised
    form = a.apply_facts(bureau, plant)
    refused_with_other_content(
        bureau.first,
        lambda other: visits.apply(bureau.first, a.ApplyForm(**form | other)),
        {"reason": "另一事由"},
        {"kind": VisitKind.PLANNED},
        {"items": "配电室"},
        {"bases": ["A01"]},
        {"officers": [a.person(bureau.first), a.person(bureau.third)]},
    )
    visit, drafted = a.sealed_visit(bureau, plant, findings=1), {"id": ids.new_id()}
    refused_with_other_content(
        bureau.first,
        lambda other: orders.draft(
            bureau.first, visit.id, a.form(orders.draft, **drafted | other), Act.new()
        ),
        {"id": ids.new_id()},
    )
    order = a.answered(bureau, plant, findings=1)
    looked = {"id": ids.new_id(), "officers": bureau.pair}
    others = {"officers": [a.person(bureau.first), a.person(bureau.third)]}
    refused_with_other_content(
        bureau.first,
        lambda other: reinspections.start(
            bureau.first, order.id, a.form(reinspections.start, **looked | other), Act.new()
        ),
        others,
    )


def test_an_act_of_a_hazard_sent_again_is_one_and_its_id_does_for_no_other(staffed: Plant) -> None:
    hazard, act, manager = plants.a_hazard(staffed), Act.new(), staffed.manager

    def confirm() -> Any:
        return plants.command("confirm")(manager, hazard.id, plants.grading(), act)

    first = do(manager, confirm)
    state, version = first.state, first.version
    assert left_by(lambda: do(manager, confirm)) == []
    again = do(manager, confirm)
    assert (again.state, again.version) == (state, version)
    for verb, facts in (("control", {"interim_control": "拉警戒线"}), ("escalate", {"reason": "太大"})):
        with pytest.raises(Conflict):
            do(manager, lambda: plants.command(verb)(manager, hazard.id, facts, act))  # noqa: B023


def test_an_act_of_one_hazard_is_not_that_of_another(staffed: Plant) -> None:
    first, other, act = plants.a_hazard(staffed), plants.a_hazard(staffed), Act.new()
    manager = staffed.manager
    do(manager, lambda: plants.command("confirm")(manager, first.id, plants.grading(), act))
    with pytest.raises(Conflict):
        do(manager, lambda: plants.command("confirm")(manager, other.id, plants.grading(), act))
