from decimal import Decimal

import pytest

from service.exchange.risk_ledger import read_ledger
from service.exchange.unreadable import UnreadableWorkbook
from service.exchange.workbook import read_sheets
from service.risks.rules import Level, MeasureKind, Method, Tier, UnitKind
from tests.builders.profiles import SD_DB37
from tests.builders.workbooks import (
    LEC_HEADER,
    LS_LOWER,
    a_table,
    an_lec_row,
    an_ls_ledger,
    an_ls_row,
    content_of,
)

pytestmark = pytest.mark.both


def read(book):
    return read_ledger(read_sheets(content_of(book)), SD_DB37)


def ls(*rows, **keywords):
    return read(an_ls_ledger(rows, **keywords))


def lec(*rows):
    return read(a_table(LEC_HEADER, rows))


def codes(ledger):
    return [(finding.row, finding.code, finding.severity.value) for finding in ledger.findings]


def test_a_row_is_read_under_a_two_row_header():
    ledger = ls(an_ls_row())
    (row,) = ledger.rows
    assert (row.sheet, row.row, row.object_name) == ("一车间", 5, "一车间")
    assert (row.unit_no, row.unit_name, row.unit_kind, row.step) == (
        "FX-001",
        "冲床",
        UnitKind.EQUIPMENT,
        "送料",
    )
    assert (row.method, row.assessment.score, row.assessment.level) == (Method.LS, Decimal(12), Level.GENERAL)
    assert row.measures == {MeasureKind.ENGINEERING: "安装光幕", MeasureKind.EMERGENCY: "停机送医"}
    assert (row.tier, row.responsible_person) == (Tier.WORKSHOP, "李工")
    assert ledger.sheets[0].header.rows == (3, 4)
    assert "note" not in ledger.sheets[0].fields
    assert ledger.sheets[0].title.startswith("安全风险分级管控清单")


def test_a_unit_in_merged_cells_holds_for_all_its_rows():
    rows = [an_ls_row(), an_ls_row(seq=2, no=None, name=None, kind=None, step="检修")]
    found = ls(*rows, merges=("B5:B6", "C5:C6", "D5:D6")).rows
    assert [(row.unit_no, row.unit_name, row.unit_kind) for row in found] == [
        ("FX-001", "冲床", "equipment")
    ] * 2


def test_a_unit_written_once_holds_until_the_next_is_named():
    rows = [an_ls_row(), an_ls_row(no=None, name=None, kind=None, step="检修"),
            an_ls_row(no=None, name="剪板机", kind=None)]  # fmt: skip
    assert [row.unit_key[1:] for row in ls(*rows).rows] == [
        ("FX-001", "冲床"),
        ("FX-001", "冲床"),
        ("", "剪板机"),
    ]


def test_a_person_in_merged_cells_answers_for_all_the_rows():
    rows = [an_ls_row(), an_ls_row(step="检修", person=None)]
    assert [row.responsible_person for row in ls(*rows, merges=("O5:O6",)).rows] == ["李工", "李工"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"L": "/"}, "L_NOT_NUMBER"), ({"L": "三"}, "L_NOT_NUMBER"), ({"L": 0}, "L_OUT_OF_RANGE"),
        ({"L": "６"}, "L_OUT_OF_RANGE"), ({"L": 2.5}, "L_OUT_OF_RANGE"), ({"S": None}, "S_MISSING"),
        ({"S": "  "}, "S_MISSING"), ({"source": None}, "HAZARD_MISSING"), ({"source": "/"}, "HAZARD_MISSING"),
        ({"no": None, "name": None}, "UNIT_MISSING"), ({"source": "长" * 2001}, "TEXT_TOO_LONG"),
    ],
)  # fmt: skip
def test_a_bad_cell_rejects_the_row_and_is_named(cells, code):
    ledger = ls(an_ls_row(**cells))
    assert codes(ledger) == [(5, code, "error")]
    assert ledger.accepted == []


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"R": 15}, "R_MISMATCH"), ({"R": "十二"}, "R_MISMATCH"), ({"level": "较大风险"}, "LEVEL_MISMATCH"),
        ({"level": "中等"}, "LEVEL_UNKNOWN"), ({"tier": "三楼"}, "TIER_UNKNOWN"),
        ({"tier": "班组级"}, "TIER_TOO_LOW"),
        ({"kind": "其他"}, "UNIT_KIND_UNKNOWN"),
    ],
)  # fmt: skip
def test_what_is_stated_otherwise_is_pointed_out_and_imported(cells, code):
    ledger = ls(an_ls_row(**cells))
    assert codes(ledger) == [(5, code, "warning")]
    assert ledger.accepted[0].assessment.level is Level.GENERAL


@pytest.mark.parametrize(
    "written", ["一般", "一般风险", "黄", "黄色", "Ⅲ级", "III级", "3级", "三级", " 3 ", "C"]
)
def test_a_level_is_understood_however_it_is_written(written):
    assert codes(ls(an_ls_row(level=written))) == []


