"""A45: whatever is sent as a workbook is read or refused with the way out, at once."""

import io
import time
import zipfile

import pytest

from service.exchange import package_check
from service.exchange.unreadable import UnreadableWorkbook
from service.exchange.workbook import read_sheets
from tests.builders.workbooks import LEC_HEADER, a_table, an_lec_row, content_of, with_part

SHEET = "xl/worksheets/sheet1.xml"
SHEET_XML = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


@pytest.fixture(scope="module")
def good():
    return content_of(a_table(LEC_HEADER, [an_lec_row()]))


def refusal(content):
    started = time.monotonic()
    with pytest.raises(UnreadableWorkbook) as refused:
        read_sheets(content)
    assert time.monotonic() - started < 5
    assert refused.value.status == 422
    return refused.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "WORKBOOK_EMPTY"),
        ("序号,名称\n1,冲床\n".encode("gb18030"), "WORKBOOK_NOT_XLSX"),
        (b"<html><table></table></html>", "WORKBOOK_NOT_XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "WORKBOOK_IS_XLS"),
    ],
)
def test_another_kind_of_file_is_refused(content, code):
    assert refusal(content).code == code


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)])
def test_the_refusal_says_how_to_save_as_xlsx(content):
    assert "另存为" in refusal(content).detail
    assert ".xlsx" in refusal(content).detail


def test_a_zip_that_is_no_workbook_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("readme.txt", "hello")
    assert refusal(stream.getvalue()).code == "WORKBOOK_DAMAGED"


def test_a_cut_off_workbook_is_refused(good):
    assert refusal(good[: len(good) // 2]).code == "WORKBOOK_NOT_XLSX"


def test_a_workbook_with_broken_xml_is_refused(good):
    assert refusal(with_part(good, SHEET, SHEET_XML % "<row>")).code == "WORKBOOK_DAMAGED"


def test_a45_a_zip_bomb_is_refused(good):
    assert (
        refusal(with_part(good, "xl/media/image1.png", bytes(120 * 1024 * 1024))).code == "WORKBOOK_TOO_LARGE"
    )


def test_a45_a_small_bomb_of_a_high_ratio_is_refused(good):
    assert (
        refusal(with_part(good, "xl/media/image1.png", bytes(20 * 1024 * 1024))).code == "WORKBOOK_TOO_LARGE"
    )


def test_a45_thousands_of_parts_are_refused(good):
    stream = io.BytesIO(good)
    with zipfile.ZipFile(stream, "a") as package:
        for number in range(package_check.MAX_PARTS):
            package.writestr(f"xl/media/{number}.png", b"\x89PNG")
    assert refusal(stream.getvalue()).code == "WORKBOOK_TOO_LARGE"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a45_an_external_entity_is_refused(good, part):
    hostile = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]><x>&secret;</x>'
    )
    assert refusal(with_part(good, part, hostile)).code == "WORKBOOK_UNSAFE"


def test_a45_a_billion_laughs_are_refused(good):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    hostile = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><x>&l9;</x>'
    assert refusal(with_part(good, SHEET, hostile)).code == "WORKBOOK_UNSAFE"


def test_a45_a_million_rows_are_refused(good):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 104729}</v></c></row>' for n in range(1, 60_000))
    assert refusal(with_part(good, SHEET, SHEET_XML % rows)).code == "WORKBOOK_TOO_LARGE"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='&#88;FD1048576'><v>1</v></c></row>",
        '<row r="40000"><c r="XFD40000" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row r="1"><c r="ntp30000"><v>1</v></c></row>',
        '<row r="1"><c r="NTP1"/><c><v>1</v></c></row><row r="900"><c r="A30000"><v>1</v></c></row>',
        '<row r="30000"><c r="NTP1"/><c><v>1</v></c></row>',
    ],
)
def test_a45_one_cell_far_out_does_not_cost_the_rectangle(good, cells):
    assert refusal(with_part(good, SHEET, SHEET_XML % cells)).code == "WORKBOOK_TOO_LARGE"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="AAAB30000"><v>1</v></c></row>',
        '<row r="1"><c r="NTP00030000"><v>1</v></c></row>',
        '<row r="1"><c r=" NTP30000"><v>1</v></c></row>',
        '<row r="1"><c r=""><v>1</v></c></row>',
        '<row r="00030000"><c r="A1"><v>1</v></c></row>',
        '<row r="NTP30000"><c><v>1</v></c></row>',
    ],
)
def test_a45_a_place_that_no_program_writes_is_refused(good, cells):
    assert refusal(with_part(good, SHEET, SHEET_XML % cells)).code == "WORKBOOK_DAMAGED"


