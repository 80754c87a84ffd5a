"""All the bugs: realistic, of one line where that can be, none the same as another."""

import json
from pathlib import Path

from tests.plant import books, lives, machine, papers, threats, walls

BUGS = [*lives.BUGS, *papers.BUGS, *books.BUGS, *walls.BUGS, *machine.BUGS, *threats.BUGS]
SEEN = Path(__file__).with_name("seen.json")


def seen_by() -> dict[str, str]:
    """Return the test that saw a bug last, by the bug's name."""
    seen: dict[str, str] = json.loads(SEEN.read_text())
    return seen
