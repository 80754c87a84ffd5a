"""Plant every bug and count what the suite sees: `make plant ONLY=words WHOLE=0 JOBS=2`. By hand: it takes hours.

ONLY    words of names or causes, parted by commas
WHOLE   0 leaves out the second round: what lives there once more against the whole suite
JOBS    bugs side by side, 2 if not given
"""

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.plant.bug import Bug
from tests.plant.bugs import BUGS
from tests.plant.round import WHOLE, Outcome, outcome

GOAL = 0.95


def chosen(words: str) -> list[Bug]:
    wanted = [one.strip() for one in words.split(",") if one.strip()]
    return [bug for bug in BUGS if not wanted or any(one in f"{bug.name} {bug.cause}" for one in wanted)]


def run(bugs: Sequence[Bug], at_once: int, judge: Callable[[Bug], Outcome]) -> list[Outcome]:
    found = []
    with ThreadPoolExecutor(at_once) as pool:
        for one in pool.map(judge, bugs):
            found.append(one)
            word = "?" if one.fault else "caught" if one.seen_by else "LIVES"
            say(f"{len(found):3}/{len(bugs)} {word:6} {one.bug.name}  {one.seen_by or one.fault}")
    return found


def report(found: Sequence[Outcome]) -> bool:
    """Print what was caught, and who lives; tell whether that is good enough."""
    judged = [one for one in found if not one.fault]
    caught = [one for one in judged if one.seen_by]
    share = len(caught) / len(judged) if judged else 0.0
    say(f"\n{len(caught)}/{len(judged)} caught: {share:.0%} (goal {GOAL:.0%})")
    for one in judged:
        if not one.seen_by:
            say(f"lives: {one.bug.name} ({one.bug.cause}) in {one.bug.file}")
    for one in found:
        if one.fault:
            say(f"not judged: {one.bug.name}: {one.fault}")
    return share >= GOAL and len(judged) == len(found)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    found = run(chosen(os.environ.get("ONLY", "")), int(os.environ.get("JOBS") or 2), outcome)
    living = [one.bug for one in found if not one.seen_by and not one.fault]
    if living and os.environ.get("WHOLE") != "0":
        say(f"\n{len(living)} live; once more, against the whole suite")
        again = run(living, 1, lambda bug: outcome(bug, WHOLE, "2"))
        found = [one for one in found if one.bug not in living] + again
    return 0 if report(found) else 1


if __name__ == "__main__":
    sys.exit(main())
