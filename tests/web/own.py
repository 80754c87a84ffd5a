"""One's own world: a plant and its bureau with a row of every kind, and who of them is signed in where."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from flask import Flask

from service.attachments import commands as attachments
from service.attachments.commands import Form, Target
from service.codes.rules import hash_of
from service.core import ids
from service.core.db import db
from service.core.scope import Scope
from service.core.viewer import Viewer
from service.enforcement.models import Finding
from service.enterprises.models import Enterprise
from service.hazards import commands
from service.hazards.models import Hazard
from service.hazards.rules import Source
from service.identity import commands as identity
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
    order = enforcement.answered(bureau, plant)
    finding = see(bureau.first, lambda: db.session.query(Finding).first())
    assert finding is not None
    claim, photo = an_anonymous_report(plant)
    draft = enforcement.a_draft(bureau, plant)
    open_visit = enforcement.noticed(bureau, plant)
    answered = enforcement.answered(bureau, plant)
    again = enforcement.a_reinspection(bureau, answered)
    do(hazards.OPERATOR, lambda: identity.invite_operator(hazards.OPERATOR, "operator", "林岩"))
    kept = enforcement.a_finding(bureau, open_visit)
    rows = {
        "hazard_id": hazards.a_hazard(plant).id,
        "confirmed_id": hazards.confirmed(plant).id,
        "unit_id": checked.unit.id,
        "checklist_id": checked.checklist.id,
        "occurrence_id": inspections.todays(checked).id,
        "order_id": order.id,
        "item_id": enforcement.items_of(bureau.first, order)[0].id,
        "visit_id": order.visit_id,
        "finding_id": finding.id,
        "photo": photo,
        "enterprise_id": plant.id,
        "enterprise": plant.id,
        "person_id": plant.worker.person_id,
        "officer_id": bureau.first.person_id,
        "second_id": bureau.second.person_id,
        "draft_id": draft.id,
        "draft_item_id": enforcement.items_of(bureau.first, draft)[0].id,
        "open_visit_id": open_visit.id,
        "kept_id": kept.id,
        "reinspection_id": again.id,
        "judged_id": enforcement.items_of(bureau.first, answered)[0].id,
        "plan_id": checked.plan.id,
        "organisation_id": plant.id,
    }
    rows |= {f"check_{item.number}": item.id for item in inspections.items(checked)}
    return Own(plant, bureau, checked, claim, {name: one for name, one in rows.items() if one})


def an_anonymous_report(plant: Plant) -> tuple[str, UUID]:
    """Return the claim of a report with a photo, as the scan page makes it, and the photo."""
    made = ids.new_id()
    claim = commands.claim_of(made)
    passer_by = Viewer(Scope.public(hash_of(claim), plant.id))
    facts = {"id": made, "place": "配电室", "description": "挡鼠板缺失", "source": Source.ANONYMOUS}

    def act() -> UUID:
        hazard: Hazard = commands.report(passer_by, facts)
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
