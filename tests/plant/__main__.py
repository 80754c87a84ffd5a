"""Plant every bug and count what the suite sees: `make plant ONLY=words WHOLE=0 JOBS=2`. By hand: it takes hours.

ONLY    words of names or causes, parted by commas
WHOLE   0 leaves out the second round: what lives there once more against the whole suite
JOBS    bugs side by side, 2 if not given
"""

import os
import sys
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.plant.bug import Bug
from tests.plant.bugs import BUGS
from tests.plant.round import WHOLE, Outcome, outcome, red_without

GOAL = 0.95


def chosen(words: str) -> list[Bug]:
    wanted = [one.strip() for one in words.split(",") if one.strip()]
    return [bug for bug in BUGS if not wanted or any(one in f"{bug.name} {bug.cause}" for one in wanted)]


def judged(bugs: Sequence[Bug], at_once: int, tests: Sequence[str] = ()) -> list[Outcome]:
    """Plant some bugs; where a test was red that is so without any bug, plant again without that test."""
    ignored: set[str] = set()
    found: list[Outcome] = []
    while bugs:
        last = planted(bugs, at_once, tests, ignored)
        red = red_without(last) - ignored
        ignored |= red
        found += [one for one in last if one.seen_by not in red]
        bugs = [one.bug for one in last if one.seen_by in red]
    return found


def planted(
    bugs: Sequence[Bug], at_once: int, tests: Sequence[str], ignored: Collection[str]
) -> list[Outcome]:
    found = []
    workers = "2" if tests else "0"
    with ThreadPoolExecutor(at_once) as pool:
        for one in pool.map(lambda bug: outcome(bug, tests, workers, ignored), bugs):
            found.append(one)
            word = "?" if one.fault else "caught" if one.seen_by else "LIVES"
            say(f"{len(found):3}/{len(bugs)} {word:6} {one.bug.name}  {one.seen_by or one.fault}")
    return found


def report(found: Sequence[Outcome]) -> bool:
    """Print what was caught, and who lives; tell whether that is good enough."""
    certain = [one for one in found if not one.fault]
    caught = [one for one in certain if one.seen_by]
    share = len(caught) / len(certain) if certain else 0.0
    say(f"\n{len(caught)}/{len(certain)} caught: {share:.0%} (goal {GOAL:.0%})")
    for one in certain:
        if not one.seen_by:
            say(f"lives: {one.bug.name} ({one.bug.cause}) in {one.bug.file}")
    for one in found:
        if one.fault:
            say(f"not judged: {one.bug.name}: {one.fault}")
    return share >= GOAL and len(certain) == len(found)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    found = judged(chosen(os.environ.get("ONLY", "")), int(os.environ.get("JOBS") or 2))
    living = [one.bug for one in found if not one.seen_by and not one.fault]
    if living and os.environ.get("WHOLE") != "0":
        say(f"\n{len(living)} live; once more, against the whole suite")
        found = [one for one in found if one.bug not in living] + judged(living, 1, WHOLE)
    return 0 if report(found) else 1


if __name__ == "__main__":
    sys.exit(main())
