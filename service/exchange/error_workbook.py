"""The uploaded workbook given back: all rows and formats kept, and 错误原因 beside each bad row."""

from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from service.exchange.findings import Finding, Severity
from service.exchange.old_format import as_xlsx
from service.exchange.titles import REASONS
from service.exchange.unreadable import damaged

_RED = Font(color="FFB30012")
_WIDTH_CHARACTERS = 60


def with_reasons(content: bytes, findings: Iterable[Finding], header_rows: dict[str, int]) -> bytes:
    """The workbook with the reasons of the rows that have an error; `header_rows` is the last one by sheet.

    A 错误原因 column of an earlier round is emptied and used again. `content` has passed `read_sheets`.
    What came as .xls goes back as .xlsx.
    Raises UnreadableWorkbook where the formats cannot be kept.
    """
    try:
        book = load_workbook(BytesIO(as_xlsx(content)), keep_links=False)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
    ) as failure:  # a style sheet it cannot follow
        raise damaged() from failure
    reasons = _by_row(findings)
    for name, header_row in header_rows.items():
        sheet = book[name]
        column = _column(sheet, header_row)
        for (of_sheet, row), sentences in reasons.items():
            if of_sheet == name:
                _write(sheet, row, column, "\n".join(sentences))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _by_row(findings: Iterable[Finding]) -> dict[tuple[str, int], list[str]]:
    """The sentences of each bad row, its warnings included."""
    rows: dict[tuple[str, int], list[str]] = defaultdict(list)
    bad = set()
    for finding in findings:
        rows[finding.place].append(str(finding.message))
        if finding.severity is Severity.ERROR:
            bad.add(finding.place)
    return {at: sentences for at, sentences in rows.items() if at in bad}


def _column(sheet: Worksheet, header_row: int) -> int:
    """The column of an earlier round, emptied, or a new one right of everything."""
    earlier = next((cell.column for cell in sheet[header_row] if cell.value == REASONS), None)
    if earlier is not None:
        below = [sheet.cell(row, earlier) for row in range(header_row + 1, sheet.max_row + 1)]
        if not any(isinstance(cell, MergedCell) for cell in below):
            for cell in below:
                cell.value = None
            return int(earlier)
    column = sheet.max_column + 1
    _write(sheet, header_row, column, REASONS)
    sheet.column_dimensions[get_column_letter(column)].width = _WIDTH_CHARACTERS
    return column


def _write(sheet: Worksheet, row: int, column: int, sentence: str) -> None:
    """As text whatever it begins with: it may quote a cell that looks like a formula."""
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", sentence)
    cell.data_type = "s"
    cell.font = _RED
    cell.alignment = Alignment(wrap_text=True, vertical="top")
