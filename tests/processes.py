"""The processes that a test starts: who descends from them, and that none of them stays."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests import costs

PATIENCE_S = 20


def family(oldest: int) -> dict[int, str]:
    """Return a process and all who descend from it, with their commands."""
    rows = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            rows.append(
                (int(process.name), int(parent), (process / "cmdline").read_text().replace("\0", " "))
            )
    found: dict[int, str] = {}
    new = {pid: command for pid, _parent, command in rows if pid == oldest}
    while new:
        found |= new
        new = {pid: command for pid, parent, command in rows if parent in new}
    return found


def spent_by(oldest: int) -> float:
    """Return the CPU seconds of a process and all who descend from it, the dead too."""
    spent = 0.0
    for pid in family(oldest):
        with suppress(OSError):  # gone meanwhile
            spent += costs.spent_by(pid)
    return spent


def runs(pid: int) -> bool:
    """Tell whether a process is there, and not only waits to be taken note of."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def end(children: Iterable["subprocess.Popen[Any]"], patience_s: float = PATIENCE_S) -> list[Any]:
    """Ask all to end; kill who does not, with all who descend from him. Return the commands of those killed."""
    children = list(children)
    for child in children:
        if child.poll() is None:
            child.terminate()
    latest, killed = time.monotonic() + patience_s, []
    for child in children:
        try:
            child.wait(timeout=max(0.0, latest - time.monotonic()))
        except subprocess.TimeoutExpired:
            killed.append(child.args)
            members = family(child.pid)
            for pid in members:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            child.wait()
            while any(map(runs, members)):
                time.sleep(0.01)
    return killed
