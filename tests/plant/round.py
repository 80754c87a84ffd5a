"""A bug in a fresh worktree, and what the tests say of it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from tests.plant.bug import Bug

ROOT = Path(__file__).resolve().parents[2]
LINKS = (".venv", "node_modules")
LONGEST_S, LONGEST_WHOLE_S = 900, 2 * 3600
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+\.py(?:::.+?)?)(?: - .*)?$", re.M)
WHOLE = ("tests",)
_worktrees = Lock()  # git makes one at a time


class Outcome(NamedTuple):
    bug: Bug
    seen_by: str  # the test that went red; empty where the bug lives
    fault: str = ""  # why nothing can be said


@contextmanager
def worktree() -> Iterator[Path]:
    """Give a checkout of HEAD of its own."""
    directory = Path(tempfile.mkdtemp(prefix="plant-"))
    root = directory / "tree"
    try:
        with _worktrees:
            _git("worktree", "add", "--detach", "--quiet", str(root), "HEAD")
        for name in LINKS:
            if (ROOT / name).exists():
                (root / name).symlink_to((ROOT / name).resolve())
        yield root
    finally:
        with _worktrees:
            _git("worktree", "remove", "--force", str(root))
        shutil.rmtree(directory, ignore_errors=True)


def outcome(bug: Bug, tests: Sequence[str] = (), workers: str = "0") -> Outcome:
    """Plant a bug and run its tests, or others; a test that is red without the bug says nothing of it."""
    ignored: list[str] = []
    while True:
        with worktree() as root:
            bug.plant(root)
            code, words = _run(root, bug.database, tests or bug.tests, ignored, workers)
        if code == 0:
            return Outcome(bug, "")
        red = FAILED.search(words)
        if code not in (1, 2) or red is None:
            return Outcome(bug, "", f"pytest ended with {code}: {words[-300:]}")
        if _is_red_at_head(red[1], bug.database):
            ignored.append(red[1])
            continue
        return Outcome(bug, red[1])


@cache
def _is_red_at_head(test: str, database: str) -> bool:
    with worktree() as root:
        return _run(root, database, [test], [], "0")[0] != 0


def _run(
    root: Path, database: str, tests: Sequence[str], ignored: Sequence[str], workers: str
) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "--tb=no", "-n", workers]
    command += ["-p", "no:cacheprovider", *(f"--deselect={one}" for one in ignored), *tests]
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env=os.environ | {"TEST_DATABASE": database, "COLUMNS": "400"},
            capture_output=True,
            text=True,
            timeout=LONGEST_WHOLE_S if tuple(tests) == WHOLE else LONGEST_S,
        )
    except subprocess.TimeoutExpired:
        return -1, "it did not end in time"
    return done.returncode, done.stdout + done.stderr


def _git(*words: str) -> None:
    subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True)
