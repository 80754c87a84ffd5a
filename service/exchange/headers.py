"""Find the header of a sheet under its title rows, and tell which column is which."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from service.exchange.cells import text
from service.exchange.workbook import Cell, Merge, Sheet

# Titles, dates of compilation and notes stand above; nobody has more of them than this.
_LOOK_AT_ROWS = 30
_FEWEST_KNOWN_LABELS = 3

_BRACKETED = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")
_FOOTER = re.compile(
    r"(编制|审核|批准|审批|填表|填报|制表|制单|编写|校核|评价人|评估人|负责人签字|说明|备注|附注|注)"
    r"(人|单位|日期|时间|说明|人员|部门)?\s*\d*\s*[:：]"
)
_SUBTOTAL = re.compile(r"(本页)?(合计|小计|总计|共计|累计|汇总)([:：].*)?")

Aliases = Mapping[str, str]


@dataclass(frozen=True)
class Header:
    """Rows are 1-based; `columns` are 0-based and keyed by the canonical field, `labels` are as written.

    `titles` are those of all columns, known or not.
    `cells` are the normalised cells of each header row, to know the header again where it is repeated.
    """

    rows: tuple[int, ...]
    columns: dict[str, int]
    labels: dict[str, str]
    titles: tuple[str, ...] = ()
    cells: tuple[frozenset[tuple[int, str]], ...] = ()

    @property
    def first_data_row(self) -> int:
        return self.rows[-1] + 1


def alias_table(names: Mapping[str, str]) -> dict[str, str]:
    """Turn `{field: "alias alias …"}` into the look-up by normalised label."""
    return {_plain(alias): field for field, aliases in names.items() for alias in aliases.split()}


def find_header(sheet: Sheet, aliases: Aliases) -> Header | None:
    """The first row, or pair of rows, whose labels the alias table knows; None where there is none."""
    for index, upper in enumerate(sheet.rows[:_LOOK_AT_ROWS]):
        lower = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else []
        labels = [text(cell) for cell in upper]
        numbers: tuple[int, ...] = (index + 1,)
        if _known(labels, aliases) and _is_second_row(lower, labels, aliases):
            labels = _joined(upper, lower, index + 1, sheet.merges)
            numbers = (index + 1, index + 2)
        header = _header(sheet, numbers, labels, aliases)
        if len(header.columns) >= _FEWEST_KNOWN_LABELS:
            return header
    return None


def why_skipped(row: Sequence[Cell], header: Header) -> str | None:
    """blank, repeated header, subtotal or footer: rows that must not become data; else None."""
    seq = header.columns.get("seq")
    filled = [text(cell) for column, cell in enumerate(row) if column != seq and text(cell)]
    number = text(row[seq]) if seq is not None and seq < len(row) else ""
    if not filled and (not number or number.isdigit()):
        return "blank"
    if _repeats_header(row, header):
        return "repeated header"
    first = next(text(cell) for cell in row if text(cell))
    if any(_SUBTOTAL.fullmatch(re.sub(r"\s", "", cell)) for cell in (first, *filled[:1])):
        return "subtotal"
    if _FOOTER.match(first) or (len(filled) <= 1 and number and not number.isdigit()):
        return "footer"
    return None


@lru_cache(maxsize=4096)
def _plain(label: str) -> str:
    return re.sub(r"[\s*:：]", "", unicodedata.normalize("NFKC", label)).upper()


def field_of(label: str, aliases: Aliases) -> str | None:
    """Whole label first, then without its bracket (从业人数（人）), then the bracket alone (可能性（L）)."""
    plain = _plain(label)
    outside = _BRACKETED.sub("", plain)
    inside = [bracket[1:-1] for bracket in _BRACKETED.findall(plain)]
    return next((aliases[name] for name in (plain, *inside, outside) if name in aliases), None)


def _known(labels: Sequence[str], aliases: Aliases) -> bool:
    return sum(field_of(label, aliases) is not None for label in labels if label) >= 2


def _is_second_row(lower: Sequence[Cell], upper: Sequence[str], aliases: Aliases) -> bool:
    """A second header row holds labels only, some under groups, and never repeats the first."""
    texts = [text(cell) for cell in lower]
    labels = [label for label in texts if label]
    known = sum(field_of(label, aliases) is not None for label in labels)
    return known >= 2 and known * 2 >= len(labels) and labels != [label for label in upper if label]


def _joined(upper: Sequence[Cell], lower: Sequence[Cell], top: int, merges: Sequence[Merge]) -> list[str]:
    """One label a column: the lower where there is one, else the upper."""
    tops = [text(cell) for cell in upper]
    for merge in merges:
        if merge.top == merge.bottom == top and merge.left < len(tops):
            group = tops[merge.left]
            tops[merge.left : merge.right + 1] = [group] * (min(merge.right + 1, len(tops)) - merge.left)
    return [text(below) or above for above, below in zip_longest(tops, lower, fillvalue="")]


def _header(sheet: Sheet, rows: tuple[int, ...], labels: Sequence[str], aliases: Aliases) -> Header:
    columns: dict[str, int] = {}
    written: dict[str, str] = {}
    for column, label in enumerate(labels):
        field = field_of(label, aliases) if label else None
        if field is not None and field not in columns:
            columns[field], written[field] = column, label
    cells = tuple(_plain_cells(sheet.rows[number - 1]) for number in rows)
    return Header(rows=rows, columns=columns, labels=written, titles=tuple(labels), cells=cells)


def _repeats_header(row: Sequence[Cell], header: Header) -> bool:
    plain_cells = _plain_cells(row)
    return len(plain_cells) >= 2 and any(
        len(plain_cells & labels) * 2 > len(plain_cells) for labels in header.cells
    )


def _plain_cells(row: Sequence[Cell]) -> frozenset[tuple[int, str]]:
    return frozenset(
        (column, _plain(cell)) for column, cell in enumerate(row) if isinstance(cell, str) and cell.strip()
    )
