"""Worlds kept on disk between runs: in BENCH_DIR, by the hash of what makes them, each size once.

    SIZE=hundredth · tenth (as a rule) · full

A world is only read: what writes takes a copy of it (`copied`), or of the empty database (`clean`).
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from service.reference import shipped
from tests import databases, servers

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("world.sql")
NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)  # at which the clock of every world stands
SHARES = {"hundredth": 100, "tenth": 10, "full": 1}
WHOLE = {
    "plants": 100_000,
    "active": 10_000,  # have plans
    "recorded": 6_000,  # have checks of thirty days
    "staff": 5_000,  # from here on: of the big plant
    "objects": 100,
    "units": 2_000,
    "events": 5_000,
    "hazards": 10_000,
    "spare": 50,  # pumps that nobody checks
}
# So that a page of the big plant holds as many rows in each size, and what it costs in two of them can be compared.
LEAST = {"units": 50, "events": 125, "spare": 50}
DAYS = 150  # of checks of the big plant


class Store:
    def __init__(self, at_end: Callable[[Callable[[], object]], object]) -> None:
        home = Path(os.environ.get("BENCH_DIR") or ROOT / ".bench")
        self.directory = home / _hash()[:16]
        self.directory.mkdir(parents=True, exist_ok=True)
        at_end(self._lock().close)
        _forget(home, self.directory)
        owner = servers.unprivileged_user()
        if owner:
            shutil.chown(self.directory, owner)
            reached = subprocess.run([*servers.as_user(owner), "test", "-w", self.directory], check=False)
            if reached.returncode:
                raise servers.NoServer(
                    f"{owner} cannot write to {self.directory}: set BENCH_DIR to where it can"
                )
        cluster = servers.Postgres(self.directory / "data")
        at_end(cluster.stop)
        os.environ["TEST_CLUSTER"] = str(cluster.directory)
        self.pid = cluster.process.pid

    def _lock(self) -> TextIO:
        """One run at a time uses a cluster."""
        lock = (self.directory / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        return lock

    def clean(self, name: str) -> dict[str, str]:
        """Return the settings of a database as `migrate` leaves it, made anew."""
        if not self._has(databases.TEMPLATE):
            databases.migrate(databases.empty("template_in_work"))
            self._rename("template_in_work", databases.TEMPLATE)
        return databases.copied(databases.TEMPLATE, name)

    def world(self, size: str) -> str:
        """Return the name of the database that holds a world."""
        name = f"world_{size}"
        if not self._has(name):
            print(f"making the world, {size}: {self.directory}", file=sys.stderr, flush=True)
            self.clean("world_in_work")
            with servers.superuser(databases.cluster(), "world_in_work") as connection:
                for part in parts(size):
                    connection.execute(part)
                connection.execute("VACUUM ANALYZE")
                connection.execute("CHECKPOINT")
            self._rename("world_in_work", name)
        return name

    def _has(self, name: str) -> bool:
        with servers.superuser(databases.cluster()) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,))
            return found.fetchone() is not None

    def _rename(self, name: str, to: str) -> None:
        with servers.superuser(databases.cluster()) as connection:
            connection.execute(f"ALTER DATABASE {name} RENAME TO {to}")


def parts(size: str) -> Iterator[str]:
    """Yield the parts of the script with the figures of a size."""
    figures = {name: max(LEAST.get(name, 1), figure // SHARES[size]) for name, figure in WHOLE.items()}
    values = {**figures, "days": DAYS, "day": NOON.date()}
    for part in SCRIPT.read_text().split("\n-- part: ")[1:]:
        yield re.sub(r"(?<![:\w]):([a-z]+)", lambda one: str(values[one[1]]), "-- " + part)


def _hash() -> str:
    """Return the hash of all that decides what a world holds."""
    made_by = sorted((ROOT / "migrations").rglob("*.py"))
    made_by += sorted(path for path in shipped.DATA.rglob("*") if path.is_file())
    whole = hashlib.sha256("".join(part for size in SHARES for part in parts(size)).encode())
    for path in made_by:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _forget(home: Path, current: Path) -> None:
    """Delete what other migrations made, where no run uses it."""
    for other in home.glob("*/lock"):
        if other.parent == current:
            continue
        with other.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(other.parent)
