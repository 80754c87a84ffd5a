"""Make service/reference/data/calendar.csv: the holidays and make-up days that the State Council published.

Source: the PyPI package chinesecalendar (a development requirement). When next year's list is out,
raise its version and LAST_YEAR, then run: python scripts/make_calendar.py
"""

import csv
from pathlib import Path

from chinese_calendar.constants import holidays, workdays

FIRST_YEAR, LAST_YEAR = 2020, 2026
TARGET = Path(__file__).parents[1] / "service/reference/data/calendar.csv"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


def main() -> None:
    days = [(day, "holiday", name) for day, name in holidays.items()]
    days += [(day, "makeup", name) for day, name in workdays.items()]
    kept = sorted(row for row in days if FIRST_YEAR <= row[0].year <= LAST_YEAR)
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["day", "kind", "name"])
        writer.writerows((day.isoformat(), kind, NAMES[name]) for day, kind, name in kept)
    print(f"{TARGET.name}: {len(kept)} days")


if __name__ == "__main__":
    main()
