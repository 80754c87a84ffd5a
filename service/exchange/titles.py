"""What each column title of a sheet was taken for, and which are not known: said before anything lands."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.core.acts.problems import Message, _
from service.exchange.cells import text
from service.exchange.findings import COLUMN_UNKNOWN, Finding, Severity
from service.exchange.headers import Header
from service.exchange.tables import SkippedRow
from service.exchange.workbook import Sheet

REASONS = "错误原因"  # the column that the error workbook adds


@dataclass(frozen=True)
class SheetTitles:
    """`known` pairs a title with the words of what it was taken for; `unknown` are those of the other columns.

    A column without a title that holds something is named by its letters: [H].
    """

    sheet: str
    row: int
    known: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]

    def findings(self) -> list[Finding]:
        sentence = _("“%(title)s”这一列不认识，没有导入。")
        return [
            Finding(
                self.sheet, self.row, COLUMN_UNKNOWN, Severity.WARNING, "", Message(sentence, title=title)
            )
            for title in self.unknown
        ]


def titles_of(
    sheet: Sheet, header: Header, skipped: list[SkippedRow], field_words: Mapping[str, str]
) -> SheetTitles:
    """Look at each column that has a title, or something below the header."""
    skip = {skipped_row.row for skipped_row in skipped if skipped_row.sheet == sheet.name}
    rows = [
        row
        for number, row in enumerate(sheet.rows, 1)
        if number >= header.first_data_row and number not in skip
    ]
    width = max((len(row) for row in rows), default=0)
    taken = set(header.columns.values())
    unknown = []
    for column in range(width):
        title = header.titles[column] if column < len(header.titles) else ""
        if column in taken or title == REASONS:
            continue
        if any(column < len(row) and text(row[column]) for row in rows):
            unknown.append(title or f"[{_letters(column)}]")
    known = [(label, field_words.get(name, label)) for name, label in header.labels.items()]
    return SheetTitles(sheet.name, header.rows[-1], tuple(known), tuple(unknown))


def _letters(column: int) -> str:
    """Name a column, counted from 0, as Excel does: A … Z, AA …"""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
