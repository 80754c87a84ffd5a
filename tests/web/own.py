"""One's own world: a plant and its bureau with a row of every kind, and who of them is signed in where."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask

from service.attachments import commands as attachments
from service.attachments.commands import Form, Target
from service.codes.rules import hash_of
from service.core import ids
from service.core.db.transactions import db
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enforcement.models.orders import Order
from service.enforcement.models.visits import Finding
from service.enterprises.models import Enterprise
from service.hazards.commands import reporting
from service.hazards.models import Hazard
from service.hazards.states import Source
from service.identity.commands import platform
from service.identity.queries import people
from service.identity.rules import Role
from tests.builders import desks, enforcement, hazards, inspections
from tests.builders.enforcement import Bureau
from tests.builders.hazards import Plant, do, see
from tests.builders.inspections import Checked
from tests.people import Visitor, nobody

CREDIT_CODE, REGION = "91410505MA40000047", "410505"


@dataclass(frozen=True)
class Own:
    plant: Plant
    bureau: Bureau
    checked: Checked
    claim: str
    ids: dict[str, UUID]

    @property
    def words(self) -> dict[str, str]:
        """What fills an address: `{hazard_id}`, `{region}` …"""
        more = {"region": REGION, "code": self.checked.code, "claim": self.claim}
        return {name: str(one) for name, one in self.ids.items()} | more


def build() -> Own:
    plant = hazards.a_plant("安阳甲厂", CREDIT_CODE, REGION)
    bureau = enforcement.a_bureau(REGION, cap=9)
    checked = inspections.a_check(plant)
    do(hazards.OPERATOR, lambda: platform.open_operator(hazards.OPERATOR, "operator", "林岩"))
    claim, photo = an_anonymous_report(plant)
    rows = {
        "enterprise": plant.id,
        "enterprise_id": plant.id,
        "organisation_id": plant.id,
        "person_id": plant.worker.person_id,
        "officer_id": bureau.first.person_id,
        "second_id": bureau.second.person_id,
        "bureau_id": bureau.id,
        "certificate_id": see(bureau.first, lambda: a_certificate(bureau)),
        "grant_id": see(bureau.first, lambda: a_grant(bureau)),
        "hazard_id": hazards.a_hazard(plant).id,
        "confirmed_id": hazards.confirmed(plant).id,
        "photo": photo,
        "unit_id": checked.unit.id,
        "checklist_id": checked.checklist.id,
        "plan_id": checked.plan.id,
        "occurrence_id": inspections.todays(checked).id,
        **{f"check_{item.number}": item.id for item in inspections.items(checked)},
        **papers(bureau, plant),
    }
    return Own(plant, bureau, checked, claim, {name: one for name, one in rows.items() if one})


def a_certificate(bureau: Bureau) -> UUID:
    return people.certificates(bureau.first, [enforcement.person(bureau.first)])[0].id


def a_grant(bureau: Bureau) -> UUID:
    held = people.holding([Role.OFFICER], organisation_id=bureau.id)
    return next(one.id for one in held if one.person_id == bureau.first.person_id)


def papers(bureau: Bureau, plant: Plant) -> dict[str, UUID]:
    """An order that is answered, one that is looked at again, one that is a draft, and a visit under way."""
    order, draft = enforcement.answered(bureau, plant), enforcement.a_draft(bureau, plant)
    finding = see(bureau.first, lambda: db.session.query(Finding).first())
    assert finding is not None
    judged = enforcement.answered(bureau, plant)
    visit = enforcement.noticed(bureau, plant)

    def first_item(of: Order) -> UUID:
        return enforcement.items_of(bureau.first, of)[0].id

    return {
        "visit_id": order.visit_id,
        "finding_id": finding.id,
        "order_id": order.id,
        "item_id": first_item(order),
        "draft_id": draft.id,
        "draft_item_id": first_item(draft),
        "reinspection_id": enforcement.a_reinspection(bureau, judged).id,
        "judged_id": first_item(judged),
        "open_visit_id": visit.id,
        "kept_id": enforcement.a_finding(bureau, visit).id,
    }


def an_anonymous_report(plant: Plant) -> tuple[str, UUID]:
    """Return the claim of a report with a photo, as the scan page makes it, and the photo."""
    made = ids.new_id()
    claim = reporting.claim_of(plant.id, made)
    passer_by = Viewer(Scope.public(hash_of(claim), plant.id))
    facts: dict[str, Any] = {
        "id": made,
        "place": "配电室",
        "description": "挡鼠板缺失",
        "source": Source.ANONYMOUS,
    }

    def act() -> UUID:
        hazard: Hazard = reporting.report(passer_by, reporting.Report(**facts))
        own = db.session.get_one(Enterprise, (plant.id, plant.id))
        target = Target("hazard", hazard.id, hazard.claim)
        return attachments.receive(passer_by, own, Form(made, target=target), hazards.kept())

    return claim, do(passer_by, act)


@contextmanager
def signed_in(app: Flask, own: Own) -> Iterator[dict[str, Visitor]]:
    """The manager, a worker with his phone, officers and their head, the operator, and somebody unknown."""
    accounts = {"manager": hazards.account_of(own.plant.id, "manager"), "operator": "operator"}
    accounts |= {who: enforcement.account_of(own.bureau.id, who) for who in ("first", "second", "head")}
    with app.app_context():
        found = {who: Visitor(desks.sign_in(app, account)) for who, account in accounts.items()}
        worker = nobody(app)
        worker.client.set_cookie("device", inspections.a_phone(own.checked, own.plant.worker))
        yield found | {"worker": worker, "nobody": nobody(app)}
