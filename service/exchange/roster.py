"""An enterprise roster read from a workbook: one row, one enterprise."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from service.core.acts.problems import Message, _
from service.exchange import roster_columns as columns
from service.exchange.cells import code, date, number, text, words
from service.exchange.findings import FileRow, Finding, Severity
from service.exchange.headers import Header, find_header
from service.exchange.ledger_columns import stated_level
from service.exchange.tables import Table, left_out, require_columns, walk
from service.exchange.titles import SheetTitles, titles_of
from service.exchange.unreadable import UnreadableWorkbook
from service.exchange.workbook import Cell, Sheet
from service.reference import credit_code
from service.reference.former_counties import FormerCounty, former_county

# The mainland's bounding box in degrees, WGS 84: outside of it a coordinate was typed wrongly.
LONGITUDES = (Decimal(73), Decimal(136))
LATITUDES = (Decimal(3), Decimal(54))
MOST_EMPLOYEES = 9_999_999

_CREDIT_CODE_FAULTS = {
    credit_code.WRONG_LENGTH: _(
        "统一社会信用代码“%(value)s”有 %(length)s 位，应为 18 位。请照营业执照改正。"
    ),
    credit_code.WRONG_CHARACTER: _(
        "统一社会信用代码“%(value)s”里有不会出现的字符（没有字母 I、O、S、V、Z）。请照营业执照改正。"
    ),
    credit_code.WRONG_CHECK: _("统一社会信用代码“%(value)s”的校验位不对，可能抄错了一位。请照营业执照改正。"),
}


@dataclass(frozen=True)
class Registers:
    """The look-ups a roster is checked against."""

    county_of: Callable[[str], str | None]
    sector_of: Callable[[str], str | None]
    former: Callable[[str], FormerCounty | None] = former_county

    def county_today(self, area_code: str) -> str | None:
        """Return the county of a code, also of one that was replaced for certain."""
        former = self.former(area_code)
        return self.county_of(area_code) or (former.today if former and former.verified else None)


@dataclass(frozen=True)
class RosterRow(FileRow):
    """Words of choice (size, standardisation) are as written; degrees are WGS 84."""

    name: str
    credit_code: str
    area_code: str  # of the county; as written where there is none
    area_text: str
    town: str
    industry_code: str
    sector: str  # of the industry; empty where it is unknown
    industry_text: str
    legal_representative: str
    size: str
    employees: int | None
    longitude: Decimal | None
    latitude: Decimal | None
    founded_on: datetime.date | None
    stated_level: str  # one of Level, or empty
    standardisation: str
    has_installation: bool | None


@dataclass
class Roster(Table[RosterRow]):
    headers: dict[str, Header] = field(default_factory=dict)
    titles: list[SheetTitles] = field(default_factory=list)


def read_roster(sheets: Sequence[Sheet], registers: Registers) -> Roster:
    """Read every visible sheet that holds a roster. Raises UnreadableWorkbook."""
    roster = Roster()
    checks = RosterChecks(registers, roster.findings)
    for sheet in sheets:
        header = find_header(sheet, columns.COLUMNS)
        if sheet.hidden or header is None or not {"name", "credit_code"} & set(header.columns):
            roster.findings.append(left_out(sheet))
            continue
        require_columns(sheet, header, columns.REQUIRED, columns.FIELD_WORDS)
        roster.headers[sheet.name] = header
        rows = list(walk(sheet, header, roster.skipped))
        roster.titles.append(titles_of(sheet, header, roster.skipped, columns.FIELD_WORDS))
        for at, cells in rows:
            by_field = {name: cells[column] for name, column in header.columns.items() if column < len(cells)}
            row = _read(sheet.name, at, by_field, registers)
            checks.check(row, by_field)
            roster.rows.append(row)
    if not roster.headers:
        raise UnreadableWorkbook(
            _(
                "没有找到企业名单：表头里要有企业名称、统一社会信用代码、行政区划代码、行业代码。请补上表头再上传。"
            ),
            code="ROSTER_NOT_FOUND",
        )
    return roster


def _read(sheet: str, at: int, by_field: Mapping[str, Cell], registers: Registers) -> RosterRow:
    area_code, industry_code = code(by_field.get("area_code", "")), code(by_field.get("industry_code", ""))
    installation = code(by_field.get("has_installation", ""))
    return RosterRow(
        sheet=sheet,
        row=at,
        name=words(by_field.get("name", "")),
        credit_code=credit_code.normalise(text(by_field.get("credit_code", ""))),
        area_code=registers.county_today(area_code) or area_code,
        area_text=words(by_field.get("area_text", "")),
        town=words(by_field.get("town", "")),
        industry_code=industry_code,
        sector=registers.sector_of(industry_code) or "",
        industry_text=words(by_field.get("industry_text", "")),
        legal_representative=words(by_field.get("legal_representative", "")),
        size=words(by_field.get("size", "")),
        employees=_head_count(number(by_field.get("employees", ""))),
        longitude=number(by_field.get("longitude", "")),
        latitude=number(by_field.get("latitude", "")),
        founded_on=date(by_field.get("founded_on", "")),
        stated_level=stated_level(words(by_field.get("stated_level", ""))) or "",
        standardisation=words(by_field.get("standardisation", "")),
        has_installation=installation in columns.YES if installation else None,
    )


def _head_count(value: Decimal | None) -> int | None:
    return int(value) if value is not None and 0 <= value == int(value) <= MOST_EMPLOYEES else None


@dataclass
class RosterChecks:
    registers: Registers
    findings: list[Finding]
    _first_rows: dict[str, tuple[str, int]] = field(default_factory=dict)

    def check(self, row: RosterRow, by_field: Mapping[str, Cell]) -> None:
        if not row.name:
            self._find(row, "NAME_MISSING", "name", _("企业名称没有填。请照营业执照填写全称。"))
        self._check_credit_code(row)
        self._check_area(row, code(by_field.get("area_code", "")))
        if not row.sector:
            sentence = _("行业代码“%(value)s”不在 GB/T 4754 里。请填门类字母加数字，如 C3032。")
            self._find(row, "INDUSTRY_UNKNOWN", "industry_code", sentence, value=row.industry_code)
        self._check_coordinates(row, by_field)
        self._flag_unread(row, by_field)

    def _check_area(self, row: RosterRow, written: str) -> None:
        former = None if self.registers.county_of(written) else self.registers.former(written)
        if former:
            about = {"value": written, "county": former.name, "since": former.since, "today": former.today}
        if former and former.verified:
            sentence = _(
                "行政区划代码“%(value)s”是原%(county)s的，%(since)s 起改为 %(today)s，已按现行代码导入。"
            )
            self._flag(row, "AREA_FORMER", "area_code", sentence, **about)
        elif former:
            sentence = _(
                "行政区划代码“%(value)s”是原%(county)s的，%(since)s 起不再使用，可能是 %(today)s。请核对后填现行代码。"
            )
            self._find(row, "AREA_UNKNOWN", "area_code", sentence, **about)
        elif not self.registers.county_of(row.area_code):
            sentence = _("行政区划代码“%(value)s”不是现行的县级代码。请填六位县（市、区）代码，如 410505。")
            self._find(row, "AREA_UNKNOWN", "area_code", sentence, value=row.area_code)

    def _check_credit_code(self, row: RosterRow) -> None:
        value = row.credit_code
        if not value:
            self._find(row, "USCC_MISSING", "credit_code", _("统一社会信用代码没有填。请照营业执照填写。"))
            return
        for fault in credit_code.check(value).refusals:
            self._find(row, fault, "credit_code", _CREDIT_CODE_FAULTS[fault], value=value, length=len(value))
        sheet, first = self._first_rows.setdefault(value, row.place)
        if (sheet, first) != row.place:
            sentence = _("统一社会信用代码“%(value)s”与工作表“%(sheet)s”第 %(first)s 行重复，以那一行为准。")
            self._find(row, "USCC_DUPLICATE", "credit_code", sentence, value=value, sheet=sheet, first=first)

    def _check_coordinates(self, row: RosterRow, by_field: Mapping[str, Cell]) -> None:
        longitude, latitude = text(by_field.get("longitude", "")), text(by_field.get("latitude", ""))
        if not longitude and not latitude:
            return
        if not (_within(row.longitude, LONGITUDES) and _within(row.latitude, LATITUDES)):
            sentence = _(
                "经纬度“%(longitude)s，%(latitude)s”不在国内（经度 73–136，纬度 3–54）。请改正或留空。"
            )
            self._find(
                row, "COORD_OUT_OF_RANGE", "longitude", sentence, longitude=longitude, latitude=latitude
            )

    def _flag_unread(self, row: RosterRow, by_field: Mapping[str, Cell]) -> None:
        """What is not needed to know the enterprise is left empty and pointed out."""
        for name, value, flag in (
            ("employees", row.employees, "NUMBER_INVALID"),
            ("founded_on", row.founded_on, "DATE_INVALID"),
            ("stated_level", row.stated_level or None, "LEVEL_UNKNOWN"),
        ):
            written = words(by_field.get(name, ""))
            if written and value is None:
                sentence = _("%(field)s “%(value)s”无法识别，没有采用。")
                self._flag(row, flag, name, sentence, field=columns.FIELD_WORDS[name], value=written)

    def _find(self, row: RosterRow, flag: str, name: str, sentence: str, **values: object) -> None:
        message = Message(sentence, **values)
        self.findings.append(Finding(*row.place, flag, Severity.ERROR, name, message))

    def _flag(self, row: RosterRow, flag: str, name: str, sentence: str, **values: object) -> None:
        message = Message(sentence, **values)
        self.findings.append(Finding(*row.place, flag, Severity.WARNING, name, message))


def _within(value: Decimal | None, ends: tuple[Decimal, Decimal]) -> bool:
    return value is not None and ends[0] <= value <= ends[1]
