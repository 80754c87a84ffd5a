"""The scheduler: calls a worker again for what waits, and starts what the clock says. Two of them are harmless."""

import logging
import signal
import threading
import time
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select, update

from service.core import clock
from service.core.db.outages import AWAY
from service.core.db.transactions import changed, db, is_postgres, long_running, reading, retrying
from service.core.db.upserts import insert_if_absent, upsert
from service.core.jobs.outbox import Periodic, waiting, wake_worker
from service.core.models import Heartbeat, PeriodicRun
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.signature import signed_at

PAUSE_S = 2.0
ABANDONED_AFTER = timedelta(hours=1)  # periodic acts may be repeated: the same moment changes nothing twice
SHORTEST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=15)  # after a failure
LATE_AFTER = timedelta(minutes=15)
# Beyond these a clock is wrong, and what would be planned by it stays.
MOST_OFF = timedelta(hours=1)  # from PostgreSQL's clock: well below what a signature holds
JUMP = timedelta(days=1)  # on SQLite, which knows no other clock
WRONG_CLOCK = "planner's clock"  # the beat of a scheduler that refuses to plan
log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """How a periodic act stands."""

    DONE = "done"
    FAILED = "failed"
    LATE = "late"  # its moment came and nobody has ended it
    AWAITED = "awaited"


def uptime() -> float:
    """Return for how many seconds the machine has run, asleep or awake where its system counts both."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Watch:
    """Compares the machine's clock with what cannot jump with it: the database's, and the time this process has run.

    On PostgreSQL, which may stand elsewhere, its clock counts; on SQLite there is no other than the machine's.
    """

    def __init__(self) -> None:
        self.right_at, self.uptime = clock.machine(), uptime()
        self.is_wrong = False

    def true_now(self) -> datetime:
        if is_postgres():
            with scope.opened(Scope.machine()), reading():
                return database_now()
        return self.right_at + timedelta(seconds=uptime() - self.uptime)

    def is_right(self) -> bool:
        """Tell whether the clock may be planned by; where not, leave word of it for /readyz and the operator."""
        true = self.true_now()
        was_wrong, self.is_wrong = self.is_wrong, is_off(true)
        if self.is_wrong and not was_wrong:
            log.error(
                "the clock says %s, it is %s: nothing is planned until it is right", clock.machine(), true
            )
        if self.is_wrong:
            with scope.opened(Scope.machine()), signed_at(true):
                retrying(lambda: upsert([Heartbeat(name=WRONG_CLOCK, at=true)]))
        else:
            if was_wrong:
                log.warning("the clock is right again: planning goes on")
            self.right_at, self.uptime = clock.machine(), uptime()  # each tick is compared with the last
        return not self.is_wrong


def database_now() -> datetime:
    """Return what the database's clock says; SQLite has none of its own."""
    if not is_postgres():
        return clock.now()
    moment: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def is_off(true: datetime) -> bool:
    """Tell whether this machine's clock is too far from the true time."""
    return abs(clock.machine() - true) > (MOST_OFF if is_postgres() else JUMP)


def watch() -> Watch:
    clock_watch: Watch = current_app.extensions.setdefault("watch", Watch())
    return clock_watch


def has_wrong_clock(heard: dict[str, datetime]) -> bool:
    """Tell, by the beats, whether a scheduler stands still for its clock."""
    at = heard.get(WRONG_CLOCK)
    return at is not None and abs(database_now() - at) < LATE_AFTER


def tick() -> int:
    """Do one round; return how many reactions were knocked for. By a clock that jumped nothing is done."""
    if not watch().is_right():
        return 0
    for periodic in current_app.extensions["periodics"].values():
        run_if_due(periodic)
    with scope.opened(Scope.machine()), reading():
        reactions = waiting()
    for reaction_id, attempts in reactions:
        wake_worker(reaction_id, attempts)
    beat("planner")
    return len(reactions)


def run_if_due(periodic: Periodic) -> bool:
    """Run a periodic act unless this moment's run is done or another's; a failed one is tried again after a rest."""
    due_at = periodic.due(clock.now())
    with scope.opened(Scope.machine()):
        with reading():  # most rounds find nothing to do
            run = db.session.get(PeriodicRun, (periodic.name, due_at))
        if not (is_free(run, clock.now()) and retrying(lambda: _take(periodic.name, due_at, run))):
            return False
    message = None
    try:
        periodic.run(due_at)
    except Exception as error:
        log.exception("periodic act %s failed", periodic.name)
        message = f"{type(error).__name__}: {error}"[:500]
    with scope.opened(Scope.machine()):
        retrying(lambda: _end(periodic.name, due_at, message))
    return True


def is_free(run: PeriodicRun | None, moment: datetime) -> bool:
    """Tell whether a run may be taken: nobody has it, its scheduler died in it, or it failed and has rested.

    It rests as long as it has failed so far, within bounds.
    """
    if run is None:
        return True
    if run.ended_at is None:
        return run.started_at < moment - ABANDONED_AFTER
    rest = min(max(run.ended_at - run.due_at, SHORTEST_REST), LONGEST_REST)
    return run.last_error is not None and moment >= run.ended_at + rest


def _take(name: str, due_at: datetime, seen: PeriodicRun | None) -> bool:
    """Take a run as it was seen, before another scheduler does."""
    if seen is None:
        return (
            insert_if_absent(PeriodicRun, [{"name": name, "due_at": due_at, "started_at": clock.now()}]) == 1
        )
    as_seen = update(PeriodicRun).where(
        PeriodicRun.name == name,
        PeriodicRun.due_at == due_at,
        PeriodicRun.started_at == seen.started_at,
        PeriodicRun.ended_at.is_not_distinct_from(seen.ended_at),
    )
    return changed(as_seen.values(started_at=clock.now(), ended_at=None)) == 1


def _end(name: str, due_at: datetime, message: str | None) -> None:
    run = db.session.get_one(PeriodicRun, (name, due_at))
    run.ended_at, run.last_error = clock.now(), message


def last_runs() -> list[tuple[str, PeriodicRun | None, Outcome]]:
    """Return each periodic act with its newest run, and how it stands."""
    runs = []
    for periodic in current_app.extensions["periodics"].values():
        newest = (
            select(PeriodicRun).where(PeriodicRun.name == periodic.name).order_by(PeriodicRun.due_at.desc())
        )
        run = db.session.scalars(newest.limit(1)).first()
        runs.append((periodic.name, run, outcome(run, periodic.due(clock.now()), clock.now())))
    return runs


def outcome(run: PeriodicRun | None, due_at: datetime, moment: datetime) -> Outcome:
    if run is not None and run.last_error is not None:
        return Outcome.FAILED
    if run is not None and run.due_at >= due_at and run.ended_at is not None:
        return Outcome.DONE
    return Outcome.LATE if moment > due_at + LATE_AFTER else Outcome.AWAITED


def beat(name: str) -> None:
    with scope.opened(Scope.machine()):
        retrying(lambda: upsert([Heartbeat(name=name, at=clock.now())]))
    file = current_app.config["SETTINGS"].heartbeat_file
    if file:
        Path(file).touch()


def beats() -> dict[str, datetime]:
    return {row.name: row.at for row in db.session.scalars(select(Heartbeat))}


def run_for_ever() -> None:
    """Tick until SIGTERM or SIGINT; a database that is away is waited for, and a round that failed is not the last."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with long_running():
        while not stop.is_set():
            try:
                tick()
            except AWAY as error:
                log.warning("the database is away: %s", error)
            except Exception:
                log.exception("a round of the scheduler failed")
            stop.wait(PAUSE_S)
