"""What every imported table shares: its columns must be there, its rows are walked one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from service.core.acts.problems import Message, _
from service.exchange.findings import FileRow, Finding, Severity, rejected
from service.exchange.headers import Header, why_skipped
from service.exchange.unreadable import UnreadableWorkbook
from service.exchange.workbook import Cell, Sheet

Row = TypeVar("Row", bound=FileRow)


@dataclass(frozen=True)
class SkippedRow(FileRow):
    """A row that is no data: `why` is blank, repeated header, subtotal or footer."""

    why: str


@dataclass
class Table(Generic[Row]):
    """`rows` are all data rows in order; those with an error must not be imported."""

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)

    @property
    def rejected(self) -> set[tuple[str, int]]:
        return rejected(self.findings)

    @property
    def accepted(self) -> list[Row]:
        bad = self.rejected
        return [row for row in self.rows if row.place not in bad]


def walk(sheet: Sheet, header: Header, skipped: list[SkippedRow]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Each data row below the header with its Excel number, merged cells filled; the others go to `skipped`."""
    filled = sheet.filled(header.first_data_row)
    for number in range(header.first_data_row, len(sheet.rows) + 1):
        why = why_skipped(sheet.rows[number - 1], header)
        if why is None:
            yield number, filled[number - 1]
        else:
            skipped.append(SkippedRow(sheet.name, number, why))


def require_columns(
    sheet: Sheet, header: Header, required: Sequence[str], field_words: Mapping[str, str]
) -> None:
    """Raise UnreadableWorkbook naming the columns that the header lacks."""
    missing = [field_words[name] for name in required if name not in header.columns]
    if missing:
        raise UnreadableWorkbook(
            _("工作表“%(sheet)s”第 %(row)s 行的表头缺少：%(columns)s。请补上这些列再上传。"),
            code="COLUMNS_MISSING",
            sheet=sheet.name,
            row=header.rows[-1],
            columns=missing,
        )


def left_out(sheet: Sheet) -> Finding:
    """The note on a sheet that was not imported."""
    if sheet.hidden:
        code, sentence = "SHEET_HIDDEN", _("工作表“%(sheet)s”是隐藏的，没有导入。需要导入请先取消隐藏。")
    else:
        code, sentence = "SHEET_IGNORED", _("工作表“%(sheet)s”里没有找到要导入的表头，没有导入。")
    return Finding(sheet.name, 1, code, Severity.INFO, "", Message(sentence, sheet=sheet.name))
