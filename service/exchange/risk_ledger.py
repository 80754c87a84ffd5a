"""A risk ledger read from a workbook: rows as the trade means them, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.core.acts.problems import _
from service.exchange import ledger_columns as columns
from service.exchange.cells import text
from service.exchange.headers import Header, find_header
from service.exchange.ledger_rows import RiskRow, RowReader
from service.exchange.tables import Table, left_out, require_columns, walk
from service.exchange.titles import SheetTitles, titles_of
from service.exchange.unreadable import UnreadableWorkbook
from service.exchange.workbook import Sheet
from service.risks.profiles import Profile
from service.risks.rules import Method


@dataclass(frozen=True)
class LedgerSheet:
    """`title` is what stands above the header: it may name a company other than the one imported for."""

    name: str
    method: Method
    header: Header
    title: str
    titles: SheetTitles

    @property
    def fields(self) -> frozenset[str]:
        """The columns that the sheet has: an import changes these and no others."""
        return frozenset(self.header.columns)


@dataclass
class Ledger(Table[RiskRow]):
    sheets: list[LedgerSheet] = field(default_factory=list)


def read_ledger(sheets: Sequence[Sheet], profile: Profile) -> Ledger:
    """Read every visible sheet that holds a ledger. Raises UnreadableWorkbook."""
    ledger = Ledger()
    for sheet in sheets:
        header = find_header(sheet, columns.COLUMNS)
        if sheet.hidden or header is None or not {"hazard_source", "L"} & set(header.columns):
            ledger.findings.append(left_out(sheet))
        else:
            _read_sheet(ledger, sheet, header, profile)
    if not ledger.sheets:
        raise UnreadableWorkbook(
            _("没有找到风险清单：表头里要有风险点名称、危险源，以及 L、S 或 L、E、C。请补上表头再上传。"),
            code="LEDGER_NOT_FOUND",
        )
    return ledger


def _read_sheet(ledger: Ledger, sheet: Sheet, header: Header, profile: Profile) -> None:
    method = Method.LEC if {"E", "C"} & set(header.columns) else Method.LS
    require_columns(sheet, header, columns.REQUIRED[method], columns.FIELD_WORDS)
    rows = list(walk(sheet, header, ledger.skipped))
    title = " ".join(text(cell) for row in sheet.rows[: header.rows[0] - 1] for cell in row if text(cell))
    titles = titles_of(sheet, header, ledger.skipped, columns.FIELD_WORDS)
    ledger.sheets.append(LedgerSheet(sheet.name, method, header, title, titles))
    reader = RowReader(sheet.name, header.columns, method, profile)
    ledger.rows.extend(reader.read(number, cells) for number, cells in rows)
    ledger.findings.extend(reader.findings)
