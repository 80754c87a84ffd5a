"""TODAY: the moment at which a run of the tests begins; its clock goes on from there, and that of its children.

The product never reads it. The leading process reckons how far ahead the clock is, once for all processes of
the run; a Python that a test starts hears of it by `tests/children/sitecustomize.py`.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.core import clock

ROOT = Path(__file__).resolve().parent.parent
AHEAD = "TEST_CLOCK_AHEAD_S"
EXAMPLE = "TODAY=2026-12-31T23:59+08:00"


class NotAMoment(ValueError):
    """The message says what to write."""


def moment(words: str) -> datetime:
    """Read what TODAY says: a day, a time, and a zone."""
    try:
        read = datetime.fromisoformat(words)
    except ValueError as wrong:
        raise NotAMoment(f"TODAY={words} is no moment; write it like {EXAMPLE}") from wrong
    if read.tzinfo is None:
        raise NotAMoment(f"TODAY={words} names no zone; write it like {EXAMPLE}")
    return read


def begin() -> None:
    """Set the clock of this process, and of those it starts, to where TODAY has it."""
    if words := os.environ.get("TODAY"):
        if AHEAD not in os.environ:
            os.environ[AHEAD] = str((moment(words) - datetime.now(UTC)).total_seconds())
            path = (str(ROOT / "tests" / "children"), os.environ.get("PYTHONPATH", ""))
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, path))
        clock.set_ahead(timedelta(seconds=float(os.environ[AHEAD])))


if __name__ == "__main__":
    try:
        moment(os.environ["TODAY"])
    except NotAMoment as wrong:
        sys.exit(str(wrong))
