"""Plant every bug and count what the suite sees: `make plant ONLY=words WHOLE=0 JOBS=2 GO_ON=1`.

ONLY    words of names or causes, parted by commas
WHOLE   0 leaves out the second round: what lives there once more against the whole suite
NEAR    1 asks only what is cheap and near: a first look
JOBS    bugs side by side, 2 if not given
GO_ON   1 plants only what the last run, broken off or not, has not seen caught

A verdict joins `.plant.jsonl` as it falls. Which test saw a bug is written down in `tests/plant/seen.json`: the next
run asks that test first, and is then cheap.
"""

import json
import os
import signal
import sys
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue

from tests.plant.bug import Bug
from tests.plant.bugs import BUGS, SEEN, seen_by
from tests.plant.ground import ROOT, Ground, ground, read_libraries
from tests.plant.round import WHOLE, Field, Outcome, outcome, prepare, red_without

GOAL = 0.95
VERDICTS = ROOT / ".plant.jsonl"


class Planting:
    """A few grounds, and one more that stays clean."""

    def __init__(self, clean: Ground, grounds: Sequence[Ground]) -> None:
        self.clean, self.at_once = clean, len(grounds)
        self.free: SimpleQueue[Ground] = SimpleQueue()
        for place in grounds:
            self.free.put(place)

    def judged(self, bugs: Sequence[Bug], tests: Sequence[str] = ()) -> list[Outcome]:
        """Plant some bugs; where a test was red that is so without any bug, plant again without that test."""
        ignored: set[str] = set()
        outcomes: list[Outcome] = []
        while bugs:
            last = self._planted(bugs, tests, ignored)
            red = red_without(last, self.clean) - ignored
            ignored |= red
            outcomes += [verdict for verdict in last if verdict.seen_by not in red]
            bugs = [verdict.bug for verdict in last if verdict.seen_by in red]
        return outcomes

    def _planted(self, bugs: Sequence[Bug], tests: Sequence[str], ignored: Collection[str]) -> list[Outcome]:
        def judge(bug: Bug) -> Outcome:
            place = self.free.get()
            try:
                verdict = outcome(
                    bug, Field(place, self.clean, seen_by(), ignored, os.environ.get("NEAR") == "1"), tests
                )
                line = {"bug": bug.name, "seen_by": verdict.seen_by, "fault": verdict.fault}
                with VERDICTS.open("a") as file:
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
                return verdict
            finally:
                self.free.put(place)

        outcomes = []
        with ThreadPoolExecutor(1 if tests else self.at_once) as pool, ExitStack() as stopped:
            stopped.callback(pool.shutdown, cancel_futures=True)
            for last in pool.map(judge, bugs):
                outcomes.append(last)
                word = "?" if last.fault else "caught" if last.seen_by else "LIVES"
                say(f"{len(outcomes):3}/{len(bugs)} {word:6} {last.bug.name}  {last.seen_by or last.fault}")
        return outcomes


def chosen(words: str) -> list[Bug]:
    wanted = [word.strip() for word in words.split(",") if word.strip()]
    return [bug for bug in BUGS if not wanted or any(word in f"{bug.name} {bug.cause}" for word in wanted)]


def caught_before() -> dict[str, str]:
    """Return what the last run saw caught, and by which test."""
    if not VERDICTS.exists():
        return {}
    lines = map(json.loads, VERDICTS.read_text().splitlines())
    return {line["bug"]: line["seen_by"] for line in lines if line["seen_by"]}


def write_down(outcomes: Sequence[Outcome]) -> None:
    """Let the next run begin with the tests that saw the bugs of this run."""
    names = {bug.name for bug in BUGS}
    seen = seen_by() | {verdict.bug.name: verdict.seen_by for verdict in outcomes if verdict.seen_by}
    lines = {name: test for name, test in sorted(seen.items()) if name in names}
    SEEN.write_text(json.dumps(lines, ensure_ascii=False, indent=0) + "\n")


def report(outcomes: Sequence[Outcome]) -> bool:
    """Print what was caught, and who lives; tell whether that is good enough."""
    certain = [verdict for verdict in outcomes if not verdict.fault]
    caught = [verdict for verdict in certain if verdict.seen_by]
    share = len(caught) / len(certain) if certain else 0.0
    say(f"\n{len(caught)}/{len(certain)} caught: {share:.0%} (goal {GOAL:.0%})")
    for verdict in certain:
        if not verdict.seen_by:
            say(f"lives: {verdict.bug.name} ({verdict.bug.cause}) in {verdict.bug.file}")
    for verdict in outcomes:
        if verdict.fault:
            say(f"not judged: {verdict.bug.name}: {verdict.fault}")
    return share >= GOAL and len(certain) == len(outcomes)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def planted(bugs: Sequence[Bug], jobs: int, is_whole: bool) -> list[Outcome]:
    read_libraries()
    with ExitStack() as stack:
        clean, *grounds = (stack.enter_context(ground()) for _ in range(jobs + 1))
        prepare(clean, {bug.database for bug in bugs})
        planting = Planting(clean, grounds)
        outcomes = planting.judged(bugs)
        living = [verdict.bug for verdict in outcomes if not verdict.seen_by and not verdict.fault]
        if living and is_whole:
            say(f"\n{len(living)} live; once more, against the whole suite")
            again = planting.judged(living, WHOLE)
            outcomes = [verdict for verdict in outcomes if verdict.bug not in living] + again
    return outcomes


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the worktrees are taken away
    before = caught_before() if os.environ.get("GO_ON") == "1" else {}
    if not before:
        VERDICTS.unlink(missing_ok=True)
    wanted = chosen(os.environ.get("ONLY", ""))
    left = [bug for bug in wanted if bug.name not in before]
    outcomes = planted(left, int(os.environ.get("JOBS") or 2), os.environ.get("WHOLE") != "0") if left else []
    outcomes += [Outcome(bug, before[bug.name]) for bug in wanted if bug.name in before]
    write_down(outcomes)
    return 0 if report(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
