"""What the suite costs: the CPU seconds of each item, with the processes it waited for; by room at the end.

An item without one of the markers in DEARER has a budget, which is held with TEST_BUDGETS (`scripts/test` sets it:
a single item on a busy desk is not judged). With TEST_MEASURE the seconds of each file are written
down, by which shards are dealt.
"""

import json
import os
import resource
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import servers

BUDGET_S = 1.0
SLACK = 2.0  # a crowded machine takes more CPU time for the same work
DEARER = {"slow", "browser", "jobs", "worlds", "torture"}
MEASURED = Path(__file__).with_name("seconds.json")
TICKS = os.sysconf("SC_CLK_TCK")


def spent() -> float:
    """Return the CPU seconds of this process and of those it has waited for."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, who))


def spent_by(pid: int) -> float:
    """Return the CPU seconds of another process and of those it has waited for."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
    return sum(map(int, numbers)) / TICKS


def room_of(file: str) -> str:
    """Return the directory under tests/ that a file stands for."""
    return "/".join(Path(file).parts[1:-1]) or "the suite itself"


def is_over(item: pytest.Item, reports: list[Any]) -> bool:
    calls = [report.cpu_s for report in reports if report.when == "call"]
    is_held = bool(os.environ.get("TEST_BUDGETS"))
    is_dearer = any(item.get_closest_marker(name) for name in DEARER)
    return is_held and not is_dearer and sum(calls) > BUDGET_S * SLACK


def judge(item: pytest.Item, reports: list[Any]) -> None:
    """Let fail what passed beyond its budget."""
    if all(report.passed for report in reports) and is_over(item, reports):
        (call,) = [report for report in reports if report.when == "call"]
        call.outcome = "failed"
        call.longrepr = (
            f"{item.nodeid} took {call.cpu_s:.1f} CPU seconds; its budget is {BUDGET_S:.0f}.\n"
            f"Let it do less, or mark it as one of {', '.join(sorted(DEARER))}."
        )


class Laps:
    """In the process that does the items: each report says what its phase cost."""

    def __init__(self) -> None:
        self.before = spent()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self) -> None:
        self.before = spent()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Iterator[Any]:
        report = yield
        now = spent()
        report.cpu_s, self.before = now - self.before, now
        return report


class Bill:
    """In the leading process: the sums."""

    def __init__(self) -> None:
        self.files: defaultdict[str, float] = defaultdict(float)
        self.calls: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.files[report.nodeid.partition("::")[0]] += getattr(report, "cpu_s", 0.0)
        if report.when == "call":
            self.calls[report.nodeid] = getattr(report, "cpu_s", 0.0)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if not self.calls:
            return
        rooms: defaultdict[str, float] = defaultdict(float)
        for file, seconds in self.files.items():
            rooms[room_of(file)] += seconds
        lines = sorted(rooms.items(), key=lambda room: -room[1])
        lines += [(name, spent_by(process.pid)) for name, process in servers.running.items()]
        of_workers = resource.getrusage(resource.RUSAGE_CHILDREN)
        besides = of_workers.ru_utime + of_workers.ru_stime - sum(rooms.values())
        if besides > 0:  # there were workers, and they have ended
            lines.append(("start, collection, Chromium", besides + resource.getrusage(0).ru_utime))
        terminalreporter.section("CPU seconds by room")
        dearest = sorted(self.calls.items(), key=lambda call: -call[1])[:10]
        for name, seconds in [*lines, ("together", sum(seconds for _name, seconds in lines)), *dearest]:
            terminalreporter.write_line(f"{seconds:8.1f} {name}")

    def pytest_sessionfinish(self) -> None:
        if os.environ.get("TEST_MEASURE"):
            known = {file: seconds for file, seconds in measured().items() if Path(file).exists()}
            known |= {file: round(seconds, 1) for file, seconds in self.files.items()}
            MEASURED.write_text(json.dumps(known, indent=0, sort_keys=True) + "\n")


def measured() -> dict[str, float]:
    """Return the CPU seconds of each file when they were measured last."""
    return dict(json.loads(MEASURED.read_text())) if MEASURED.exists() else {}


def install(config: pytest.Config) -> None:
    config.pluginmanager.register(Laps())
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Bill())
