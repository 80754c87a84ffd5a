"""What the tests say of a bug: first the one that saw it last, then the files that should, then the whole room."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.plant.bug import Bug
from tests.plant.ground import Asked, Ground, Run

LONGEST_WHOLE_S = 2 * 3600
ALONE = ("-n", "0")
WHOLE = ("tests",)
KNOWS = "tests/test_plant.py"  # sees each bug because it is planted
ENDED, RED, BROKEN, NO_SUCH, EMPTY = 0, 1, 2, 4, 5  # how pytest ends
CHEAP = ("tests/core/test_area_range.py", "tests/service/identity/test_pins.py", "tests/core/test_ledger.py")


class Outcome(NamedTuple):
    bug: Bug
    seen_by: str  # the test that went red; empty where the bug lives
    fault: str = ""  # why nothing can be said


class Field(NamedTuple):
    """Where and how bugs are judged.

    ground   where they are planted
    clean    a worktree without any: the databases of a run are of its making, unless a migration has the bug
    seen     the test that saw a bug last
    ignored  tests that are red without any bug
    is_near  what is not cheap and near is left out
    """

    ground: Ground
    clean: Ground
    seen: Mapping[str, str]
    ignored: Collection[str]
    is_near: bool = False


def outcome(bug: Bug, field: Field, tests: Sequence[str] = ()) -> Outcome:
    """Plant a bug and run its tests, or others, until the first that goes red."""
    with field.ground.planted(bug):
        for asked in [whole(tests)] if tests else stages(bug, field):
            last = _run(bug, field, asked)
            if last.code in (RED, BROKEN) and last.red:
                return Outcome(bug, last.red[0])
            if last.code not in (ENDED, NO_SUCH, EMPTY):
                return Outcome(bug, "", f"pytest ended with {last.code}: {last.words}")
    return Outcome(bug, "")


def stages(bug: Bug, field: Field) -> Iterator[Asked]:
    """Give what is run while all is green: what saw the bug last, what is cheap and near, then all that is near."""
    files = [test for test in bug.tests if ".py" in test]
    if seen := field.seen.get(bug.name):
        yield Asked([seen])
    if files:
        yield Asked(files, cheap=True)
    if not field.is_near:
        yield Asked(bug.tests, past=files)


def whole(tests: Sequence[str]) -> Asked:
    return Asked(tests, ["-n", "2"], longest_s=LONGEST_WHOLE_S)


def _run(bug: Bug, field: Field, asked: Asked) -> Run:
    ignored = [f"--deselect={test}" for test in field.ignored]
    options = [*(asked.options or ALONE), "-x", f"--ignore={KNOWS}", *ignored]
    named = {"TEST_DATABASE": bug.database, "TEMPLATES_OF": str(field.clean.root)}
    if bug.file.startswith("migrations/"):  # a database of the bug's own, kept from those of other runs
        named |= {"TEMPLATES_OF": "", "XDG_CACHE_HOME": str(field.ground.root.parent)}
    return field.ground.run(named, asked._replace(options=options))


def red_without(outcomes: Sequence[Outcome], clean: Ground) -> set[str]:
    """Return which of the tests that went red are red without any bug too: they say nothing."""
    red: set[str] = set()
    for database in sorted({verdict.bug.database for verdict in outcomes}):
        tests = sorted(
            {verdict.seen_by for verdict in outcomes if verdict.seen_by and verdict.bug.database == database}
        )
        if tests:
            asked = Asked(tests, ALONE, longest_s=LONGEST_WHOLE_S)
            red |= set(clean.run({"TEST_DATABASE": database}, asked).red)
    return red


def prepare(clean: Ground, databases: Collection[str]) -> None:
    """Make the databases that runs begin in; a tree in which cheap tests are red judges nothing."""
    for database in sorted(databases):
        last = clean.run({"TEST_DATABASE": database}, Asked(CHEAP, ALONE))
        if last.code != ENDED:
            raise RuntimeError(f"without any bug pytest ended with {last.code}: {last.words}")
