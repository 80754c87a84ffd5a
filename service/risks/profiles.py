"""A grading profile: the scales, and which score makes which level. Data with a version and a source."""

from collections.abc import Mapping
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
        return cls(
            code=data["code"],
            version=data["version"],
            scales={method: _scales(method, data["body"][method.value]) for method in Method},
            bands={method: _bands(data["body"][method.value]) for method in Method},
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


def _scales(method: Method, table: Mapping[str, Any]) -> dict[str, Scale]:
    return {
        factor: Scale(
            steps=tuple(map(Decimal, table[_SCALE_NAMES[factor]])),
            variants=tuple(map(Decimal, table.get(f"{_SCALE_NAMES[factor]}_variants", ()))),
        )
        for factor in method.factors
    }


def _bands(table: Mapping[str, Any]) -> tuple[Band, ...]:
    return tuple(
        Band(
            level=Level(band["level"]),
            bound=Decimal(band["at_least"] if "at_least" in band else band["above"]),
            inclusive="at_least" in band,
            inner_grade=band.get("inner_grade"),
        )
        for band in table["bands"]
    )
