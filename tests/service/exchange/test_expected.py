"""The workbooks of the shared data reach exactly the truth written beside them."""

import json
from collections import Counter
from decimal import Decimal

import pytest

from service.exchange.findings import Severity
from service.exchange.risk_ledger import read_ledger
from service.exchange.roster import Registers, read_roster
from service.exchange.workbook import read_sheets
from tests.builders.profiles import SD_DB37
from tests.builders.shared import shared

FIELDS = {
    "pt_no": "unit_no", "pt_name": "unit_name", "pt_type": "unit_kind", "unit": "object", "activity": "step",
    "hazard": "hazard_source", "eng": "engineering", "mgmt": "management", "train": "training",
    "emer": "emergency", "dept": "responsible_unit", "person": "responsible_person",
}  # fmt: skip


@pytest.fixture(scope="module", params=["01_风险分级管控清单_LS.xlsx", "02_作业条件危险性评价_LEC.xlsx"])
def imported(request):
    file = shared("data", "ledgers") / request.param
    truth = json.loads(file.with_name(f"{file.name}.expected.json").read_text("utf-8"))
    return read_ledger(read_sheets(file.read_bytes()), SD_DB37), truth


def test_every_finding_and_no_other(imported):
    ledger, truth = imported
    assert sorted((f.sheet, f.row, f.code, f.severity.value, f.field) for f in ledger.findings) == sorted(
        (i["sheet"], i["row"], i["code"], i["severity"], FIELDS.get(i["column"], i["column"]))
        for i in truth["issues"]
    )


def test_the_counts(imported):
    ledger, truth = imported
    warned = {(f.sheet, f.row) for f in ledger.findings if f.severity is Severity.WARNING}
    assert len(ledger.rows) == truth["data_rows"]
    assert len(ledger.accepted) == truth["valid_rows"]
    assert len(ledger.rejected) == truth["error_rows"]
    assert len(warned) == truth["warning_rows"]
    assert len({row.unit_key for row in ledger.rows}) == truth["points"]


def test_the_levels_of_the_accepted_rows(imported):
    ledger, truth = imported
    levels = [row.assessment.level.value for row in ledger.accepted]
    assert {level: levels.count(level) for level in set(levels)} == truth["level_counts_valid_rows"]


def test_the_values_of_every_row(imported):
    ledger, truth = imported
    errors = {(f.sheet, f.row): f.code for f in ledger.findings if f.severity is Severity.ERROR}
    for row, wanted in zip(ledger.rows, truth["rows"], strict=True):
        at = (row.sheet, row.row)
        assert at == (wanted["sheet"], wanted["row"])
        assert row.unit_name == wanted["point"]
        assert (errors.get(at), at not in errors) == (wanted["error"], wanted["valid"])
        assert (row.assessment and row.assessment.level) == wanted["level"]
        assert row.stated_level == wanted.get("level_text", row.stated_level)
        numbers = {"score": row.assessment and row.assessment.score, **row.factors}
        for name, value in numbers.items():
            assert value == (wanted[name] and Decimal(wanted[name])), at


def test_headers_and_columns_of_every_sheet(imported):
    ledger, truth = imported
    assert [sheet.name for sheet in ledger.sheets] == list(truth["sheets"])
    for sheet in ledger.sheets:
        wanted = truth["sheets"][sheet.name]
        assert list(sheet.header.rows) == wanted["header_rows"]
        assert sheet.header.first_data_row == wanted["first_data_row"]
        assert {label: name for name, label in sheet.header.labels.items()} == {
            label: FIELDS.get(name, name) for label, name in wanted["columns"].items()
        }


def test_skipped_rows(imported):
    ledger, truth = imported
    assert [(s.sheet, s.row, s.why) for s in ledger.skipped] == [
        (s["sheet"], s["row"], s["why"]) for s in truth["skip_rows"]
    ]


ROSTER_FIELDS = {
    "uscc": "credit_code", "area": "area_text", "industry": "industry_text", "legal_rep": "legal_representative",
    "lon": "longitude", "lat": "latitude", "founded": "founded_on", "risk": "stated_level", "std": "standardisation",
    "mhi": "has_installation",
}  # fmt: skip


@pytest.fixture(scope="module")
def roster():
    file = shared("data", "ledgers") / "03_企业名单_5000.xlsx"
    truth = json.loads(file.with_name(f"{file.name}.expected.json").read_text("utf-8"))
    registers = Registers(
        county_of={code: code for code in truth["valid_by_area"]}.get,
        sector_of=lambda code: None if code in ("C9999", "Z0001") else "other",
    )
    return read_roster(read_sheets(file.read_bytes()), registers), truth


def test_the_roster_has_every_finding_and_no_other(roster):
    found, truth = roster
    assert [(f.row, f.code, f.severity.value) for f in found.findings] == [
        (i["row"], i["code"], i["severity"]) for i in truth["issues"]
    ]


def test_the_roster_has_its_counts(roster):
    found, truth = roster
    assert (len(found.rows), len(found.accepted), len(found.rejected), found.skipped) == (
        truth["data_rows"], truth["valid_rows"], truth["error_rows"], [],
    )  # fmt: skip
    assert Counter(row.area_code for row in found.accepted) == truth["valid_by_area"]
    assert Counter(row.size for row in found.accepted) == truth["valid_by_size"]


def test_the_roster_rows_to_normalise_are_accepted_and_normalised(roster):
    found, truth = roster
    codes = {row.row: row.credit_code for row in found.accepted}
    assert {row["row"]: codes.get(row["row"]) for row in truth["normalized"]} == {
        row["row"]: row["uscc"] for row in truth["normalized"]
    }


def test_the_roster_header(roster):
    found, truth = roster
    header = found.headers[truth["sheet"]]
    assert (list(header.rows), header.first_data_row) == (truth["header_rows"], truth["first_data_row"])
    assert {label: name for name, label in header.labels.items()} == {
        label: ROSTER_FIELDS.get(name, name) for label, name in truth["columns"].items()
    }


def test_every_date_of_the_roster_is_read(roster):
    assert all(row.founded_on is not None for row in roster[0].rows)
