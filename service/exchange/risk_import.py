"""A risk ledger on its way into a plant's register."""

import re
from dataclasses import asdict, replace
from uuid import UUID

from service.core.acts.contents import values_of
from service.core.acts.problems import Message, _
from service.exchange.findings import Finding, Severity
from service.exchange.ledger_rows import RiskRow
from service.exchange.parsed_files import ParsedFile
from service.exchange.risk_ledger import Ledger, LedgerSheet, read_ledger
from service.exchange.workbook import read_sheets
from service.reference.queries import rulebook
from service.risks import queries
from service.risks.entries import OPTIONAL, EventEntry, UnitEntry
from service.risks.profiles import Profile
from service.risks.rules import Level

PROFILE = "SD_DB37"
_COMPANY = re.compile(r"[\w（）()·]{2,40}?(?:公司|集团|加油站|合作社|[厂矿场店])")


def grading() -> Profile:
    """Return the profile that registers are graded under, in the version in force today."""
    profile = rulebook.profile("grading", PROFILE)
    return Profile.from_dict({"code": profile.code, "version": profile.version, "body": profile.body})


def read(content: bytes, plant_name: str, profile: Profile) -> ParsedFile:
    """Read a risk ledger. Raises UnreadableWorkbook."""
    ledger = read_ledger(read_sheets(content), profile)
    return ParsedFile(
        rows=len(ledger.rows),
        entries=_entries(ledger, profile),
        findings=[
            *(finding for sheet in ledger.sheets for finding in sheet.titles.findings()),
            *ledger.findings,
        ],
        header_rows={sheet.name: sheet.header.rows[-1] for sheet in ledger.sheets},
        notes=(others := [note for sheet in ledger.sheets for note in _others(sheet, plant_name)]),
        others=others,
        titles=[sheet.titles for sheet in ledger.sheets],
        about={row.place: _about(row) for row in ledger.rows},
        places=[row.place for row in ledger.accepted],
    )


def with_held(enterprise_id: UUID, book: ParsedFile) -> ParsedFile:
    """Return a ledger that also warns at the rows which would lower a major unit: a second person confirms that."""
    rows: dict[tuple[str, str, str], dict[str, tuple[Level, tuple[str, int]]]] = {}
    for entry, place in zip(book.entries, book.places, strict=True):
        rows.setdefault(entry.unit.key, {})[entry.key] = entry.level, place
    lowered = []
    for unit, major in queries.major_events(enterprise_id).items():
        stated = rows.get(unit, {})
        if major <= set(stated) and all(level is not Level.MAJOR for level, _place in stated.values()):
            lowered += [stated[key] for key in major]
    warned = [_held(level, place) for level, place in sorted(lowered, key=lambda pair: pair[1])]
    return replace(book, findings=[*book.findings, *warned])


def _held(level: Level, place: tuple[str, int]) -> Finding:
    sentence = _(
        "这一行把重大风险评为%(level)s：风险点仍为重大风险，请另一位管理人员在风险点页面核对后确认降级"
    )
    return Finding(
        *place, "LEVEL_HELD", Severity.WARNING, "level", Message(sentence, level=Message(level.word))
    )


def _entries(ledger: Ledger, profile: Profile) -> list[EventEntry]:
    sheets = {sheet.name: sheet for sheet in ledger.sheets}
    units: dict[tuple[str, str, str], UnitEntry] = {}
    for row in ledger.accepted:
        units.setdefault(row.unit_key, _unit(row, sheets[row.sheet]))
    return [_entry(row, units[row.unit_key], profile) for row in ledger.accepted]


def _unit(row: RiskRow, sheet: LedgerSheet) -> UnitEntry:
    """Take the unit as its first row says: the rows below may not contradict it."""
    return UnitEntry(
        sheet=row.sheet,
        number=row.unit_no,
        name=row.unit_name,
        object_name=row.object_name,
        kind=row.unit_kind,
        moves="object" in sheet.fields,
    )


def _entry(row: RiskRow, unit: UnitEntry, profile: Profile) -> EventEntry:
    """State what the row says: an empty cell says nothing, so what is known already stays."""
    if row.assessment is None:
        raise ValueError(f"row {row.row} of {row.sheet} is not graded")
    return EventEntry(
        unit=unit,
        accident_types=[kind.value for kind in row.accident_types],
        factors={factor: str(value) for factor, value in row.factors.items()},
        profile=profile.code,
        profile_version=profile.version,
        **values_of(row, ("step", "hazard_source", "accident_text", "measures", "method", *OPTIONAL)),
        **asdict(row.assessment),
    )


def _about(row: RiskRow) -> str:
    """Name a row as a person knows it again: its point, its event, the values it was given."""
    names = [f"{row.unit_no} {row.unit_name}".strip(), row.step, row.hazard_source]
    values = "，".join(f"{name}={value if value is not None else '—'}" for name, value in row.factors.items())
    return f"{' · '.join(name for name in names if name)}（{values}）"


def _others(sheet: LedgerSheet, plant_name: str) -> list[Message]:
    """Say that a title names another company than the one plant that all sheets go into."""
    named = _COMPANY.search(sheet.title)
    if named is None or plant_name in sheet.title:
        return []
    sentence = _("工作表“%(sheet)s”的标题写的是“%(named)s”，不是“%(plant)s”。")
    return [Message(sentence, sheet=sheet.name, named=named[0], plant=plant_name)]
