"""A roster on its way into the enterprises."""

from collections.abc import Sequence
from functools import cache

from service.core.acts.problems import Message, _
from service.enterprises import queries
from service.enterprises.entries import FACTS, PlantEntry
from service.exchange.findings import Finding, Severity
from service.exchange.parsed_files import ParsedFile
from service.exchange.roster import Registers, RosterRow, read_roster
from service.exchange.workbook import read_sheets
from service.reference.queries import areas as area_queries
from service.reference.queries import industries


def read(content: bytes) -> ParsedFile:
    """Read a roster. Raises UnreadableWorkbook."""
    registers = Registers(county_of=cache(_county_of), sector_of=cache(_sector_of))
    roster = read_roster(read_sheets(content), registers)
    accepted = roster.accepted
    return ParsedFile(
        rows=len(roster.rows),
        entries=[_entry(row) for row in accepted],
        findings=[
            *(finding for sheet in roster.titles for finding in sheet.findings()),
            *roster.findings,
            *_staying(accepted),
        ],
        header_rows={sheet: header.rows[-1] for sheet, header in roster.headers.items()},
        titles=roster.titles,
        about={row.place: f"{row.name} {row.credit_code}".strip() for row in roster.rows},
    )


def _county_of(code: str) -> str | None:
    county = area_queries.county_of(code)
    return county.code if county else None


def _sector_of(industry_code: str) -> str | None:
    known = industries.is_known_industry(industry_code)
    return industries.sector_of(industry_code).value if known else None


def _entry(row: RosterRow) -> PlantEntry:
    """State what the row says: an empty cell says nothing, so what is known already stays."""
    stated = {name: value for name in FACTS if (value := getattr(row, name)) != ""}
    return PlantEntry(area_code=row.area_code, sector=row.sector, **stated)


def _staying(rows: Sequence[RosterRow]) -> list[Finding]:
    """Say of which plants the roster names another county than the one they are registered in."""
    areas = queries.areas_by_credit_code([row.credit_code for row in rows])
    sentence = _("这家企业已登记在区划 %(area)s；导入名单不改变企业所属的区县，其余各列已采用。")
    return [
        Finding(*row.place, "AREA_KEPT", Severity.WARNING, "area_code", Message(sentence, area=area))
        for row in rows
        if (area := areas.get(row.credit_code, row.area_code)) != row.area_code
    ]
