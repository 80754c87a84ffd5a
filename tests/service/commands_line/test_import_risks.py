"""flask import risks: the shared ledgers reach their truth, and a second run changes nothing."""

import json
from collections import Counter
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from service.core.acts.ledger_forms import differences
from service.core.db.transactions import db, reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.exchange.models import ImportRun
from service.risks.models import ControlMeasure, RiskEvent, RiskObject, RiskUnit
from service.risks.rules import Level, worst
from tests.builders.plants import a_plant
from tests.builders.shared import shared
from tests.builders.workbooks import an_ls_ledger, an_ls_row, content_of

pytestmark = pytest.mark.both

CODE = "91410505MA00000014"


@pytest.fixture
def plant(app):
    with app.app_context():
        yield a_plant()


@pytest.fixture
def bring(app, plant, tmp_path):
    """Run the command on a workbook or a file; return its exit code and its JSON."""

    def run(source, *options, code=CODE):
        file = source
        if not hasattr(source, "read_bytes"):
            file = tmp_path / "台账.xlsx"
            file.write_bytes(source if isinstance(source, bytes) else content_of(source))
        done = app.test_cli_runner().invoke(
            args=["import", "risks", str(file), "--enterprise", code, *options]
        )
        return done.exit_code, json.loads(done.stdout) if done.stdout else None, done.stderr

    return run


def seen(plant, query):
    with scope.opened(Scope.enterprise(plant)), reading():
        return list(db.session.scalars(query))


def counts(result):
    return {name: result[name] for name in ("rows", "created", "updated", "unchanged", "rejected")}


@pytest.mark.parametrize("name", ["01_风险分级管控清单_LS.xlsx", "02_作业条件危险性评价_LEC.xlsx"])
def test_a_shared_ledger_reaches_its_truth_and_a_second_run_changes_nothing(bring, plant, name):
    ledgers = shared("data", "ledgers")
    truth = json.loads((ledgers / f"{name}.expected.json").read_text("utf-8"))
    issues = [{key: i[key] for key in ("sheet", "row", "code", "severity")} for i in truth["issues"]]
    code, first, _progress = bring(ledgers / name, "--confirm")
    assert code == 0
    assert counts(first) == {
        "rows": truth["data_rows"], "created": truth["valid_rows"], "updated": 0, "unchanged": 0,
        "rejected": truth["error_rows"],
    }  # fmt: skip
    assert first["warnings"] == truth["warning_rows"]
    assert sorted(map(str, first["issues"])) == sorted(map(str, issues))
    events = seen(plant, select(RiskEvent))
    assert Counter(event.level.value for event in events) == truth["level_counts_valid_rows"]
    assert {event.profile for event in events} == {"SD_DB37"}
    code, second, _progress = bring(ledgers / name, "--confirm")
    assert code == 0
    assert counts(second) == counts(first) | {"created": 0, "unchanged": truth["valid_rows"]}
    assert len(seen(plant, select(RiskEvent))) == truth["valid_rows"]


def test_units_follow_their_worst_event_and_objects_their_worst_unit(bring, plant):
    bring(shared("data", "ledgers") / "02_作业条件危险性评价_LEC.xlsx", "--confirm")
    events, units = seen(plant, select(RiskEvent)), seen(plant, select(RiskUnit))
    for unit in units:
        assert unit.level is worst(event.level for event in events if event.unit_id == unit.id)
    for one in seen(plant, select(RiskObject)):
        assert one.level is worst(unit.level for unit in units if unit.object_id == one.id)


def test_an_upload_changes_only_what_it_states_and_deletes_nothing(bring, plant):
    bring(an_ls_ledger([an_ls_row(), an_ls_row(seq=2, step="检修")]))
    code, result, _progress = bring(
        an_ls_ledger([an_ls_row(L=5, S=5, R=25, level="重大", tier=None, emergency=None)])
    )
    assert (code, counts(result)) == (
        0,
        {"rows": 1, "created": 0, "updated": 1, "unchanged": 0, "rejected": 0},
    )
    events = {event.step: event for event in seen(plant, select(RiskEvent))}
    assert (events["送料"].level, events["检修"].level) == (Level.MAJOR, Level.GENERAL)
    assert events["送料"].tier == "workshop"
    assert "停机送医" in {one.text for one in seen(plant, select(ControlMeasure))}
    assert [unit.level for unit in seen(plant, select(RiskUnit))] == [Level.MAJOR]


def test_each_thing_changed_has_one_entry_and_no_name_of_a_person_in_it(bring, plant):
    bring(an_ls_ledger([an_ls_row(), an_ls_row(seq=2, step="检修")]))
    entries = [
        entry
        for entry in seen(plant, select(LedgerEntry).order_by(LedgerEntry.id))
        if entry.act.startswith(("risk_", "import."))
    ]
    assert Counter(entry.act for entry in entries) == {
        "import.attended": 1, "risk_object.add": 1, "risk_unit.add": 1, "risk_event.add": 2,
    }  # fmt: skip
    assert not [entry for entry in entries if "李工" in str(entry.after)]
    before = len(entries)
    bring(an_ls_ledger([an_ls_row(L=5, S=5, R=25, level="重大"), an_ls_row(seq=2, step="检修")]))
    entries = [
        entry
        for entry in seen(plant, select(LedgerEntry).order_by(LedgerEntry.id))
        if entry.act.startswith("risk_")
    ]
    assert sorted(entry.act for entry in entries[before - 1 :]) == [
        "risk_event.change", "risk_object.regrade", "risk_unit.regrade",
    ]  # fmt: skip


