"""A grading profile: the scales, and which score makes which level. Data with a version and a source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from service.risks.rules import Level, Method, lec_score, ls_score

_SCALE_NAMES = {"L": "likelihood", "S": "severity", "E": "exposure", "C": "consequence"}


class OffScale(ValueError):
    """A factor that is not a step of its printed scale; nothing is rounded to the nearest one."""

    def __init__(self, factor: str, value: Decimal) -> None:
        super().__init__(f"{factor} = {value}")
        self.factor, self.value = factor, value


@dataclass(frozen=True)
class Scale:
    """`variants` are steps of another edition's table: accepted, and pointed out."""

    steps: tuple[Decimal, ...]
    variants: tuple[Decimal, ...] = ()

    def __contains__(self, value: Decimal) -> bool:
        return value in self.steps or value in self.variants


@dataclass(frozen=True)
class Band:
    """A level from its lower end upwards; `inclusive` says whether the end itself belongs to it."""

    level: Level
    bound: Decimal
    inclusive: bool
    inner_grade: str | None

    def reached_by(self, score: Decimal) -> bool:
        return score >= self.bound if self.inclusive else score > self.bound


@dataclass(frozen=True)
class Assessment:
    score: Decimal
    level: Level
    inner_grade: str | None


@dataclass(frozen=True)
class Profile:
    code: str
    version: str
    scales: Mapping[Method, Mapping[str, Scale]]
    bands: Mapping[Method, tuple[Band, ...]]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Profile":
        """Build from a record of kind `grading` in the reference data; its bands stand worst first."""
        tables = {method: data["body"][method.value] for method in Method}
        return cls(
            code=data["code"],
            version=data["version"],
            scales={
                method: {
                    factor: Scale(_figures(table[name]), _figures(table.get(f"{name}_variants", ())))
                    for factor, name in _SCALE_NAMES.items()
                    if factor in method.factors
                }
                for method, table in tables.items()
            },
            bands={
                method: tuple(_band(**band) for band in table["bands"]) for method, table in tables.items()
            },
        )

    def assess(self, method: Method, factors: Mapping[str, Decimal]) -> Assessment:
        """Score and grade. Raises OffScale for the first factor that is not on its scale."""
        values = [factors[factor] for factor in method.factors]
        for factor, value in zip(method.factors, values, strict=True):
            if value not in self.scales[method][factor]:
                raise OffScale(factor, value)
        score = ls_score(*values) if method is Method.LS else lec_score(*values)
        band = next(band for band in self.bands[method] if band.reached_by(score))
        return Assessment(score, band.level, band.inner_grade)


def _figures(texts: Iterable[str]) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))


def _band(level: str, inner_grade: str | None = None, **bound: str) -> Band:
    return Band(
        level=Level(level),
        bound=Decimal(bound["at_least"] if "at_least" in bound else bound["above"]),
        inclusive="at_least" in bound,
        inner_grade=inner_grade,
    )
