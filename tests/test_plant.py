"""What `make plant` plants stands where it is said to, and is a bug of the product, not of its syntax."""

from collections import Counter
from pathlib import Path

import jinja2

from tests.plant.bug import POSTGRES, SQLITE, Bug
from tests.plant.bugs import BUGS, seen_by

ROOT = Path(__file__).resolve().parents[1]


def fault(bug: Bug) -> str:
    """Return why a bug cannot be planted in what stands here, or nothing."""
    text = (ROOT / bug.file).read_text()
    if text.count(bug.before) != 1:
        return f"its text stands {text.count(bug.before)} times in {bug.file}"
    if bug.before == bug.after:
        return "it changes nothing"
    try:
        _read(bug, bug.planted(text))
    except (SyntaxError, jinja2.TemplateSyntaxError) as error:
        return f"it cannot be read: {error}"
    return ""


def _read(bug: Bug, text: str) -> None:
    if bug.file.endswith(".py"):
        compile(text, bug.file, "exec")
    elif bug.file.endswith(".html"):
        jinja2.Environment(extensions=["jinja2.ext.i18n"]).parse(text)


def test_every_bug_can_be_planted_at_head() -> None:
    faults = {bug.name: why for bug in BUGS if (why := fault(bug))}
    assert not faults, "the code moved on: give each its text of today, or another bug of its cause"


def test_every_bug_names_tests_that_there_are() -> None:
    tests = [(bug.name, test) for bug in BUGS for test in bug.tests] + list(seen_by().items())
    missing = {name: test for name, test in tests if not (ROOT / test.partition("::")[0]).exists()}
    assert not missing
    assert all(bug.tests and bug.database in (SQLITE, POSTGRES) for bug in BUGS)


def test_at_least_eighty_bugs_of_many_causes_have_names_of_their_own() -> None:
    assert len(BUGS) >= 80
    assert len({bug.name for bug in BUGS}) == len(BUGS)
    causes = Counter(bug.cause for bug in BUGS)
    assert len(causes) >= 15
    assert max(causes.values()) <= len(BUGS) / 5
