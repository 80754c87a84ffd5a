"""A workbook as Excel writes it, with all that a plant puts into one, is read: none of it is damage.

Excel keeps texts once and refers to them by number; what stands after the last cell must not be taken for one.
"""

import io
import zipfile

import pytest
import xlsxwriter

from service.exchange.error_workbook import with_reasons
from service.exchange.findings import Finding, Severity
from service.exchange.workbook import read_sheets
from tests.builders.workbooks import LEC_HEADER, an_lec_row, with_part

FEATURES = {
    "nothing more": lambda book, page: None,
    "a header": lambda book, page: page.set_header("&L安全风险分级管控清单&R&D"),
    "a footer": lambda book, page: page.set_footer("&C第 &P 页，共 &N 页"),
    "a drop-down of words": lambda book, page: page.data_validation(
        "J3:J99", {"validate": "list", "source": ["重大", "较大", "一般", "低"], "input_title": "等级"}
    ),
    "a drop-down of a range": lambda book, page: page.data_validation(
        "J3:J99", {"validate": "list", "source": "=$B$2:$B$3", "error_message": "请从表中选择"}
    ),
    "a colour by text": lambda book, page: page.conditional_format(
        "J3:J99",
        {
            "type": "text",
            "criteria": "containing",
            "value": "重大",
            "format": book.add_format({"bold": True}),
        },
    ),
    "a colour by formula": lambda book, page: page.conditional_format(
        "J3:J99", {"type": "formula", "criteria": '=$J3="较大"', "format": book.add_format({"bold": True})}
    ),
    "data bars": lambda book, page: page.conditional_format(
        "I3:I99", {"type": "data_bar", "data_bar_2010": True}
    ),
    "a comment": lambda book, page: page.write_comment("C3", "设备科核对 <3月>"),
    "a link": lambda book, page: page.write_url("L3", "https://example.com/?a=1&b=2", string="规程"),
    "a filter": lambda book, page: page.autofilter("A2:J3"),
    "frozen panes": lambda book, page: page.freeze_panes(2, 0),
    "a print title": lambda book, page: page.repeat_rows(0, 1),
    "a defined name": lambda book, page: book.define_name("等级", "=台账!$J$3:$J$99"),
    "rich text": lambda book, page: page.write_rich_string(
        "L3", "红", book.add_format({"bold": True}), "重大", "风险"
    ),
    "a formula of text": lambda book, page: page.write_formula(
        "L3", '=IF(I3>160,"较大","一般")', None, "较大"
    ),
    "a chart": lambda book, page: _chart(book, page),
    "a text box": lambda book, page: page.insert_textbox("L3", "填表说明：第 1 条"),
    "a button": lambda book, page: page.insert_button("L3", {"caption": "汇总"}),
    "a check box": lambda book, page: page.insert_checkbox("L3", True),
    "a table": lambda book, page: page.add_table("L3:M5", {"columns": [{"header": "甲"}, {"header": "乙"}]}),
    "sparklines": lambda book, page: page.add_sparkline("L3", {"range": "台账!F3:H3"}),
    "protection": lambda book, page: page.protect("1234"),
    "properties": lambda book, page: book.set_custom_property("编制", "安全科"),
}


def _chart(book, page):
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "危险性 D", "categories": "=台账!$C$3:$C$3", "values": "=台账!$I$3:$I$3"})
    chart.set_title({"name": "各风险点"})
    page.insert_chart("L3", chart)


def as_excel(*features):
    """A ledger of one row whose last cell is text, with the features named."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("台账")
    for at, row in enumerate((["风险台账"], LEC_HEADER, an_lec_row())):
        page.write_row(at, 0, row)
    for feature in features:
        FEATURES[feature](book, page)
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize("feature", FEATURES)
def test_a_workbook_is_read_with(feature):
    (sheet,) = read_sheets(as_excel(feature))
    assert sheet.rows[2][:10] == [1, "机房", "压缩机", "运行", "轴封泄漏", 3, 6, 15, 270, "较大"]


def test_a_workbook_is_read_with_everything_at_once():
    alone = {"a link", "rich text", "a formula of text", "a table", "sparklines", "a check box"}
    (sheet,) = read_sheets(as_excel(*(FEATURES.keys() - alone)))
    assert sheet.rows[2][9] == "较大"


def test_its_error_workbook_keeps_the_drop_down_and_the_footer():
    content = as_excel("a drop-down of words", "a footer", "a comment")
    finding = Finding("台账", 3, "L_MISSING", Severity.ERROR, "L", "可能性没有填")
    (sheet,) = read_sheets(with_reasons(content, [finding], {"台账": 2}))
    assert sheet.rows[2][10] == "可能性没有填"


def test_a_control_whose_binary_begins_like_xml_does_no_harm():
    types = b'<Override PartName="/xl/activeX/activeX1.bin" ContentType="application/vnd.ms-office.activeX"/></Types>'
    content = as_excel("a footer")
    declared = _part(content, "[Content_Types].xml").replace(b"</Types>", types)
    with_control = with_part(content, "xl/activeX/activeX1.bin", b" \x00\x01<not xml\xff")
    (sheet,) = read_sheets(with_part(with_control, "[Content_Types].xml", declared))
    assert sheet.rows[2][9] == "较大"


def _part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)
