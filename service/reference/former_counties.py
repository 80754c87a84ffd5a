"""County codes of GB/T 2260 that were replaced since 2010, and the code that each leads to today.

Source: 民政部《中华人民共和国县以上行政区划变更情况》of each year; the former names are those of GB/T 2260 as it stood.
`verified` is 0 where a part of the county may have gone elsewhere: such a code leads nowhere by itself.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "former_counties.csv"


@dataclass(frozen=True)
class FormerCounty:
    """`since` is the year, or year and month, of the change."""

    code: str
    name: str
    today: str
    since: str
    verified: bool


def former_county(code: str) -> FormerCounty | None:
    """Return what a county, town (9 digits) or village (12) code of former days stood for."""
    return _by_code().get(code[:6]) if len(code) in (6, 9, 12) else None


@cache
def _by_code() -> dict[str, FormerCounty]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: FormerCounty(
                row["code"], row["name"], row["today"], row["since"], row["verified"] == "1"
            )
            for row in csv.DictReader(file)
        }
