"""A risk ledger read from a workbook: rows as the trade means them, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.core.problems import Said, _
from service.exchange import ledger_columns as columns
from service.exchange.cells import text
from service.exchange.findings import Finding, Severity
from service.exchange.headers import Header, find_header, why_skipped
from service.exchange.ledger_rows import RiskRow, RowReader
from service.exchange.package_check import UnreadableWorkbook
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

    @property
    def fields(self) -> frozenset[str]:
        """The columns that the sheet has: an import changes these and no others."""
        return frozenset(self.header.columns)


@dataclass(frozen=True)
class SkippedRow:
    sheet: str
    row: int
    why: str


@dataclass
class Ledger:
    """`rows` are all data rows in order; those with an error must not be imported."""

    sheets: list[LedgerSheet] = field(default_factory=list)
    rows: list[RiskRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)

    @property
    def rejected(self) -> set[tuple[str, int]]:
        return {(f.sheet, f.row) for f in self.findings if f.severity is Severity.ERROR}

    @property
    def accepted(self) -> list[RiskRow]:
        rejected = self.rejected
        return [row for row in self.rows if (row.sheet, row.row) not in rejected]


def read_ledger(sheets: Sequence[Sheet], profile: Profile) -> Ledger:
    """Read every visible sheet that holds a ledger. Raises UnreadableWorkbook."""
    ledger = Ledger()
    for sheet in sheets:
        header = find_header(sheet, columns.COLUMNS)
        if header is None or not {"hazard_source", "L"} & set(header.columns):
            ledger.findings.append(
                _note(sheet, "SHEET_IGNORED", _("工作表“%(sheet)s”不是风险清单，没有导入。"))
            )
        elif sheet.hidden:
            ledger.findings.append(
                _note(sheet, "SHEET_HIDDEN", _("工作表“%(sheet)s”是隐藏的，没有导入。需要导入请先取消隐藏。"))
            )
        else:
            _read_sheet(ledger, sheet, header, profile)
    if not ledger.sheets:
        raise UnreadableWorkbook(
            _("没有找到风险清单：表头里要有风险点名称、危险源，以及 L、S 或 L、E、C。请补上表头再上传。"),
            code="LEDGER_NOT_FOUND",
        )
    return ledger


def _note(sheet: Sheet, code: str, sentence: str) -> Finding:
    return Finding(sheet.name, 1, code, Severity.INFO, "", Said(sentence, sheet=sheet.name))


def _read_sheet(ledger: Ledger, sheet: Sheet, header: Header, profile: Profile) -> None:
    method = _method(sheet, header)
    title = " ".join(text(cell) for row in sheet.rows[: header.rows[0] - 1] for cell in row if text(cell))
    ledger.sheets.append(LedgerSheet(sheet.name, method, header, title))
    reader = RowReader(sheet.name, header.columns, method, profile)
    filled = sheet.filled(header.first_data_row)
    for number in range(header.first_data_row, len(sheet.rows) + 1):
        why = why_skipped(sheet.rows[number - 1], header, sheet)
        if why is not None:
            ledger.skipped.append(SkippedRow(sheet.name, number, why))
            continue
        ledger.rows.append(reader.read(number, filled[number - 1]))
    ledger.findings.extend(reader.findings)


def _method(sheet: Sheet, header: Header) -> Method:
    method = Method.LEC if {"E", "C"} & set(header.columns) else Method.LS
    missing = [columns.FIELD_WORDS[name] for name in columns.REQUIRED[method] if name not in header.columns]
    if missing:
        raise UnreadableWorkbook(
            _("工作表“%(sheet)s”第 %(row)s 行的表头缺少：%(columns)s。请补上这些列再上传。"),
            code="COLUMNS_MISSING",
            sheet=sheet.name,
            row=header.rows[-1],
            columns="、".join(missing),
        )
    return method
