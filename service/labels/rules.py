"""How many labels come at once, how a print goes on, and how long it can be fetched. All figures are our defaults."""

from datetime import timedelta
from enum import StrEnum

AT_ONCE = 50  # labels drawn while the page waits
MOST = 10_000  # labels of one print
PART = 60  # labels drawn in one step, or as many of them as fill sheets: so often the page moves on
KEPT = timedelta(days=7)


class RunState(StrEnum):
    WAITING = "waiting"
    DRAWING = "drawing"
    JOINED = "joined"  # one file stands; its parts are still to be deleted
    DONE = "done"
    REFUSED = "refused"  # no font has a character of a label

    @property
    def is_over(self) -> bool:
        return self in (RunState.DONE, RunState.REFUSED)

    @property
    def is_ready(self) -> bool:
        return self in (RunState.JOINED, RunState.DONE)


def labels_at_once(places: int) -> int:
    """Return how many labels a step draws, so that each sheet of so many places but the last is full."""
    return PART // places * places
