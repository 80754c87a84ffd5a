"""Who folds the ledger reads each entry exactly once, and never past a transaction that is still open."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.core.acts.ledger import record
from service.core.acts.ledger_order import START, settled
from service.core.db.transactions import db, reading, transaction
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from tests.people import Cast


def act(plant: UUID, number: int) -> UUID:
    found = db.session.scalars(select(Enterprise).where(Enterprise.id == plant)).one()
    entry = record(Viewer(scope.current()), f"folded.{number}", found)
    db.session.flush()
    return entry.id


class Open:
    """A transaction in a thread of its own: it writes at once, and is kept or given up when it is told."""

    def __init__(self, app: Flask, plant: UUID, number: int) -> None:
        self.wrote, self.ends, self.kept = threading.Event(), threading.Event(), True
        self.thread = threading.Thread(target=self._run, args=(app, plant, number))
        self.thread.start()
        assert self.wrote.wait(20)

    def _run(self, app: Flask, plant: UUID, number: int) -> None:
        with app.app_context(), scope.opened(Scope.enterprise(plant)):
            try:
                with transaction():
                    act(plant, number)
                    self.wrote.set()
                    assert self.ends.wait(20)
                    if not self.kept:
                        raise InterruptedError
            except InterruptedError:
                pass

    def end(self, kept: bool = True) -> None:
        self.kept = kept
        self.ends.set()
        self.thread.join(20)


@contextmanager
def folding(app: Flask, cast: Cast) -> Iterator[str]:
    """Read as the platform, from behind what the cast did."""
    with app.app_context(), scope.opened(Scope.platform()):
        yield read(START, 10_000)[1]


def read(mark: str, most: int = 3) -> tuple[list[str], str]:
    """Return the numbers of all entries behind a mark, some at once, and the mark behind the last."""
    numbers: list[str] = []
    while True:
        with reading():
            found = settled(mark, most)
        if not found.entries:
            return numbers, found.mark
        mark = found.mark
        ours = [one.act for one in found.entries if one.act.startswith("folded.")]
        numbers += [act.removeprefix("folded.") for act in ours]


def read_all(mark: str, count: int, most: int = 3) -> tuple[list[str], str]:
    """Read until so many entries are settled: a transaction of a neighbour's database holds them back for a while."""
    numbers, last = read(mark, most)
    until = time.monotonic() + 60
    while len(numbers) < count and time.monotonic() < until:
        time.sleep(0.05)
        more, last = read(last, most)
        numbers += more
    return numbers, last


@pytest.mark.postgres  # SQLite has one writer
@pytest.mark.parametrize("first", [0, 1])
def test_nothing_is_read_past_a_transaction_that_is_open(app: Flask, cast: Cast, first: int) -> None:
    with folding(app, cast) as mark:
        both = [Open(app, cast.plant, 0), Open(app, cast.neighbour, 1)]
        assert read(mark) == ([], mark)
        both[first].end()
        # The transaction that began second may not be read before the first has ended.
        early, mark = read_all(mark, 1 - first)
        assert early == (["0"] if first == 0 else [])
        both[1 - first].end()
        assert early + read_all(mark, 2 - len(early))[0] == ["0", "1"]


@pytest.mark.postgres
def test_a_transaction_that_was_given_up_holds_nothing_back(app: Flask, cast: Cast) -> None:
    with folding(app, cast) as mark:
        lost, late = Open(app, cast.plant, 0), Open(app, cast.neighbour, 1)
        late.end()
        assert read(mark)[0] == []
        lost.end(kept=False)
        assert read_all(mark, 1)[0] == ["1"]


STEPS = st.lists(st.tuples(st.sampled_from(["keep", "give up", "read"]), st.integers(1, 4)), max_size=8)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, most=st.integers(1, 5))
def test_every_entry_is_read_exactly_once(
    app: Flask, cast: Cast, steps: list[tuple[str, int]], most: int
) -> None:
    kept, numbers = 0, []
    with folding(app, cast) as mark:
        for step, entries in steps:
            if step == "read":
                found, mark = read(mark, most)
                numbers += found
                continue
            with app.app_context(), scope.opened(Scope.enterprise(cast.plant)):
                try:
                    with transaction():
                        for number in range(entries):
                            act(cast.plant, kept + number)
                        if step == "give up":
                            raise InterruptedError
                    kept += entries
                except InterruptedError:
                    pass
        numbers += read_all(mark, kept - len(numbers), most)[0]
    assert sorted(numbers, key=int) == [str(number) for number in range(kept)]


@pytest.mark.postgres
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(4)), lost=st.sets(st.integers(0, 3), max_size=2), most=st.integers(1, 3))
def test_every_entry_of_transactions_that_overlap_is_read_exactly_once(
    app: Flask, cast: Cast, order: list[int], lost: set[int], most: int
) -> None:
    numbers: list[str] = []
    with folding(app, cast) as mark:
        running = [Open(app, cast.plant, number) for number in range(4)]
        for number in order:
            running[number].end(kept=number not in lost)
            found, mark = read(mark, most)
            numbers += found
        numbers += read_all(mark, 4 - len(lost) - len(numbers), most)[0]
    assert numbers == [str(number) for number in range(4) if number not in lost]