def test_a_unit_of_another_kind_leaves_one_entry_that_says_what_it_was(bring, plant):
    bring(an_ls_ledger([an_ls_row(), an_ls_row(seq=2, step="检修")]))
    again = an_ls_ledger([an_ls_row(kind="作业活动"), an_ls_row(seq=2, step="检修", kind="作业活动")])
    bring(again)
    bring(again)
    (unit,) = seen(plant, select(RiskUnit))
    (entry,) = seen(plant, select(LedgerEntry).where(LedgerEntry.act == "risk_unit.change"))
    assert (entry.object_id, entry.before, entry.after) == (
        unit.id, {"kind": "equipment"}, {"kind": "activity"},
    )  # fmt: skip
    assert differences(entry) == []


def test_a_dry_run_counts_and_keeps_nothing(bring, plant):
    code, result, _progress = bring(an_ls_ledger([an_ls_row()]), "--dry-run")
    assert (code, result["created"]) == (0, 1)
    assert seen(plant, select(func.count()).select_from(RiskEvent)) == [0]
    assert seen(plant, select(ImportRun)) == []


def test_the_error_workbook_names_the_reason(bring, tmp_path):
    out = tmp_path / "错误.xlsx"
    bring(an_ls_ledger([an_ls_row(), an_ls_row(seq=2, step="检修", S=None)]), "--errors", str(out))
    page = load_workbook(BytesIO(out.read_bytes()))["一车间"]
    assert [page.cell(row, page.max_column).value for row in (5, 6)] == [
        None,
        "严重性 S 没有填。请填 1、2、3、4、5 之一。",
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "WORKBOOK_IS_XLS"), (b"a,b\n1,2\n", "WORKBOOK_NOT_XLSX")],
)
def test_a_file_that_cannot_be_imported_exits_with_2_and_says_how_to_save_it(bring, content, code):
    exit_code, result, said = bring(content)
    assert (exit_code, result["rows"], [issue["code"] for issue in result["issues"]]) == (2, 0, [code])
    assert "*.xlsx" in said


OTHERS = "广水市某某石材有限公司风险清单"


def test_a_title_naming_another_company_is_refused_until_it_is_confirmed(bring, plant):
    book = content_of(an_ls_ledger([an_ls_row()], title=OTHERS))
    code, result, said = bring(book)
    assert (code, result["created"], [one["code"] for one in result["issues"]]) == (3, 0, ["OTHER_COMPANY"])
    assert "广水市某某石材有限公司" in said and "--confirm" in said
    assert seen(plant, select(RiskEvent)) == seen(plant, select(ImportRun)) == []
    code, result, _said = bring(book, "--confirm")
    assert (code, result["created"], result["issues"]) == (0, 1, [])
    (run,) = seen(plant, select(ImportRun))
    assert run.confirmed_at is not None


def test_a_dry_run_of_another_companys_ledger_says_so_and_keeps_nothing(bring, plant):
    code, result, said = bring(an_ls_ledger([an_ls_row()], title=OTHERS), "--dry-run")
    assert (code, result["created"]) == (0, 1)
    assert "广水市某某石材有限公司" in said
    assert seen(plant, select(RiskEvent)) == []


def test_a_column_that_is_not_known_is_named_before_the_rows_land(bring, plant):
    book = an_ls_ledger([[*an_ls_row(), "每季度"]])
    book.active["P3"] = "复核周期"
    code, result, said = bring(book)
    assert code == 0
    unknown = {"sheet": "一车间", "row": 4, "code": "COLUMN_UNKNOWN", "severity": "warning"}
    assert (result["issues"], result["created"], result["warnings"]) == ([unknown], 1, 0)
    assert "不认识，将不导入：复核周期" in said
    assert said.index("复核周期") < said.index("1/1")


def test_an_unknown_credit_code_is_refused(bring):
    code, result, said = bring(an_ls_ledger([an_ls_row()]), code="91410505MA00000022")
    assert (code, result) == (2, None)
    assert "91410505MA00000022" in said


def test_a_row_that_would_lower_a_major_unit_is_flagged_and_does_not(bring, plant):
    major = an_ls_row(L=5, S=5, R=25, level="重大", tier="公司")
    _code, first, _progress = bring(an_ls_ledger([major, an_ls_row(seq=2, step="检修")]))
    lower = an_ls_ledger([an_ls_row(), an_ls_row(seq=2, step="检修")])
    _code, result, _progress = bring(lower)
    held = {"sheet": "一车间", "row": 5, "code": "LEVEL_HELD", "severity": "warning"}
    assert held in result["issues"] and held not in first["issues"]
    assert (result["updated"], result["rejected"], result["warnings"]) == (1, 0, 1)
    (unit,) = seen(plant, select(RiskUnit))
    assert (unit.level, unit.proposed) == (Level.MAJOR, Level.GENERAL)
