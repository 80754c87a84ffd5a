"""Who writes next on SQLite: one at a time, in the order in which they came.

SQLite lets writers that find the file busy sleep and try again: whoever wakes at the right moment is next, and
some sleep for seconds. Here they stand in a line: within a process one after the other, and the first of each
process before two locked files. Who holds `-next` is the first to have `-turn`, so that whoever gives the turn
back does not take it again before others. A process that dies lets go of both.
"""

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path
from weakref import WeakSet

PATIENCE_S = 10.0
LOOK_AGAIN_S = 0.001
LINES: WeakSet["Turns"] = WeakSet()


class TooLong(Exception):
    """The turn did not come within the time that a writer waits."""


class Turns:
    """The line before one database file; None for a database in memory, which has one process."""

    def __init__(self, file: Path | None, patience_s: float = PATIENCE_S) -> None:
        self._file, self._patience_s = file, patience_s
        self._handles: dict[str, int] = {}
        self._door = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._holder: int | None = None  # the thread that writes, or is about to
        LINES.add(self)

    def begin_anew(self) -> None:
        """Begin a line of a child's own: it holds nothing of what its parent does."""
        for handle in self._handles.values():
            os.close(handle)
        self._handles, self._door = {}, threading.Lock()
        self._line, self._holder = deque(), None

    def take(self) -> None:
        """Wait for the turn. Raises TooLong."""
        if self._holder == threading.get_ident():
            raise RuntimeError("a transaction waits for another one of the same thread")
        until = time.monotonic() + self._patience_s
        self._come_first(until)
        try:
            self._lock("next", until)
            try:
                self._lock("turn", until)
            finally:
                self._unlock("next")
        except BaseException:
            self._pass_on()
            raise

    def give_back(self) -> None:
        """Let the next one write; whoever has no turn gives nothing back."""
        if self._holder == threading.get_ident():
            self._unlock("turn")
            self._pass_on()

    def _come_first(self, until: float) -> None:
        own = threading.Lock()
        with self._door:
            if self._holder is None:
                self._holder = threading.get_ident()
                return
            own.acquire()
            self._line.append(own)
        came = own.acquire(timeout=max(until - time.monotonic(), 0))
        with self._door:
            if not came and own in self._line:
                self._line.remove(own)
                raise TooLong
            self._holder = threading.get_ident()  # it may have come at the last moment

    def _pass_on(self) -> None:
        with self._door:
            if self._line:
                self._holder = 0  # of no thread, until the next one wakes
                self._line.popleft().release()
            else:
                self._holder = None

    def _lock(self, name: str, until: float) -> None:
        if self._file is None:
            return
        handle = self._handles.get(name)
        if handle is None:
            path = f"{self._file}-{name}"
            handle = self._handles[name] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > until:
                    raise TooLong from None
                time.sleep(LOOK_AGAIN_S)

    def _unlock(self, name: str) -> None:
        handle = self._handles.get(name)
        if handle is not None:
            fcntl.flock(handle, fcntl.LOCK_UN)


def _in_child() -> None:
    for line in list(LINES):
        line.begin_anew()


os.register_at_fork(after_in_child=_in_child)
