"""An .xls of Excel 97 to 2003 in, the same cells as an .xlsx out: a program that runs alone and may be lost.

The reader lays each sheet out as a full rectangle, and one far cell of a hostile file would cost all between: so the
program is confined, and whatever it cannot hold ends it. Reads standard input, writes the .xlsx to standard output.
"""

import resource
import sys
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from service.exchange.sheet_extent import MAX_CELLS, MAX_CHARACTERS, MAX_ROWS

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 20
FILE_BYTES = 128 * 1024 * 1024  # a sheet is written beside before it is packed
UNREADABLE = 3  # the exit code of a file that is no workbook, or one of more than may be read


def main() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        sys.stdout.buffer.write(as_xlsx(sys.stdin.buffer.read()))
    except (CalamineError, ValueError, MemoryError):
        sys.exit(UNREADABLE)


def as_xlsx(content: bytes) -> bytes:
    """Raises CalamineError, or ValueError where it is more than may be read."""
    old, new = CalamineWorkbook.from_filelike(BytesIO(content)), Workbook()
    new.remove(new.worksheets[0])
    left = MAX_CELLS
    for about in old.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = old.get_sheet_by_name(about.name)
        height, width = sheet.total_height + 1, sheet.total_width + 1  # it counts from 0
        if height > MAX_ROWS or height * width > left:
            raise ValueError(f"{about.name} is too large")
        left -= height * width
        page = new.create_sheet(about.name)
        page.sheet_state = "visible" if about.visible == SheetVisibleEnum.Visible else "hidden"
        _fill(page, sheet.to_python(skip_empty_area=False))
        for (top, left_column), (bottom, right) in sheet.merged_cell_ranges or ():
            if bottom < height:
                page.merge_cells(None, top + 1, left_column + 1, bottom + 1, right + 1)
    written = BytesIO()
    new.save(written)
    return written.getvalue()


def _fill(page: Worksheet, rows: list[list[Any]]) -> None:
    characters = 0
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value == "":
                continue
            cell = page.cell(number, column)
            if isinstance(value, str):
                characters += len(value)
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                cell.data_type = "s"  # also where it begins like a formula
            else:
                cell.value = value
        if characters > MAX_CHARACTERS:
            raise ValueError(f"{page.title} holds too much text")


if __name__ == "__main__":
    main()
