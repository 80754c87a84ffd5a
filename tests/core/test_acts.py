"""What the demo world does: each act leaves whole entries that name what the trade must know of it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from service.core.acts.ledger_forms import differences
from service.core.db.transactions import db, reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope

# Each act of the demo world, and what its entries name before and after at the least.
ACTS = {
    "attachment.attach": ("", "clean_sha256 original_sha256 target_id target_kind"),
    "attachment.show": ("", ""),
    "bureau.open": ("", "address appeal_body court name number_prefix phone yearly_cap"),
    "checklist.make": ("", "items name unit_id"),
    "code.issue": ("", "code"),
    "enterprise.register": ("", "credit_code industry_code name town"),
    "enterprise.set_contacts": ("address duty_phone", "address duty_phone"),
    "hazard.accept": ("state", "opinion round state"),
    "hazard.approve_plan": ("assigned_to due_at state", "assigned_to due_at plan state"),
    "hazard.assign": ("assigned_to state", "assigned_to state"),
    "hazard.close": ("closed_at state", "closed_at state"),
    "hazard.confirm": ("", "grade state"),
    "hazard.endorse": ("state", "criterion_code state"),
    "hazard.plan": ("", "plan"),
    "hazard.rectify": ("round state", "cost rectification round state"),
    "hazard.report": ("", "description place record_id source state unit_id"),
    "import.attended": ("", "file hash kind"),
    "order.answer": ("", "completed_on item round"),
    "order.ask": ("", "state"),
    "order.close": ("", "state"),
    "order.confirm": ("", "person_id"),
    "order.draft": ("", "items visit_id"),
    "order.seal": ("", "number sha256 state"),
    "order.serve": ("", "at mode number state"),
    "person.add": ("", "role team"),
    "person.certify": ("", "number valid_to"),
    "person.enrol_device": ("", ""),
    "person.grant": ("", "region role sectors until"),
    "person.invite": ("", "expires_at kind"),
    "person.set_password": ("", ""),
    "person.sign_out": ("", ""),
    "plan.make": ("", "checklist_id post starts_on team"),
    "record.answer": ("", "failed occurrence_id stands"),
    "reference.load": ("", "areas.csv bases.json calendar.csv criteria.json"),
    "reinspection.confirm": ("", "person_id"),
    "reinspection.judge": ("", "due_on fact item_id passed"),
    "reinspection.open": ("", "officers order_id"),
    "reinspection.seal": ("", "number sha256 state"),
    "reinspection.serve": ("", "at mode number state"),
    "risk_event.add": ("", "accident_types consequence hazard_source level method score step"),
    "risk_object.add": ("", "level name"),
    "risk_unit.add": ("", "kind level name number object_id"),
    "visit.apply": ("", "kind officers reason"),
    "visit.approve": ("state", "legal_reason number opinion state"),
    "visit.confirm": ("", "person_id"),
    "visit.describe": ("", "began_at ended_at site"),
    "visit.find": ("", "basis_code citations due_on fact finding_id grade place"),
    "visit.notice": ("", "noticed_at recusal state"),
    "visit.refuse_signature": ("", "photos refusal state"),
    "visit.seal_record": ("", "number sha256 state"),
}


@pytest.fixture
def entries(app: Flask, demo_world: None) -> Iterator[list[LedgerEntry]]:
    with app.app_context(), scope.opened(Scope.platform()), reading():
        yield list(db.session.scalars(select(LedgerEntry)))


def test_each_entry_is_whole_and_names_what_was_before_and_after(entries: list[LedgerEntry]) -> None:
    for entry in entries:
        assert differences(entry) == [], entry.act
        before, after = (set(words.split()) for words in ACTS[entry.act])
        assert before <= set(entry.before or {}), entry.act
        assert after <= set(entry.after or {}), entry.act
        changed = entry.before and {name: (entry.after or {}).get(name) for name in entry.before}
        assert entry.before is None or entry.before != changed or not entry.before, entry.act


def test_the_demo_world_does_each_of_these_acts(entries: list[LedgerEntry]) -> None:
    assert {entry.act for entry in entries} == set(ACTS)
