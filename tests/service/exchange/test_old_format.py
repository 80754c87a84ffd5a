"""An .xls of Excel 97 to 2003 is read as an .xlsx is, and within the same limits."""

import io
import sys
import time

import pytest
import xlwt
from openpyxl import load_workbook

from service.core.acts.problems import Unavailable
from service.exchange import old_format
from service.exchange.error_workbook import with_reasons
from service.exchange.findings import Finding, Severity
from service.exchange.unreadable import UnreadableWorkbook
from service.exchange.workbook import Merge, read_sheets
from tests.builders.workbooks import LEC_HEADER, an_lec_row


def saved(book: xlwt.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def an_old_ledger() -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("台账", cell_overwrite_ok=True)
    for at, row in enumerate((["风险台账"], LEC_HEADER, an_lec_row(), an_lec_row(source="=危险&1"))):
        for column, value in enumerate(row):
            page.write(at, column, value)
    page.merge(0, 0, 0, 9)
    page.merge(2, 3, 1, 1)
    page.write(2, 1, "机房")
    page.write(0, 0, "风险台账")
    book.add_sheet("旧数据").visibility = 1
    return book


def test_its_cells_merges_and_hidden_sheets_are_read() -> None:
    ledger, old = read_sheets(saved(an_old_ledger()))
    assert ledger.rows[2] == [1, "机房", "压缩机", "运行", "轴封泄漏", 3, 6, 15, 270, "较大"]
    assert ledger.rows[3][4] == "=危险&1"
    assert Merge(3, 1, 4, 1) in ledger.merges
    assert (ledger.hidden, old.name, old.hidden) == (False, "旧数据", True)


def test_its_error_workbook_comes_back_as_xlsx() -> None:
    finding = Finding("台账", 3, "L_MISSING", Severity.ERROR, "L", "可能性没有填")  # type: ignore[arg-type]
    page = load_workbook(io.BytesIO(with_reasons(saved(an_old_ledger()), [finding], {"台账": 2})))["台账"]
    assert [page.cell(row, 11).value for row in (2, 3, 4)] == ["错误原因", "可能性没有填", None]


def refused(content: bytes) -> UnreadableWorkbook:
    started = time.monotonic()
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_sheets(content)
    assert time.monotonic() - started < 60
    return refusal.value


def test_one_cell_far_out_does_not_cost_the_rectangle() -> None:
    book = an_old_ledger()
    book.get_sheet(0).write(65_535, 255, "x")
    assert refused(saved(book)).code == "WORKBOOK_IS_XLS"


def test_more_rows_than_may_be_read_are_refused() -> None:
    book = an_old_ledger()
    book.get_sheet(0).write(50_001, 0, "x")
    assert "另存为" in refused(saved(book)).detail


@pytest.mark.parametrize("part", [slice(None, 700), slice(None, -2_000)])
def test_a_cut_off_one_is_refused(part: slice) -> None:
    assert refused(saved(an_old_ledger())[part]).code == "WORKBOOK_IS_XLS"


def test_bytes_turned_over_are_read_or_refused_but_never_lost() -> None:
    good = saved(an_old_ledger())
    bad = bytearray(good)
    bad[512 : 512 + 2_000 : 7] = bytes(255 for _one in bad[512 : 512 + 2_000 : 7])
    assert refused(bytes(bad)).status == 422


def test_a_workbook_under_a_password_is_refused_in_words() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16le")
    assert "密码" in refused(content).detail


@pytest.mark.parametrize("program", ["import time; time.sleep(60)", "import os; os.kill(os.getpid(), 9)"])
def test_what_a_busy_machine_cuts_off_is_tried_again_and_not_called_damaged(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(old_format, "WALL_S", 0.2)
    monkeypatch.setattr(old_format, "_COMMAND", [sys.executable, "-c", program])
    with pytest.raises(Unavailable):
        read_sheets(saved(an_old_ledger()))