def test_full_width_digits_and_an_unstated_score_are_fine():
    assert codes(ls(an_ls_row(L="３", S=" ４", R=None))) == []


def test_the_message_names_field_value_and_way_out():
    (finding,) = ls(an_ls_row(L="三")).findings
    assert finding.message == "可能性 L 填的是“三”，不是数字。请填 1、2、3、4、5 之一。"
    assert finding.message.values["value"] == "三"


def test_rows_that_are_no_data_are_skipped():
    rows = [an_ls_row(), [], [2], LS_LOWER, ["合计", None, None, 1], ["编制：安全部　审核：　批准："],
            ["说明：按L×S判定"], an_ls_row(step="检修")]  # fmt: skip
    ledger = ls(*rows)
    assert [(skipped.row, skipped.why) for skipped in ledger.skipped] == [
        (6, "blank"), (7, "blank"), (8, "repeated header"), (9, "subtotal"), (10, "footer"), (11, "footer"),
    ]  # fmt: skip
    assert [row.row for row in ledger.rows] == [5, 12]


@pytest.mark.parametrize("word", ["合计", "小计", "本页小计：", "总 计", "共计", "累计", "汇总"])
def test_a_sum_is_no_data_whatever_it_is_called(word):
    ledger = ls(an_ls_row(), [word, None, None, 1], [2, word, None, 1])
    assert [(skipped.row, skipped.why) for skipped in ledger.skipped] == [(6, "subtotal"), (7, "subtotal")]


@pytest.mark.parametrize(
    ("words", "scores", "level"),
    [
        ("重大风险 红 红色 Ⅰ级 1级 A", (5, 5, 25), Level.MAJOR),
        ("较大风险 橙 橙色 Ⅱ级 2级 B", (4, 4, 16), Level.CONSIDERABLE),
        ("一般风险 黄 黄色 Ⅲ级 3级 C", (3, 4, 12), Level.GENERAL),
        ("低风险 蓝 蓝色 Ⅳ级 4级 D", (2, 4, 8), Level.LOW),
    ],
)
def test_each_level_is_known_by_its_name_its_colour_and_its_number(words, scores, level):
    for word in words.split():
        ledger = ls(an_ls_row(**dict(zip("LSR", scores, strict=True)), level=word, tier="公司级"))
        assert (word, codes(ledger), ledger.accepted[0].assessment.level) == (word, [], level)


def test_the_first_of_two_equal_rows_stands():
    ledger = ls(an_ls_row(), an_ls_row(L=2, R=8, level="低"))
    assert codes(ledger) == [(6, "ROW_DUPLICATE", "error")]
    assert "第 5 行" in ledger.findings[0].message


def test_an_lec_ledger_is_known_by_its_columns():
    (row,) = lec(an_lec_row()).rows
    assert (row.object_name, row.unit_name, row.method) == ("机房", "压缩机", Method.LEC)
    assert (row.assessment.score, row.assessment.level) == (Decimal(270), Level.CONSIDERABLE)


@pytest.mark.parametrize(
    ("cells", "code", "severity"),
    [
        ({"E": None}, "E_MISSING", "error"), ({"E": "每天"}, "E_NOT_NUMBER", "error"),
        ({"E": 5}, "E_NOT_IN_SCALE", "error"), ({"D": 200}, "D_MISMATCH", "warning"),
        ({"C": 3, "D": 54, "level": "低"}, "C_SCALE_VARIANT", "info"),
    ],
)  # fmt: skip
def test_an_lec_cell_is_judged_by_its_scale(cells, code, severity):
    assert codes(lec(an_lec_row(**cells))) == [(3, code, severity)]


def test_a_ledger_without_the_columns_it_needs_is_refused_naming_them():
    header = [label for label in LEC_HEADER if label not in ("C", "风险点/部位")]
    with pytest.raises(UnreadableWorkbook) as refused:
        read(a_table(header, []))
    assert refused.value.code == "COLUMNS_MISSING"
    assert "“台账”第 2 行" in refused.value.detail
    assert "风险点名称、后果 C" in refused.value.detail


def test_a_workbook_without_any_ledger_is_refused():
    with pytest.raises(UnreadableWorkbook) as refused:
        read(a_table(["姓名", "电话"], [["李工", "1"]]))
    assert refused.value.code == "LEDGER_NOT_FOUND"


def test_sheets_that_are_hidden_or_no_ledger_are_noted_and_left_out():
    book = an_ls_ledger([an_ls_row()])
    book.create_sheet("填写说明")["A1"] = "请按表填写"
    book.copy_worksheet(book["一车间"]).sheet_state = "hidden"
    ledger = read(book)
    assert codes(ledger) == [(1, "SHEET_IGNORED", "info"), (1, "SHEET_HIDDEN", "info")]
    assert len(ledger.rows) == 1
