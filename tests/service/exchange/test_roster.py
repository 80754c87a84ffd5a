import datetime
from decimal import Decimal

import pytest

from service.exchange.roster import Registers, read_roster
from service.exchange.unreadable import UnreadableWorkbook
from service.exchange.workbook import read_sheets
from service.risks.rules import Level
from tests.builders.workbooks import ROSTER_HEADER, a_roster_row, a_table, content_of

pytestmark = pytest.mark.both

REGISTERS = Registers(
    county_of={"410505": "410505", "410505102": "410505"}.get, sector_of={"C3484": "machinery"}.get
)
OTHER_CODE = "91410700MA9X0002X8"


def read(*rows, header=ROSTER_HEADER):
    return read_roster(read_sheets(content_of(a_table(header, rows, sheet="企业名单"))), REGISTERS)


def codes(roster):
    return [(finding.row, finding.code, finding.severity.value) for finding in roster.findings]


def test_a_row_is_read():
    (row,) = read(a_roster_row()).accepted
    assert (row.sheet, row.row, row.name, row.credit_code) == (
        "企业名单",
        3,
        "安阳测试机械厂",
        "91410503MA9X00011H",
    )
    assert (row.area_code, row.industry_code, row.employees) == ("410505", "C3484", 12)
    assert (row.longitude, row.latitude) == (Decimal("114.3"), Decimal("36.1"))
    assert row.founded_on == datetime.date(2010, 4, 3)


@pytest.mark.parametrize(
    "cells",
    [
        {"code": "９１４１０５０３ＭＡ９Ｘ０００１１Ｈ"}, {"code": " 91410503 ma9x00011h　"}, {"area": 410505},
        {"area": "４１０５０５"}, {"industry": "c3484 "}, {"founded": 40271}, {"founded": datetime.date(2010, 4, 3)},
        {"founded": "2010年4月3日"}, {"longitude": None, "latitude": None},
    ],
)  # fmt: skip
def test_what_is_only_written_otherwise_is_accepted(cells):
    roster = read(a_roster_row(**cells))
    (row,) = roster.accepted
    assert roster.findings == []
    assert (row.credit_code, row.area_code, row.industry_code, row.founded_on) == (
        "91410503MA9X00011H", "410505", "C3484", datetime.date(2010, 4, 3),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"name": "  "}, "NAME_MISSING"), ({"name": "/"}, "NAME_MISSING"), ({"code": None}, "USCC_MISSING"),
        ({"code": "91410503MA9X"}, "USCC_LENGTH"), ({"code": "9141O503MA9X00011H"}, "USCC_BAD_CHAR"),
        ({"code": "91410503MA9X000110"}, "USCC_CHECK_DIGIT"), ({"area": "4105"}, "AREA_UNKNOWN"),
        ({"area": None}, "AREA_UNKNOWN"), ({"industry": "Z0001"}, "INDUSTRY_UNKNOWN"),
        ({"longitude": 0, "latitude": 0}, "COORD_OUT_OF_RANGE"), ({"longitude": 214.3}, "COORD_OUT_OF_RANGE"),
        ({"latitude": None}, "COORD_OUT_OF_RANGE"), ({"longitude": "东经"}, "COORD_OUT_OF_RANGE"),
    ],
)  # fmt: skip
def test_a_bad_cell_rejects_the_row(cells, code):
    roster = read(a_roster_row(**cells))
    assert codes(roster) == [(3, code, "error")]
    assert roster.accepted == []


def test_of_a_repeated_code_the_first_row_stands():
    roster = read(a_roster_row(), a_roster_row(code=OTHER_CODE), a_roster_row(code=" 91410503ma9x00011h"))
    assert codes(roster) == [(5, "USCC_DUPLICATE", "error")]
    assert "第 3 行" in roster.findings[0].message


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"employees": "约30"}, "NUMBER_INVALID"),
        ({"employees": 9_000_000_000}, "NUMBER_INVALID"),
        ({"founded": "2010.13.40"}, "DATE_INVALID"),
    ],
)
def test_what_is_not_needed_is_left_empty_and_pointed_out(cells, code):
    roster = read(a_roster_row(**cells))
    assert codes(roster) == [(3, code, "warning")]
    assert len(roster.accepted) == 1


def test_colour_and_major_hazard_source_are_read_where_there_are_columns():
    header = [*ROSTER_HEADER, "风险等级", "是否重大危险源"]
    (row,) = read([*a_roster_row(), "橙", "是"], header=header).rows
    assert (row.stated_level, row.has_installation) == (Level.CONSIDERABLE, True)


def test_a_roster_without_credit_codes_is_refused_naming_the_column():
    header = [label if "信用代码" not in label else "其他" for label in ROSTER_HEADER]
    with pytest.raises(UnreadableWorkbook) as refused:
        read(a_roster_row(), header=header)
    assert refused.value.code == "COLUMNS_MISSING"
    assert "统一社会信用代码" in refused.value.detail


def test_a_risk_ledger_is_not_taken_for_a_roster():
    with pytest.raises(UnreadableWorkbook) as refused:
        read(header=["序号", "风险点", "危险源", "L", "S"])
    assert refused.value.code == "ROSTER_NOT_FOUND"


def test_a_county_code_of_former_days_leads_to_todays_and_says_so():
    roster = read(a_roster_row(area="410381"))
    (row,) = roster.accepted
    assert row.area_code == "410307"
    assert codes(roster) == [(3, "AREA_FORMER", "warning")]
    assert "偃师市" in roster.findings[0].message and "410307" in roster.findings[0].message


def test_a_former_code_that_is_not_certain_is_refused_with_a_hint():
    roster = read(a_roster_row(area="340221"))
    assert codes(roster) == [(3, "AREA_UNKNOWN", "error")]
    assert "340210" in roster.findings[0].message
