"""Each life cycle of the product is the one written by hand, to the last role."""

import re
from pathlib import Path
from typing import Any

import pytest

from service.core.workflow import LifeCycle
from service.enforcement.rules import ORDER, REINSPECTION, VISIT
from service.hazards.rules import LIFE
from tests.builders import golden_lives

PAIRS = {
    "hazard": (LIFE, golden_lives.HAZARD, 45),
    "visit": (VISIT, golden_lives.VISIT, 25),
    "order": (ORDER, golden_lives.ORDER, 18),
    "reinspection": (REINSPECTION, golden_lives.REINSPECTION, 7),
}


def rows(life: LifeCycle[Any]) -> set[str]:
    return {
        " ".join((step.before, step.verb, step.after, *sorted(map(str, step.who))))
        for step in life.steps.values()
    }


@pytest.mark.parametrize("name", PAIRS)
def test_a_life_is_the_one_of_the_trade(name: str) -> None:
    product, trade, steps = PAIRS[name]
    assert rows(product) - rows(trade) == set(), "the product allows it, the trade does not"
    assert rows(trade) - rows(product) == set(), "the trade allows it, the product does not"
    assert len(trade.steps) == steps


def test_no_life_is_left_out() -> None:
    made = re.compile(r"^(\w+) = LifeCycle\($", re.MULTILINE)
    names = [name for file in Path("service").rglob("*.py") for name in made.findall(file.read_text())]
    assert sorted(names) == ["LIFE", "ORDER", "REINSPECTION", "VISIT"]
