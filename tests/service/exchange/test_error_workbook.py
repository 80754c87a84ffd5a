from io import BytesIO

from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from service.core.acts.problems import Message
from service.exchange.error_workbook import with_reasons
from service.exchange.findings import Finding, Severity
from tests.builders.workbooks import an_ls_ledger, an_ls_row, content_of

ROWS = [an_ls_row(), an_ls_row(seq=2, no=None, name=None), an_ls_row(seq=3, no="FX-002", name="剪板机")]


def finding(row, sentence, severity=Severity.ERROR):
    return Finding("一车间", row, "L_MISSING", severity, "L", Message(sentence))


def given_back(content, *findings):
    return with_reasons(content, findings, {"一车间": 4})


def test_the_reason_stands_beside_the_bad_row_and_nowhere_else():
    content = content_of(an_ls_ledger(ROWS))
    page = load_workbook(BytesIO(given_back(content, finding(6, "可能性 L 没有填"))))["一车间"]
    column = page.max_column
    assert [page.cell(row, column).value for row in range(4, 8)] == [
        "错误原因",
        None,
        "可能性 L 没有填",
        None,
    ]


def test_a_bad_row_tells_its_warnings_too_but_a_good_row_is_left_alone():
    content = content_of(an_ls_ledger(ROWS))
    findings = (
        finding(5, "风险值不符", Severity.WARNING),
        finding(6, "甲"),
        finding(6, "乙", Severity.WARNING),
    )
    page = load_workbook(BytesIO(given_back(content, *findings)))["一车间"]
    assert [page.cell(row, page.max_column).value for row in (5, 6)] == [None, "甲\n乙"]


def test_rows_merges_and_formats_stay_as_uploaded():
    book = an_ls_ledger(ROWS, merges=("B5:B6", "C5:C6"))
    book["一车间"]["F5"].fill = PatternFill("solid", fgColor="FFFFEE00")
    book["一车间"]["J5"] = "=H5*I5"
    before = load_workbook(BytesIO(content_of(book)))["一车间"]
    after = load_workbook(BytesIO(given_back(content_of(book), finding(6, "甲"))))["一车间"]
    width = before.max_column
    assert [[c.value for c in row[:width]] for row in after.rows] == [
        [c.value for c in row] for row in before.rows
    ]
    assert sorted(map(str, after.merged_cells.ranges)) == sorted(map(str, before.merged_cells.ranges))
    assert after["F5"].fill.fgColor.rgb == "FFFFEE00"
    assert after["J5"].value == "=H5*I5"


def test_a_reason_that_looks_like_a_formula_is_text():
    page = load_workbook(
        BytesIO(given_back(content_of(an_ls_ledger(ROWS)), finding(5, '=HYPERLINK("http://x")\x07')))
    )
    cell = page["一车间"].cell(5, page["一车间"].max_column)
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x")')


def test_a_second_round_uses_the_same_column():
    once = given_back(content_of(an_ls_ledger(ROWS)), finding(5, "甲"), finding(6, "乙"))
    page = load_workbook(BytesIO(given_back(once, finding(6, "丙"))))["一车间"]
    headings = [cell.value for cell in page[4]]
    assert headings.count("错误原因") == 1
    assert [page.cell(row, page.max_column).value for row in (5, 6)] == [None, "丙"]
