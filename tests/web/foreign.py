"""A neighbour's world: a plant and a bureau of the next district, with a row of every kind that has an address.

A route with an argument that has no sample here fails the matrix: whoever adds the route adds the row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.core import ids
from service.core.acts.ledger import Act
from service.core.acts.lifecycle import LifeCycle
from service.core.db.transactions import db, reading
from service.core.models import OutboxJob
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT
from service.enforcement.models.visits import Finding
from service.enterprises.models import Enterprise
from service.exchange import commands as exchange
from service.exchange.rules import ImportKind
from service.hazards.lifecycle import VERBS
from service.identity.queries import people, signed_in
from service.identity.rules import Role
from service.notifications.commands import tell
from service.notifications.queries import inbox
from tests.builders import enforcement, hazards, inspections
from tests.builders.hazards import Plant, do, see
from tests.builders.inspections import Checked

HASH = "0" * 64
CREDIT_CODE, AREA = "91410506MA9X10058F", "410506"


@dataclass(frozen=True)
class World:
    """Ids of rows that none of the cast may see, by the name of the argument that would show them."""

    plant: UUID
    ids: dict[str, UUID]


def build(area: str = AREA) -> World:
    plant = hazards.a_plant("龙安乙厂", CREDIT_CODE, area)
    bureau = enforcement.a_bureau(area, prefix="龙")
    order = enforcement.answered(bureau, plant)
    item = enforcement.items_of(bureau.first, order)[0]
    reinspection = enforcement.a_reinspection(bureau, order)
    finding = see(bureau.first, lambda: db.session.query(Finding).first())
    checked = inspections.a_check(plant)
    rows: dict[str, Any] = {
        "enterprise_id": plant.id,
        "hazard_id": hazards.a_hazard(plant).id,
        "photo": hazards.a_photo(plant.worker, plant),
        "run_id": a_run(plant),
        "person_id": plant.worker.person_id,
        "organisation_id": plant.id,
        "unit_id": checked.unit.id,
        "checklist_id": checked.checklist.id,
        "plan_id": checked.plan.id,
        "record_id": inspections.answered(checked).id,
        "order_id": order.id,
        "item_id": item.id,
        "visit_id": order.visit_id,
        "finding_id": finding.id if finding else None,
        "reinspection_id": reinspection.id,
        "reaction_id": a_reaction(),
        "notice_id": a_notice(plant),
        "device_id": a_phone(checked),
        "object_id": checked.unit.object_id,
        "occurrence_id": inspections.todays(checked).id,
        "measure_id": inspections.measures(plant, checked.unit)[0],
        "check_item_id": inspections.items(checked)[0].id,
        "officer_id": bureau.first.person_id,
        "certificate_id": a_certificate(bureau),
        "grant_id": a_grant(bureau),
    }
    return World(plant.id, rows)


def a_run(plant: Plant) -> UUID:
    upload = exchange.Upload(ImportKind.RISKS, "台账.xlsx", HASH)

    def act() -> UUID:
        owner = db.session.get_one(Enterprise, (plant.id, plant.id))
        return exchange.begin(plant.manager, owner, upload, Act(ids.new_id())).id

    return do(plant.manager, act)


def a_certificate(bureau: enforcement.Bureau) -> UUID:
    first = enforcement.person(bureau.first)
    return see(bureau.first, lambda: people.certificates(bureau.first, [first])[0].id)


def a_grant(bureau: enforcement.Bureau) -> UUID:
    return see(bureau.first, lambda: people.holding([Role.OFFICER], organisation_id=bureau.id)[0].id)


def a_reaction() -> UUID:
    with scope.opened(Scope.machine()), reading():
        found = db.session.query(OutboxJob).first()
    assert found is not None
    return found.id


def a_notice(plant: Plant) -> UUID:
    hazard = hazards.assigned(plant)

    def act() -> UUID:
        tell([plant.worker.person_id], "hazard.assign", hazard, place="", description="")
        db.session.flush()
        return inbox(plant.worker).rows[0].id

    return do(plant.worker, act)


def a_phone(checked: Checked) -> UUID:
    manager = checked.plant.manager
    inspections.a_phone(checked, checked.plant.worker)
    return see(manager, lambda: signed_in.devices(manager, [checked.plant.worker.person_id])[0].id)


def steps_of(rule: str) -> list[str]:
    """Return every step that an address of a visit, an order or a re-inspection may name, and the table's words."""
    return sorted(LIVES[rule.split("/")[3]].verbs_known)


LIVES: dict[str, LifeCycle[Any]] = {"visits": VISIT, "orders": ORDER, "reinspections": REINSPECTION}
WORDS: dict[str, Callable[[str], list[str]]] = {
    "verb": lambda rule: sorted(VERBS.verbs_known),
    "step": steps_of,
}
