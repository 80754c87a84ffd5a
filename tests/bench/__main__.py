"""`make bench`: what a workload costs beside the least it could cost, both measured in this run, in turns.

    ONLY=W1,W8  these rows alone   JSON=1  one object a row   SIZE=hundredth|tenth|full  of the world
    ROUNDS=5    of each row        BENCH_DIR=  where worlds are kept

Ratios are of processor time, of the web processes and of PostgreSQL: who else runs on this machine moves it little.
"""

import json
import os
from contextlib import ExitStack
from itertools import groupby
from typing import Any

from tests.bench.bench import Bench
from tests.bench.registry import Row, wanted
from tests.bench.store import SHARES


def main() -> None:
    os.environ["TEST_DATABASE"] = "postgres"
    chosen = wanted(os.environ.get("ONLY", ""))
    size = os.environ.get("SIZE") or "tenth"
    if size not in SHARES:
        raise SystemExit(f"SIZE={size}: there are {', '.join(SHARES)}")
    as_json = os.environ.get("JSON") == "1"
    with ExitStack() as stack:
        bench = Bench(stack, int(os.environ.get("ROUNDS") or 5), size)
        if not as_json:
            print(LINE.format("row", "limit", "ours", "ratio", "goal", "spread", "unit"), flush=True)
        for _workload, rows in groupby(chosen, key=lambda row: row.workload):
            with bench.workload():
                for row in rows:
                    figures = row.figures(list(row.measure(bench)))
                    print(json.dumps(figures) if as_json else told(row, figures), flush=True)


LINE = "{:<16}{:>10}{:>10}{:>9}{:>8}  {:<18}{}"


def told(row: Row, figures: dict[str, Any]) -> str:
    """Return a line of the table."""
    low, high = figures["spread"]
    verdict = {True: "met", False: "MISSED", None: "no goal is set"}[figures["met"]]
    cells = [
        figures[name] if figures[name] is not None else "–" for name in ("limit", "ours", "ratio", "goal")
    ]
    return LINE.format(row.name, *cells, f"{low} to {high}", f"{row.unit}: {row.title}; {verdict}")


if __name__ == "__main__":
    main()