def test_a_place_in_small_letters_is_read(good):
    cells = '<row r="1"><c r="a1"><v>7</v></c><c r="c1"><v>8</v></c></row>'
    assert read_sheets(with_part(good, SHEET, SHEET_XML % cells))[0].rows == [[7.0, "", 8.0]]


def test_an_empty_formatted_cell_far_out_does_no_harm(good):
    cells = '<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read_sheets(with_part(good, SHEET, SHEET_XML % cells))[0].rows == [[7.0]]


def test_a_workbook_with_a_picture_is_read(good):
    assert read_sheets(with_part(good, "xl/media/image1.jpeg", b"\xff\xd8\xff\xe0photo"))[0].name == "台账"


def test_a_hidden_sheet_is_marked(good):
    book = a_table(LEC_HEADER, [an_lec_row()])
    book.create_sheet("旧数据").sheet_state = "hidden"
    assert [(sheet.name, sheet.hidden) for sheet in read_sheets(content_of(book))] == [
        ("台账", False),
        ("旧数据", True),
    ]


def test_a45_a_long_text_shared_by_many_cells_is_refused(good):
    text = "<si><t>" + "".join(f"{n:x}" for n in range(20_000)) + "</t></si>"
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{text}</sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2_000))
    bomb = with_part(with_part(good, "xl/sharedStrings.xml", strings), SHEET, SHEET_XML % rows)
    assert refusal(bomb).code == "WORKBOOK_TOO_LARGE"


def test_a45_merges_piled_on_each_other_are_refused(good):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="40000"><c r="A40000"><v>1</v></c></row>'
    merges = "<mergeCells>" + '<mergeCell ref="A1:A40000"/>' * 50 + "</mergeCells>"
    sheet = (SHEET_XML % rows).replace("</sheetData>", "</sheetData>" + merges)
    assert refusal(with_part(good, SHEET, sheet)).code == "WORKBOOK_DAMAGED"


ROW_FAR_OUT = SHEET_XML % '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def the_part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def test_a45_a_sheet_that_does_not_begin_as_xml_is_not_let_past(good):
    assert refusal(with_part(good, SHEET, "x" + ROW_FAR_OUT)).code == "WORKBOOK_DAMAGED"


def test_a45_a_sheet_declared_as_a_picture_is_not_let_past(good):
    moved = the_part(good, "xl/_rels/workbook.xml.rels").replace("sheet1.xml", "sheet1.png")
    hostile = with_part(
        with_part(good, "xl/worksheets/sheet1.png", ROW_FAR_OUT), "xl/_rels/workbook.xml.rels", moved
    )
    assert refusal(hostile).code == "WORKBOOK_DAMAGED"


def test_a45_a_second_workbook_beside_the_checked_one_is_refused(good):
    moved = the_part(good, "_rels/.rels").replace("xl/workbook.xml", "foo/book.xml")
    assert refusal(with_part(good, "_rels/.rels", moved)).code == "WORKBOOK_DAMAGED"
    assert (
        refusal(with_part(good, "foo/workbook.xml", the_part(good, "xl/workbook.xml"))).code
        == "WORKBOOK_DAMAGED"
    )


def test_a45_two_parts_of_one_name_are_refused(good):
    stream = io.BytesIO(good)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("XL/worksheets/Sheet1.xml", SHEET_XML % "")
    assert refusal(stream.getvalue()).code == "WORKBOOK_DAMAGED"


@pytest.mark.parametrize("cell", ["<v>0</v>99", "<v>0<x/></v>", "<f>1</f><v>0</v>"])
def test_a45_a_reference_is_counted_however_the_cell_is_written(good, cell):
    text = "<si><t>" + "".join(f"{n:x}" for n in range(20_000)) + "</t></si>"
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{text}</sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s">{cell}</c></row>' for n in range(1, 2_000))
    bomb = with_part(with_part(good, "xl/sharedStrings.xml", strings), SHEET, SHEET_XML % rows)
    assert refusal(bomb).code == "WORKBOOK_TOO_LARGE"


def test_a45_forged_sizes_do_not_let_a_bomb_past(good):
    bomb = bytearray(with_part(good, "xl/media/image1.xml", b"<a>" + b" " * (8 * 1024 * 1024) + b"</a>"))
    real = (8 * 1024 * 1024 + 7).to_bytes(4, "little")
    forged = bytes(bomb).replace(real, (100).to_bytes(4, "little"))
    assert forged != bytes(bomb)
    assert refusal(forged).code == "WORKBOOK_DAMAGED"
