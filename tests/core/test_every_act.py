"""Every act that the product writes down is named here by hand, beside the test that sees its entry."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from service.core.acts.ledger import Act
from service.core.acts.ledger_forms import differences
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.storage import store
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT
from service.enterprises import commands as enterprises
from service.enterprises.entries import PlantEntry
from service.enterprises.models import Enterprise
from service.exchange import commands as exchange
from service.exchange.rules import ImportKind
from service.hazards.lifecycle import VERBS
from service.inspections.commands import planning
from tests.builders.entries import left_by, words
from tests.builders.hazards import OPERATOR, do
from tests.builders.inspections import Checked
from tests.core.test_acts import ACTS
from tests.people import PIN, Cast, on_phone
from tests.service.enforcement.test_entries import ENTRIES as OF_ENFORCEMENT
from tests.service.exchange import test_asking
from tests.service.hazards.test_entries import ENTRIES as OF_HAZARDS
from tests.service.identity.test_further_phones import CODE

HERE = {  # act: what its entry names before, and after
    "enterprise.update": ("town", "town"),
    "import.decline": ("", "file"),
    "import.risks": ("", "file hash kind"),
    "person.change_pin": ("", ""),
    "person.offer_device": ("", "expires_at"),
    "plan.stop": ("", "stopped_at"),
}
ELSEWHERE = {
    "access.refused": "admin_ui/test_enforcement.py",
    "attachment.expire": "service/attachments/test_room.py",
    "attachment.receive": "service/attachments/test_room.py",
    "bureau.correct": "service/identity/test_bureaus.py",
    "labels.expire": "service/labels/test_runs.py",
    "labels.print": "service/labels/test_runs.py",
    "calendar.set_day": "service/reference/test_calendar.py",
    "calendar.set_year": "service/reference/test_calendar.py",
    "code.replace": "admin_ui/test_risks.py",
    "enterprise.rescope": "service/commands_line/test_rescope.py",
    "hazard.decide_extension": "service/enforcement/test_entries.py",
    "hazard.order_again": "service/enforcement/test_entries.py",
    "hazard.release": "service/enforcement/test_entries.py",
    "import.confirm_risks": "service/exchange/test_asking.py",
    "job.retry": "core/test_jobs.py",
    "organisation.close_pins": "service/identity/test_further_phones.py",
    "person.change_password": "service/identity/test_account.py",
    "person.correct": "service/identity/test_members.py",
    "person.correct_certificate": "service/identity/test_members.py",
    "person.end_certificate": "service/identity/test_members.py",
    "person.end_sign_ins": "service/identity/test_account.py",
    "person.leave": "service/identity/test_members.py",
    "person.revoke_device": "service/identity/test_phones.py",
    "person.revoke_grant": "service/identity/test_grants.py",
    "person.revoke_invitations": "service/identity/test_letters.py",
    "person.sign_in": "service/identity/test_signing_in.py",
    "person.sign_in_refused": "service/identity/test_signing_in.py",
    "person.sign_out": "service/identity/test_signing_in.py",
    "reference.import_laws": "service/reference/test_law_import.py",
    "risk_event.change": "service/commands_line/test_import_risks.py",
    "risk_object.regrade": "service/commands_line/test_import_risks.py",
    "risk_unit.change": "service/commands_line/test_import_risks.py",
    "risk_unit.lower": "service/risks/test_lowering.py",
    "risk_unit.propose": "service/risks/test_lowering.py",
    "risk_unit.regrade": "service/commands_line/test_import_risks.py",
}
WRITERS = {"record", "record_all", "record_at_once", "note_load"}


def written() -> Iterator[str]:
    """The acts that stand as words in a call that writes an entry, and those of each table of verbs."""
    for table in (VERBS, VISIT, ORDER, REINSPECTION):
        yield from table.titles()
    for file in Path("service").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in WRITERS:
                verb = call.args[1] if len(call.args) > 1 else None
                if isinstance(verb, ast.Constant):
                    yield str(verb.value)


def test_no_act_is_left_out() -> None:
    known = ACTS.keys() | OF_HAZARDS.keys() | OF_ENFORCEMENT.keys() | HERE.keys() | ELSEWHERE.keys()
    assert set(written()) - known == set(), "join the table of the test that sees its entry"
    assert {act for act in known if act.startswith("hazard.")} <= {*written(), "hazard.report"}


@pytest.mark.parametrize("act", ELSEWHERE)
def test_an_act_is_seen_where_it_is_said_to_be(act: str) -> None:
    assert f'"{act}"' in (Path("tests") / ELSEWHERE[act]).read_text()


def test_a_stopped_plan_leaves_one_entry_however_often_it_is_stopped(checked: Checked) -> None:
    manager, act = checked.plant.manager, Act.new()
    (entry,) = left_by(lambda: do(manager, lambda: planning.stop(manager, checked.plan.id, act)))
    assert (*words(entry), entry.object_id) == ("plan.stop", *HERE["plan.stop"], checked.plan.id)
    assert differences(entry) == []
    assert left_by(lambda: do(manager, lambda: planning.stop(manager, checked.plan.id, act))) == []


def test_a_plant_that_comes_in_again_with_other_facts_leaves_one_entry_of_them(checked: Checked) -> None:
    def again() -> object:
        plant = db.session.get_one(Enterprise, (checked.plant.id, checked.plant.id))
        facts = {"credit_code": plant.credit_code, "name": plant.name, "town": "铁西街道"}
        entry = PlantEntry(**facts, area_code="410505", sector="machinery")
        return enterprises.take_in(OPERATOR, [entry])

    (entry,) = left_by(lambda: do(OPERATOR, again))
    assert words(entry) == ("enterprise.update", *HERE["enterprise.update"])
    assert (entry.before, entry.after) == ({"town": ""}, {"town": "铁西街道"})
    assert left_by(lambda: do(OPERATOR, again)) == []


def test_a_new_pin_leaves_one_entry_that_does_not_hold_it(app: Flask, cast: Cast) -> None:
    phone = on_phone(app, "W1")
    with app.app_context():
        (entry,) = left_by(lambda: phone.post("/m/pin", {"current": PIN, "pin": "731904", "again": "731904"}))
        assert words(entry) == ("person.change_pin", *HERE["person.change_pin"])
        assert entry.actor_id == entry.object_id == cast.people["W1"]


def test_a_code_for_a_further_phone_leaves_one_entry_that_does_not_hold_it(app: Flask, cast: Cast) -> None:
    phone, page = on_phone(app, "W1"), []
    with app.app_context():
        (entry,) = left_by(lambda: page.append(phone.post("/m/another", {"id": str(new_id())}).text))
    code = CODE.findall(page[0])[0].replace(" ", "")
    assert words(entry) == ("person.offer_device", *HERE["person.offer_device"])
    assert entry.actor_id == entry.object_id == cast.people["W1"]
    assert code not in f"{entry.before}{entry.after}{entry.canonical}"


def test_a_ledger_begun_and_given_up_leaves_one_entry_each(checked: Checked) -> None:
    plant, manager = checked.plant, checked.plant.manager
    stored = store().put(test_asking.with_unknown_columns()).sha256
    upload = exchange.Upload(ImportKind.RISKS, "台账.xlsx", stored)
    act = Act(new_id())

    def begin() -> object:
        return exchange.begin(manager, db.session.get_one(Enterprise, (plant.id, plant.id)), upload, act)

    (entry,) = left_by(lambda: do(manager, begin))
    assert words(entry) == ("import.risks", *HERE["import.risks"])
    test_asking.work()
    run, end = test_asking.run_of(plant.id, act.id), Act.new()

    def give_up() -> None:
        exchange.decline(manager, db.session.merge(run), end)

    (entry,) = left_by(lambda: do(manager, give_up))
    assert words(entry) == ("import.decline", *HERE["import.decline"])
    assert left_by(lambda: do(manager, give_up)) == []
