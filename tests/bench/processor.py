"""What processes have had of the processor, in nanoseconds: a tick of the kernel's own figures is ten milliseconds."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
SCHEDULED = 2  # the kernel's name of the clock that the scheduler keeps, threads that ended included


def taken_s(pid: int) -> float:
    """Return the seconds of a process and all below it; of those that have ended only ticks are known."""
    return sum(_own_s(one) + ended for one, ended in _tree(pid))


def _own_s(pid: int) -> float:
    try:
        return time.clock_gettime_ns((~pid << 3) | SCHEDULED) / 1e9
    except OSError:  # it has ended meanwhile
        return 0.0


def _tree(pid: int) -> Iterator[tuple[int, float]]:
    """Yield each process from `pid` down, with the seconds of its children that have ended."""
    below: dict[int, list[tuple[int, float]]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        ended = (int(fields[13]) + int(fields[14])) / TICKS_PER_S
        one = int(stat.parent.name), ended
        below.setdefault(int(fields[1]), []).append(one)
        if one[0] == pid:
            yield one
    waiting = [pid]
    while waiting:
        for one in below.get(waiting.pop(), []):
            yield one
            waiting.append(one[0])
