"""Reads the data files that come with the product into rows of the tables. Touches no database."""

import csv
import json
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

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

DATA = Path(__file__).parent / "data"
CALENDAR_SOURCE = "国务院办公厅节假日安排通知"
NAMELESS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}  # say nothing in a full name

Row = dict[str, Any]
Tables = list[tuple[type[Base], list[Row]]]


def read(name: str) -> Tables:
    """Return the rows of a data file, table by table, parents first."""
    return READERS[name](DATA / name)


def digest(name: str) -> str:
    return sha256((DATA / name).read_bytes()).hexdigest()


def areas(file: Path) -> Tables:
    rows: dict[str, Row] = {}
    for row in sorted(table(file), key=lambda row: LEVELS.index(row["level"])):
        above = rows.get(row["parent_code"], {"full_name": ""})["full_name"]
        own = "" if row["name"] in NAMELESS else row["name"]
        rows[row["code"]] = row | {
            "parent_code": row["parent_code"] or None,
            "full_name": above + own,
            "retired_on": None,
        }
    return [(Area, list(rows.values()))]


LEVELS = ("province", "prefecture", "county")


def industries(file: Path) -> Tables:
    rows = [row | {"parent_code": row["parent_code"] or None, "verified": False} for row in table(file)]
    return [(Industry, sorted(rows, key=lambda row: (len(row["code"]), row["code"])))]


def calendar(file: Path) -> Tables:
    own = {"source": CALENDAR_SOURCE, "version": 0}
    days = [row | {"day": date.fromisoformat(row["day"])} | own for row in table(file)]
    years = [{"year": year} | own for year in sorted({row["day"].year for row in days})]
    return [(CalendarYear, years), (CalendarDay, days)]


def criteria(file: Path) -> Tables:
    content = document(file)
    standards = {standard["code"]: dated(standard) for standard in content["standards"]}
    return [(Criterion, [criterion(entry, standards[entry["standard"]]) for entry in content["criteria"]])]


def criterion(entry: Row, standard: Row) -> Row:
    own = {name: entry[name] for name in ("code", "article", "item", "sector", "standard")}
    names = ("version", "document_no", "effective_from", "effective_to", "source", "verified")
    return (
        own
        | {name: standard[name] for name in names}
        | {
            "standard_title": standard["title"],
            "sector_name": entry["sector_zh"],
            "text": entry["zh"],
            "text_en": entry["en"],
        }
    )


def bases(file: Path) -> Tables:
    content = document(file)
    return [
        (Basis, [basis(entry) for entry in content]),
        (
            BasisTrade,
            [{"basis_code": entry["code"], "trade": trade} for entry in content for trade in entry["trade"]],
        ),
        (BasisCitation, [row for entry in content for row in citations(entry)]),
    ]


def basis(entry: Row) -> Row:
    return {name: entry[name] for name in ("code", "topic_en", "authority", "confidence", "review")} | {
        "group_name": entry["group_zh"],
        "topic": entry["topic_zh"],
        "fact_template": entry["fact_template_zh"],
        "authority_name": entry["authority_zh"],
        "criterion_code": entry["major_hazard"],
    }


def citations(entry: Row) -> Iterable[Row]:
    for role in ("violated", "penalty"):
        for position, clause in enumerate(entry[role], start=1):
            yield clause | {
                "basis_code": entry["code"],
                "role": role,
                "position": position,
                "item": clause["item"] or 0,
            }


def profiles(file: Path) -> Tables:
    return [(RuleProfile, [dated(entry) for entry in document(file)])]


def templates(file: Path) -> Tables:
    return [(DocumentTemplate, [dated(entry) for entry in document(file)])]


def table(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def document(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def dated(entry: Row) -> Row:
    ends = entry.get("effective_to")
    return entry | {
        "effective_from": date.fromisoformat(entry["effective_from"]),
        "effective_to": date.fromisoformat(ends) if ends else None,
    }


READERS: dict[str, Callable[[Path], Tables]] = {
    "areas.csv": areas,
    "industries.csv": industries,
    "calendar.csv": calendar,
    "criteria.json": criteria,
    "bases.json": bases,
    "profiles.json": profiles,
    "document_templates.json": templates,
}
