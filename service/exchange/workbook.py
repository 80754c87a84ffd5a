"""Open an uploaded workbook safely and read its sheets as plain cells."""

import datetime
from dataclasses import dataclass
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from service.exchange.old_format import as_xlsx
from service.exchange.package_check import check_package
from service.exchange.sheet_extent import MAX_CELLS
from service.exchange.unreadable import damaged

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta


@dataclass(frozen=True)
class Merge:
    """A merged range; rows 1-based as Excel counts, columns 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """`rows[0]` is Excel row 1; an empty cell is the empty string."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False

    def filled(self, first_row: int) -> list[list[Cell]]:
        """The rows with each value of a downward merge from `first_row` on repeated in all its rows.

        A merge across columns is a title or a note and stays as it is.
        """
        rows = [list(row) for row in self.rows]
        for merge in self.merges:
            if merge.top < first_row or merge.left != merge.right or merge.left >= len(rows[merge.top - 1]):
                continue
            for row in rows[merge.top : merge.bottom]:
                row[merge.left] = rows[merge.top - 1][merge.left]
        return rows


def read_sheets(content: bytes) -> list[Sheet]:
    """All worksheets in order, hidden ones marked. Raises UnreadableWorkbook."""
    content = as_xlsx(content)
    check_package(content)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return [
            _read(book, sheet.name, hidden=sheet.visible != SheetVisibleEnum.Visible)
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
    except CalamineError as failure:
        raise damaged() from failure


def _read(book: CalamineWorkbook, name: str, *, hidden: bool) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    merges = tuple(
        Merge(top + 1, left, min(bottom + 1, len(rows)), right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top < len(rows)
    )
    if (
        sum(merge.bottom - merge.top for merge in merges) > MAX_CELLS
    ):  # more than all cells: they lie over each other
        raise damaged()
    return Sheet(name=name, rows=rows, merges=merges, hidden=hidden)
