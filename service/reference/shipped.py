"""Reads the data files that come with the product into rows of the tables. Touches no database."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, NotRequired, TypedDict

from service.core.db.tables import Base
from service.reference.models import (
    Area,
    Basis,
    BasisCitation,
    BasisTrade,
    CalendarDay,
    CalendarYear,
    Criterion,
    DocumentTemplate,
    Industry,
    RuleProfile,
)
from service.reference.rules import AreaLevel, CitationRole, Confidence, IndustryLevel
from service.reference.working_days import DayKind

DATA = Path(__file__).parent / "data"
CALENDAR_SOURCE = "国务院办公厅节假日安排通知"
NAMELESS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}  # say nothing in a full name

Tables = list[Sequence[Base]]  # the rows of each, parents first


class Dated(TypedDict):
    effective_from: str
    effective_to: NotRequired[str | None]


class Standard(Dated):
    code: str
    title: str
    version: str
    document_no: str
    source: str
    verified: bool


class CriterionEntry(TypedDict):
    code: str
    standard: str
    article: str
    item: int
    sector: str
    sector_zh: str
    zh: str
    en: str


class CriteriaFile(TypedDict):
    standards: list[Standard]
    criteria: list[CriterionEntry]


class ClauseEntry(TypedDict):
    law_code: str
    version: str
    article: int
    paragraph: int
    item: int | None
    label: str


class BasisEntry(TypedDict):
    code: str
    group_zh: str
    topic_zh: str
    topic_en: str
    fact_template_zh: str
    violated: list[ClauseEntry]
    penalty: list[ClauseEntry]
    trade: list[str]
    authority: str
    authority_zh: str
    confidence: str
    major_hazard: str | None
    review: str | None


class Term(NamedTuple):
    """From which day on something is in force, and its last day."""

    effective_from: date
    effective_to: date | None


def read(name: str) -> Tables:
    """Return the rows of a data file, table by table, parents first."""
    return READERS[name](DATA / name)


def digest(name: str) -> str:
    return sha256((DATA / name).read_bytes()).hexdigest()


def areas(file: Path) -> Tables:
    rows: dict[str, Area] = {}
    for line in sorted(lines(file), key=lambda line: LEVELS.index(AreaLevel(line["level"]))):
        above, own = rows.get(line["parent_code"]), "" if line["name"] in NAMELESS else line["name"]
        facts = {
            "level": AreaLevel(line["level"]),
            "parent_code": line["parent_code"] or None,
            "full_name": (above.full_name if above else "") + own,
            "retired_on": None,
        }
        rows[line["code"]] = Area(**{**line, **facts})
    return [list(rows.values())]


LEVELS = tuple(AreaLevel)


def industries(file: Path) -> Tables:
    rows = [
        Industry(
            code=line["code"],
            name=line["name"],
            level=IndustryLevel(line["level"]),
            parent_code=line["parent_code"] or None,
            sector=line["sector"],
            verified=False,
        )
        for line in sorted(lines(file), key=lambda line: (len(line["code"]), line["code"]))
    ]
    return [rows]


def calendar(file: Path) -> Tables:
    own = {"source": CALENDAR_SOURCE, "version": 0}
    days = [
        CalendarDay(day=date.fromisoformat(line["day"]), kind=DayKind(line["kind"]), name=line["name"], **own)
        for line in lines(file)
    ]
    return [[CalendarYear(year=year, **own) for year in sorted({row.day.year for row in days})], days]


def criteria(file: Path) -> Tables:
    content: CriteriaFile = document(file)
    standards = {standard["code"]: standard for standard in content["standards"]}
    return [[criterion(entry, standards[entry["standard"]]) for entry in content["criteria"]]]


def criterion(entry: CriterionEntry, standard: Standard) -> Criterion:
    return Criterion(
        code=entry["code"],
        version=standard["version"],
        standard=entry["standard"],
        standard_title=standard["title"],
        document_no=standard["document_no"],
        article=entry["article"],
        item=entry["item"],
        sector=entry["sector"],
        sector_name=entry["sector_zh"],
        text=entry["zh"],
        text_en=entry["en"],
        source=standard["source"],
        verified=standard["verified"],
        **term(standard)._asdict(),
    )


def bases(file: Path) -> Tables:
    content: list[BasisEntry] = document(file)
    trades = [
        BasisTrade(basis_code=entry["code"], trade=trade) for entry in content for trade in entry["trade"]
    ]
    return [
        [basis(entry) for entry in content],
        trades,
        [row for entry in content for row in citations(entry)],
    ]


def basis(entry: BasisEntry) -> Basis:
    return Basis(
        code=entry["code"],
        group_name=entry["group_zh"],
        topic=entry["topic_zh"],
        topic_en=entry["topic_en"],
        fact_template=entry["fact_template_zh"],
        authority=entry["authority"],
        authority_name=entry["authority_zh"],
        confidence=Confidence(entry["confidence"]),
        criterion_code=entry["major_hazard"],
        review=entry["review"],
    )


def citations(entry: BasisEntry) -> Iterable[BasisCitation]:
    for role, clauses in (
        (CitationRole.VIOLATED, entry["violated"]),
        (CitationRole.PENALTY, entry["penalty"]),
    ):
        for position, clause in enumerate(clauses, start=1):
            place = {**clause, "item": clause["item"] or 0}
            yield BasisCitation(basis_code=entry["code"], role=role, position=position, **place)


def profiles(file: Path) -> Tables:
    content: list[Dated] = document(file)
    return [[RuleProfile(**{**entry, **term(entry)._asdict()}) for entry in content]]


def templates(file: Path) -> Tables:
    content: list[Dated] = document(file)
    return [[DocumentTemplate(**{**entry, **term(entry)._asdict()}) for entry in content]]


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def document(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def term(entry: Dated) -> Term:
    ends = entry.get("effective_to")
    return Term(date.fromisoformat(entry["effective_from"]), date.fromisoformat(ends) if ends else None)


READERS: dict[str, Callable[[Path], Tables]] = {
    "areas.csv": areas,
    "industries.csv": industries,
    "calendar.csv": calendar,
    "criteria.json": criteria,
    "bases.json": bases,
    "profiles.json": profiles,
    "document_templates.json": templates,
}
