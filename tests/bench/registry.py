"""What `make bench` measures: each module of `rows` names its own in ROWS."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal, NamedTuple

from tests.bench import rows


class Round(NamedTuple):
    """The limit and ours, measured one after the other; None where there is no limit, only a goal."""

    limit: float | None
    ours: float


@dataclass(frozen=True)
class Row:
    """A workload: `more` is better where ours should reach a part of the limit (or a figure), `less` where it may
    cost so many times the limit (or so much).
    """

    name: str  # as ONLY= names it, or the part before its first full stop
    title: str
    unit: str
    goal: float | None
    better: Literal["more", "less"]
    measure: Callable[[Any], Iterable[Round]]

    @property
    def workload(self) -> str:
        return self.name.split(".")[0]

    def figures(self, rounds: Sequence[Round]) -> dict[str, Any]:
        """Return what is printed of the rounds."""
        limits = [one.limit for one in rounds if one.limit is not None]
        ours = [one.ours for one in rounds]
        ratios = [self._ratio(one.limit, one.ours) for one in rounds if one.limit is not None]
        judged = ratios or ours
        middle = median(judged)
        met = (
            None
            if self.goal is None
            else middle >= self.goal
            if self.better == "more"
            else middle <= self.goal
        )
        return {
            "row": self.name,
            "unit": self.unit,
            "limit": _short(median(limits)) if limits else None,
            "ours": _short(median(ours)),
            "ratio": _short(median(ratios)) if ratios else None,
            "goal": self.goal,
            "better": self.better,
            "met": met,
            "spread": [_short(min(judged)), _short(max(judged))],
            "rounds": len(rounds),
        }

    def _ratio(self, limit: float, ours: float) -> float:
        return limit / ours if self.better == "more" else ours / limit


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def wanted(only: str) -> list[Row]:
    """Return the rows that a list of names asks for, all where it is empty; `W8` names `W8.phone` too."""
    names = {name.strip() for name in only.split(",") if name.strip()}
    known = list(_rows())
    chosen = [row for row in known if not names or names & {row.name, row.workload}]
    missing = names - {name for row in known for name in (row.name, row.workload)}
    if missing:
        raise SystemExit(
            f"no row {', '.join(sorted(missing))}; there are {', '.join(row.name for row in known)}"
        )
    return chosen


def _rows() -> Iterator[Row]:
    for found in pkgutil.iter_modules(rows.__path__):
        yield from importlib.import_module(f"{rows.__name__}.{found.name}").ROWS
