"""`scripts/test`, shards, budgets and the shared data: what a run does, what fails it, and what may be left out."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import costs, shares
from tests.builders.shared import shared
from tests.site import ROOT

FAILS_AT_FIRST = """
from pathlib import Path

def test_it_has_luck():
    tried = Path("tried")
    if not tried.exists():
        tried.touch()
        raise AssertionError
"""
LUCKY = "test_it.py::test_it_has_luck"


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A repository of one test, with the script and the environment of this one, and no PostgreSQL."""
    for directory in ("scripts", "tests"):
        (tmp_path / directory).mkdir()
    shutil.copy(ROOT / "scripts" / "test", tmp_path / "scripts" / "test")
    (tmp_path / "scripts" / "setup").write_text("#!/bin/sh\n")
    (tmp_path / "scripts" / "setup").chmod(0o755)
    (tmp_path / ".venv").symlink_to((ROOT / ".venv").resolve())
    (tmp_path / "pytest.ini").touch()
    return tmp_path


def ran(suite: Path, *words: str) -> tuple[int, list[str]]:
    """Run the script; return its code, and the lines it printed."""
    theirs = ("PYTEST", "TEST_", "TODAY")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(theirs)}
    done = subprocess.run(
        ["scripts/test", *words],
        cwd=suite,
        env=inherited,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.jobs
def test_what_passes_only_at_the_second_try_is_red(suite: Path) -> None:
    (suite / "test_it.py").write_text(FAILS_AT_FIRST)
    code, lines = ran(suite)
    assert (code, lines[-1]) == (1, f"Red: passed only at the second try: {LUCKY} on sqlite")


@pytest.mark.jobs
def test_what_is_listed_as_flaky_is_green_and_said(suite: Path) -> None:
    (suite / "test_it.py").write_text(FAILS_AT_FIRST)
    (suite / "tests" / "flaky.txt").write_text(f"{LUCKY}  # waits for a process\n")
    code, lines = ran(suite)
    assert (code, lines[-2:]) == (0, [f"flaky: {LUCKY} on sqlite", "Green on: sqlite"])


@pytest.mark.jobs
def test_what_fails_twice_is_red_and_what_is_no_shard_is_refused(suite: Path) -> None:
    (suite / "test_it.py").write_text("def test_it():\n    raise AssertionError\n")
    code, lines = ran(suite)
    assert (code, lines[-1]) == (1, "Red on: sqlite")
    assert ran(suite, "--shard", "0/2") == (2, ["0/2 is no shard; write it like 2/3."])


def test_no_proof_may_be_listed_as_flaky_and_what_is_listed_says_why() -> None:
    for line in (ROOT / "tests" / "flaky.txt").read_text().splitlines():
        if "::" in line:
            assert re.search(r"  # \w", line), line
            assert not re.search(r"::test_[af]\d\d", line), line


def test_files_are_dealt_by_their_seconds_and_each_once() -> None:
    seconds = {"a": 60.0, "b": 30.0, "c": 20.0, "d": 10.0}
    assert shares.deal("dcba", seconds, 2) == [{"a"}, {"b", "c", "d"}]
    assert shares.deal(["new", *"abcd"], seconds, 3) == [{"a"}, {"b", "new"}, {"c", "d"}]


@pytest.mark.parametrize("words", ["0/2", "3/2", "1/0", "2", "a/b", "-1/2"])
def test_what_is_no_shard_is_refused(words: str) -> None:
    with pytest.raises(shares.NoShard, match="write it like 2/3"):
        shares.shard(words)


def of(*markers: str) -> Any:
    """An item with markers."""
    return SimpleNamespace(
        nodeid="tests/test_it.py::test_it", get_closest_marker=lambda name: name in markers or None
    )


@pytest.mark.parametrize(
    ("markers", "whole", "second"),
    [
        ((), True, False),
        (("both",), True, True),
        (("sqlite",), True, True),
        (("postgres",), False, False),
        (("postgres", "both"), False, False),
    ],
)
def test_the_second_database_does_what_differs(
    monkeypatch: pytest.MonkeyPatch, markers: tuple[str, ...], whole: bool, second: bool
) -> None:
    monkeypatch.setenv("TEST_DATABASE", "sqlite")
    monkeypatch.delenv("TEST_ONLY_BOTH", raising=False)
    assert shares.is_done_here(of(*markers)) is whole
    monkeypatch.setenv("TEST_ONLY_BOTH", "1")
    assert shares.is_done_here(of(*markers)) is second


@pytest.mark.parametrize(
    ("markers", "seconds", "outcome"),
    [((), 1.9, "passed"), ((), 2.1, "failed"), (("slow",), 60.0, "passed"), (("both",), 2.1, "failed")],
)
def test_who_passes_beyond_a_budget_of_one_second_fails(
    monkeypatch: pytest.MonkeyPatch, markers: tuple[str, ...], seconds: float, outcome: str
) -> None:
    monkeypatch.setenv("TEST_BUDGETS", "1")
    report = SimpleNamespace(when="call", cpu_s=seconds, outcome="passed", passed=True, longrepr=None)
    costs.judge(of(*markers), [report])
    assert report.outcome == outcome
    if outcome == "failed":
        assert "took 2.1 CPU seconds; its budget is 1" in str(report.longrepr)


def test_the_seconds_of_processes_that_were_waited_for_are_counted() -> None:
    before = costs.spent()
    subprocess.run(["sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"], check=True)
    assert costs.spent() - before > 0.02


@pytest.mark.parametrize(
    ("file", "room"),
    [
        ("tests/service/hazards/test_life.py", "service/hazards"),
        ("tests/core/test_jobs.py", "core"),
        ("tests/test_run.py", "the suite itself"),
    ],
)
def test_a_file_stands_for_a_room(file: str, room: str) -> None:
    assert costs.room_of(file) == room


def test_absent_shared_data_fails_where_nothing_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUIRE_SHARED", raising=False)
    with pytest.raises(pytest.skip.Exception):
        shared("nowhere")
    monkeypatch.setenv("REQUIRE_SHARED", "1")
    with pytest.raises(pytest.fail.Exception, match="not on this machine: nowhere"):
        shared("nowhere")
