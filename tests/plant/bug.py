"""A bug of one line, and how it is planted."""

from dataclasses import dataclass
from pathlib import Path

SQLITE, POSTGRES = "sqlite", "postgres"


class Misplaced(Exception):
    """The text that a bug replaces does not stand in its file exactly once."""


@dataclass(frozen=True)
class Bug:
    """A change of one file.

    cause   of what kind it is: a suite that misses one misses its like
    before  the text that stands in the file, once; `after` stands there instead
    tests   the files, items or rooms that should see it, the nearest first
    """

    name: str
    cause: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]
    database: str = SQLITE

    def planted(self, text: str) -> str:
        """Return the file with the bug in it."""
        times = text.count(self.before)
        if times != 1:
            raise Misplaced(f"{self.name}: its text stands {times} times in {self.file}")
        return text.replace(self.before, self.after)

    def plant(self, root: Path) -> None:
        file = root / self.file
        file.write_text(self.planted(file.read_text()))
