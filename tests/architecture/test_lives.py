"""No life cycle of the product is without its table by hand."""

import re
from pathlib import Path


def test_no_life_is_left_out() -> None:
    made = re.compile(r"^(\w+) = (?:LifeCycle|Verbs)\($", re.MULTILINE)
    names = [name for file in Path("service").rglob("*.py") for name in made.findall(file.read_text())]
    assert sorted(names) == [
        "ORDER",
        "REINSPECTION",
        "VERBS",
        "VISIT",
    ]  # as in tests/builders/golden_lives.py
