"""`make bench`: what a workload costs beside the least it could cost, both measured in this run, in turns.

Two ratios are printed, each as the middle of the rounds and its spread. That of the rates is what a client sees:
it shares the processors with the servers and with whatever else runs, which draws both numbers together. That of
the processor time per answer, of the web processes and of PostgreSQL, is the one to go by.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

import psycopg

from service.core.settings import Settings
from tests import databases, servers
from tests.bench import world
from tests.bench.client import ask, drive
from tests.bench.web import Web, cpu_s, serving
from tests.site import free_port
from wsgi import create_app

ROUNDS = 5
RECORDS, SCANS = 500, 2000  # answers of a round
TABLE = "CREATE TABLE bench_limit (id uuid PRIMARY KEY, body jsonb); GRANT INSERT ON bench_limit TO dp_app"
Take = Callable[[int], Sequence[bytes]]


@dataclass(frozen=True)
class Side:
    """One side of a comparison: where it is served, and how to have the requests of a round."""

    web: Web
    take: Take
    status: int


@dataclass(frozen=True)
class Cost:
    """What one answer took."""

    rate: float  # answers a second
    web_ms: float  # of processor
    database_ms: float

    @property
    def ms(self) -> float:
        return self.web_ms + self.database_ms


@dataclass(frozen=True)
class Work:
    """A workload, and what part of the limit it should reach; None where none is set."""

    title: str
    goal: float | None = None

    def verdict(self, ratio: float) -> str:
        if self.goal is None:
            return "no goal is set"
        if ratio >= self.goal:
            return f"meets the goal of {self.goal:.0%}"
        return f"misses the goal of {self.goal:.0%} by {(self.goal - ratio) * 100:.1f} points"


W1 = Work("W1 check submitted", 0.6)
W8 = Work("W8 page scanned", 0.8)
W8_AGAIN = Work("W8 page scanned again (304)", 0.8)
W8_ANEW = Work("W8 page made anew")  # the limit serves it from a file: nothing that is made can come near


class Bench:
    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dp-bench-")))
        self.page, self.port = directory / "page", free_port()
        self.page.mkdir()
        self.host = f"127.0.0.1:{self.port}"
        self.environment = databases.clean("dp_bench") | {
            "REDIS_URL": os.environ["TEST_REDIS"],
            "STORAGE_URL": f"dir:{directory}",
            "SECRET_KEY": "of-a-bench-that-ends-with-its-database",
            "PUBLIC_BASE_URL": f"http://{self.host}",
            "BENCH_PAGE": str(self.page),
        }
        self.postgres = int((databases.cluster() / "data" / "postmaster.pid").read_text().split()[0])
        with create_app(Settings.from_env(self.environment)).app_context():
            self.world = world.build(RECORDS * (ROUNDS + 1))
        self.ours = stack.enter_context(serving("wsgi:create_app()", self.port, self.environment))

    def records(self) -> None:
        """W1: a check of ten items is submitted, about 2 KB; authorised, checked, kept once, in the ledger."""
        owner = self.environment["DATABASE_OWNER_URL"].replace("+psycopg", "")
        with psycopg.connect(owner) as connection:
            connection.execute(TABLE)
        limit = self._limit("insert")
        ours, least = (world.records(self.world, self.host) for _ in range(2))
        self._compare(W1, RECORDS, Side(limit, _from(least), 201), Side(self.ours, _from(ours), 201))

    def scans(self) -> None:
        """W8: the public page of a code: scanned by many, asked for again by who has it, and made anew each time."""
        scan = world.scan(self.world, self.host)
        head, body = ask(self.port, scan)
        again = world.knowing(scan, world.etag_of(head))
        (self.page / "200").write_bytes(head + b"\r\n\r\n" + body)
        (self.page / "304").write_bytes(ask(self.port, again)[0] + b"\r\n\r\n")
        limit = self._limit("static")
        self._compare(W8, SCANS, Side(limit, _same(scan), 200), Side(self.ours, _same(scan), 200))
        known = Side(limit, _same(again), 304), Side(self.ours, _same(again), 304)
        self._compare(W8_AGAIN, SCANS, *known)
        fresh = world.past_the_shelf(scan)
        made = Side(limit, _same(fresh), 200), Side(self.ours, _same(fresh), 200)
        self._compare(W8_ANEW, SCANS // 10, *made)

    def _limit(self, name: str) -> Web:
        program = f"tests.bench.limits.{name}:app"
        return self.stack.enter_context(serving(program, free_port(), self.environment))

    def _compare(self, work: Work, size: int, limit: Side, ours: Side) -> None:
        for side in (limit, ours):
            self._cost(side, size)  # warms connections, plans and caches
        pairs = [(self._cost(limit, size), self._cost(ours, size)) for _ in range(ROUNDS)]
        say(f"\n{work.title}: {ROUNDS} rounds of {size}")
        for name, costs in zip(("limit", "ours"), zip(*pairs, strict=True), strict=True):
            rate = median(cost.rate for cost in costs)
            web, database = median(cost.web_ms for cost in costs), median(cost.database_ms for cost in costs)
            say(f"  {name:6}{rate:8.0f} /s   {web:6.3f} ms web + {database:6.3f} ms PostgreSQL")
        say(f"  ratio {spread(ours.rate / limit.rate for limit, ours in pairs)} by rate")
        ratios = [limit.ms / ours.ms for limit, ours in pairs]
        say(f"  ratio {spread(ratios)} by processor time: {work.verdict(median(ratios))}")

    def _cost(self, side: Side, size: int) -> Cost:
        requests = side.take(size)
        web, database = cpu_s(side.web.pid), cpu_s(self.postgres)
        took = drive(side.web.port, requests, side.status)
        web, database = cpu_s(side.web.pid) - web, cpu_s(self.postgres) - database
        return Cost(size / took, web / size * 1000, database / size * 1000)


def _from(requests: Iterable[bytes]) -> Take:
    """Take each request once."""
    return lambda size: list(islice(requests, size))


def _same(one: bytes) -> Take:
    return lambda size: [one] * size


def spread(values: Iterable[float]) -> str:
    found = sorted(values)
    return f"{median(found):6.1%}  ({found[0]:.1%} to {found[-1]:.1%})"


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    os.environ["TEST_DATABASE"] = "postgres"
    with ExitStack() as stack:
        servers.start("postgres", stack.callback)
        bench = Bench(stack)
        bench.scans()
        bench.records()


if __name__ == "__main__":
    main()
