"""The limit and ours by turns, by the processor time that an answer takes."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tests.bench.bench import Bench
from tests.bench.client import drive
from tests.bench.processor import taken_s
from tests.bench.registry import Round
from tests.bench.web import Web

Take = Callable[[int], Sequence[bytes]]


@dataclass(frozen=True)
class Side:
    """One side of a comparison: where it is served, how to have the requests of a round, and what they answer."""

    web: Web
    take: Take
    status: int = 200


def each(requests: Iterable[bytes]) -> Take:
    """Take each request once."""
    waiting = iter(requests)
    return lambda size: list(islice(waiting, size))


def same(*requests: bytes) -> Take:
    """Take the same requests again in each round, one after the other."""
    return lambda size: [requests[number % len(requests)] for number in range(size)]


def by_turns(bench: Bench, limit: Side, ours: Side, size: int, warm: int = 1) -> Iterator[Round]:
    """Yield rounds, in ms of processor an answer, of the web processes and of PostgreSQL."""
    database = bench.database
    for _ in range(warm):  # connections, plans and caches, of either process
        for side in (limit, ours):
            cost_ms(side, database, size)
    for _ in range(bench.rounds):
        yield Round(cost_ms(limit, database, size), cost_ms(ours, database, size))


def cost_ms(side: Side, database: int, size: int) -> float:
    requests = side.take(size)
    before = taken_s(side.web.pid) + taken_s(database)
    drive(side.web.port, requests, side.status)
    return (taken_s(side.web.pid) + taken_s(database) - before) / size * 1000


def pages_a_second(side: Side, size: int) -> float:
    """Return how many answers a second of one core brings, of the web processes alone."""
    requests = side.take(size)
    before = taken_s(side.web.pid)
    drive(side.web.port, requests, side.status)
    return size / (taken_s(side.web.pid) - before)


def processor_s(bench: Bench, act: Callable[[], object]) -> float:
    """Return what an act takes in this process and in PostgreSQL."""
    before = time.process_time() + taken_s(bench.database)
    act()
    return time.process_time() + taken_s(bench.database) - before
