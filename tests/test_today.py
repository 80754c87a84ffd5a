"""TODAY sets the clock of the tests and of every process they start, and no other."""

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from service.core import clock
from tests import today
from tests.site import ROOT

ASK = [sys.executable, "-c", "from service.core import clock; print(clock.now().isoformat())"]


@pytest.fixture(autouse=True)
def _own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock._ahead
    for name in ("TODAY", today.AHEAD, "PYTHONPATH"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    yield
    clock.set_ahead(before)


def child_says(**environment: str) -> datetime:
    done = subprocess.run(
        ASK, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return datetime.fromisoformat(done.stdout.strip())


@pytest.mark.parametrize("words", ["2026-12-31T23:59+08:00", "2024-02-29T12:00+08:00"])
def test_the_clock_of_a_run_and_of_its_children_goes_on_from_there(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("TODAY", words)
    today.begin()
    begun = datetime.fromisoformat(words)
    for moment in (clock.now(), child_says()):
        assert begun <= moment < begun + timedelta(minutes=5)


def test_the_product_does_not_read_it() -> None:
    clock.set_ahead(timedelta())
    assert abs(child_says(TODAY="2024-02-29T12:00+08:00") - clock.now()) < timedelta(minutes=5)


@pytest.mark.parametrize("words", ["31.12.2026", "2026-02-29T12:00+08:00", "2026-12-31T23:59", "tomorrow"])
def test_what_is_no_moment_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setenv("TODAY", words)
    with pytest.raises(today.NotAMoment, match="write it like TODAY=2026-12-31T23:59"):
        today.begin()
