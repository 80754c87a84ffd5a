"""Where bugs are planted one after another: a worktree of HEAD, and processes that have the libraries read already."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import pytest

from tests.plant.bug import Bug

ROOT = Path(__file__).resolve().parents[2]
OURS = ("tests", "service", "mobile_api", "admin_ui", "scripts", "wsgi", "migrations")
DEAR = ("worlds", "slow", "jobs", "browser", "torture")
LINKS = (".venv", "node_modules")
LIBRARIES = "import sys, wsgi; print(*sys.modules)"
_worktrees = Lock()  # git makes one at a time
_nursery = multiprocessing.get_context("forkserver")


class Run(NamedTuple):
    """What became of a run of pytest: how it ended, the tests that were red, and the last it wrote."""

    code: int
    red: list[str]
    words: str


class Asked(NamedTuple):
    """What pytest is asked to do: tests, by file, item or room, in this order, and what is dear last.

    cheap   leaves out what is dear
    past    files whose cheap tests have been done
    """

    tests: Sequence[str]
    options: Sequence[str] = ()
    cheap: bool = False
    past: Sequence[str] = ()
    longest_s: float = 900


class Ground:
    """A worktree. What is compiled in it stays, so every bug pays for its own file alone."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._moment = 0

    @contextmanager
    def planted(self, bug: Bug) -> Iterator[None]:
        """Let a bug stand. Compiled files go by the time of their source: none is that of another."""
        file = self.root / bug.file
        before, at = file.read_bytes(), file.stat().st_mtime_ns
        bug.plant(self.root)
        self._moment += 10**9
        os.utime(file, ns=(self._moment, self._moment))
        try:
            yield
        finally:
            file.write_bytes(before)
            os.utime(file, ns=(at, at))

    def run(self, named: dict[str, str], asked: Asked) -> Run:
        """Let pytest run here in a process of its own."""
        log = self.root.parent / "log"
        log.with_suffix(".json").unlink(missing_ok=True)
        process = _nursery.Process(target=_pytest, args=(self.root, named, asked, log))
        process.start()
        process.join(asked.longest_s)
        if process.exitcode is None:
            os.killpg(process.pid or 0, signal.SIGKILL)
            process.join()
            return Run(-1, [], "it did not end in time")
        red = log.with_suffix(".json")
        words = log.read_text(errors="replace")[-300:]
        return Run(process.exitcode, json.loads(red.read_text()) if red.exists() else [], words)


@contextmanager
def ground() -> Iterator[Ground]:
    """Give a worktree of HEAD, gone at the end."""
    directory = Path(tempfile.mkdtemp(prefix="plant-"))
    root = directory / "tree"
    try:
        with _worktrees:
            _git("worktree", "add", "--detach", "--quiet", str(root), "HEAD")
        for name in LINKS:
            if (ROOT / name).exists():
                (root / name).symlink_to((ROOT / name).resolve())
        yield Ground(root)
    finally:
        with _worktrees:
            _git("worktree", "remove", "--force", str(root))
        shutil.rmtree(directory, ignore_errors=True)


def read_libraries() -> None:
    """Let all processes that are born from now on begin with the libraries that the product imports."""
    done = subprocess.run([sys.executable, "-c", LIBRARIES], cwd=ROOT, capture_output=True, check=True)
    names = done.stdout.decode().split()
    _nursery.set_forkserver_preload([name for name in names if name.partition(".")[0] not in OURS])


class _Nearest:
    """A plugin of pytest that puts the tests in order, and remembers which were red."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.names: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        seconds, asked = json.loads((Path("tests") / "seconds.json").read_text()), self.asked

        def place(item: pytest.Item) -> tuple[bool, int, float]:
            file = item.nodeid.partition("::")[0]
            named = asked.tests.index(file) if file in asked.tests else len(asked.tests)
            return _is_dear(item), named, seconds.get(file, 1.0)

        items[:] = sorted(filter(self._is_wanted, items), key=place)

    def _is_wanted(self, item: pytest.Item) -> bool:
        named = item.nodeid.partition("[")[0] in self.asked.tests
        if _is_dear(item) and not named:
            return not self.asked.cheap
        return item.nodeid.partition("::")[0] not in self.asked.past

    def pytest_runtest_logreport(self, report: object) -> None:
        self._look(report)

    def pytest_collectreport(self, report: object) -> None:
        self._look(report)

    def _look(self, report: object) -> None:
        if getattr(report, "failed", False):
            self.names.append(str(getattr(report, "nodeid", "")))


def _is_dear(item: pytest.Item) -> bool:
    return any(map(item.get_closest_marker, DEAR))


def _pytest(root: Path, named: dict[str, str], asked: Asked, log: Path) -> None:
    os.setsid()
    os.chdir(root)
    os.environ.update(named)
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""
    sys.dont_write_bytecode = False
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    sys.path[:] = [str(root), *(path for path in sys.path if Path(path).resolve() != ROOT)]
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    red = _Nearest(asked)
    code = pytest.main(["--tb=no", "-p", "no:cacheprovider", *asked.options, *asked.tests], plugins=[red])
    log.with_suffix(".json").write_text(json.dumps(red.names))
    sys.stdout.flush()
    os._exit(code)  # a thread that a bug left behind is not waited for


def _git(*words: str) -> None:
    for _attempt in range(5):
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True)
        if done.returncode == 0:
            return
        time.sleep(1)  # another process of git holds its lock
    done.check_returncode()
