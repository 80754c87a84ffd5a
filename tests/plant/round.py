"""A bug in a fresh worktree, and what the tests say of it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from tests import templates
from tests.plant.bug import Bug

ROOT = Path(__file__).resolve().parents[2]
LINKS = (".venv", "node_modules")
LONGEST_S, LONGEST_WHOLE_S = 900, 2 * 3600
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+\.py(?:::.+?)?)(?: - .*)?$", re.M)
WHOLE = ("tests",)
KNOWS = "tests/test_plant.py"  # sees each bug because it is planted
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


def outcome(
    bug: Bug, tests: Sequence[str] = (), workers: str = "0", ignored: Collection[str] = ()
) -> Outcome:
    """Plant a bug and run its tests, or others, until the first that goes red."""
    wanted = tests or bug.tests
    options = ["-x", "-n", workers, f"--ignore={KNOWS}", *(f"--deselect={one}" for one in ignored)]
    with worktree() as root:
        bug.plant(root)
        # A database of the bug's own would take the place of one that other runs begin in.
        own = {"XDG_CACHE_HOME": str(root.parent)} if bug.file.startswith(templates.MAKE_IT) else {}
        longest_s = LONGEST_WHOLE_S if tests else LONGEST_S
        code, words = _run(root, {"TEST_DATABASE": bug.database, **own}, [*options, *wanted], longest_s)
    red = FAILED.search(words)
    if code == 0 or (code in (1, 2) and red):
        return Outcome(bug, red[1] if code and red else "")
    return Outcome(bug, "", f"pytest ended with {code}: {words[-300:]}")


def red_without(found: Sequence[Outcome]) -> set[str]:
    """Return which of the tests that went red are red without any bug too: they say nothing."""
    red = set()
    for database in sorted({one.bug.database for one in found}):
        tests = sorted({one.seen_by for one in found if one.seen_by and one.bug.database == database})
        if tests:
            with worktree() as root:
                _code, words = _run(root, {"TEST_DATABASE": database}, ["-n", "0", *tests], LONGEST_WHOLE_S)
            red |= set(FAILED.findall(words))
    return red


def _run(root: Path, named: dict[str, str], options: Sequence[str], longest_s: int) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-rfE", "--tb=no", "-p", "no:cacheprovider", *options]
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env=os.environ | {"COLUMNS": "400"} | named,
            capture_output=True,
            text=True,
            timeout=longest_s,
        )
    except subprocess.TimeoutExpired:
        return -1, "it did not end in time"
    return done.returncode, done.stdout + done.stderr


def _git(*words: str) -> None:
    subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True)
