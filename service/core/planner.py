"""The planner: knocks again for what waits, and starts what the clock says. Two of them are harmless."""

import logging
import signal
import threading
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from service.core import clock, scope
from service.core.db import db, reading, retrying, unhurried
from service.core.jobs import Periodic, knock, waiting
from service.core.models import Heartbeat, PeriodicRun
from service.core.scope import Scope
from service.core.upserts import insert_new, put

PAUSE_S = 2.0
ABANDONED_AFTER = timedelta(hours=1)  # periodic acts may be repeated: the same moment changes nothing twice
log = logging.getLogger(__name__)


def tick() -> int:
    """Do one round; return how many reactions were knocked for."""
    for periodic in current_app.extensions["periodics"].values():
        run_if_due(periodic)
    with scope.opened(Scope.job()), reading():
        found = waiting()
    for reaction_id, attempts in found:
        knock(reaction_id, attempts)
    beat("planner")
    return len(found)


def run_if_due(periodic: Periodic) -> bool:
    """Run a periodic act unless a run of this moment is already taken; a failed one is kept with its error."""
    due_at = periodic.due(clock.now())
    with scope.opened(Scope.job()):
        if _is_taken(periodic.name, due_at) or not retrying(lambda: _take(periodic.name, due_at)):
            return False
    message = None
    try:
        periodic.run(due_at)
    except Exception as error:
        log.exception("periodic act %s failed", periodic.name)
        message = f"{type(error).__name__}: {error}"[:500]
    with scope.opened(Scope.job()):
        retrying(lambda: _end(periodic.name, due_at, message))
    return True


def _is_taken(name: str, due_at: datetime) -> bool:
    """Look before writing: most rounds find nothing to do."""
    with reading():
        run = db.session.get(PeriodicRun, (name, due_at))
        return run is not None and (
            run.ended_at is not None or run.started_at >= clock.now() - ABANDONED_AFTER
        )


def _take(name: str, due_at: datetime) -> bool:
    """Take a run that nobody has, or one whose planner died in it."""
    moment = clock.now()
    if insert_new(PeriodicRun, [{"name": name, "due_at": due_at, "started_at": moment}]) == 1:
        return True
    taken = db.session.execute(
        update(PeriodicRun)
        .where(
            PeriodicRun.name == name,
            PeriodicRun.due_at == due_at,
            PeriodicRun.ended_at.is_(None),
            PeriodicRun.started_at < moment - ABANDONED_AFTER,
        )
        .values(started_at=moment)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def _end(name: str, due_at: datetime, message: str | None) -> None:
    run = db.session.get_one(PeriodicRun, (name, due_at))
    run.ended_at, run.last_error = clock.now(), message


def beat(name: str) -> None:
    with scope.opened(Scope.job()):
        retrying(lambda: put(Heartbeat, {"name": name, "at": clock.now()}))


def beats() -> dict[str, datetime]:
    return {row.name: row.at for row in db.session.scalars(select(Heartbeat))}


def run_for_ever() -> None:
    """Tick until SIGTERM or SIGINT; a database that is away is waited for."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with unhurried():
        while not stop.is_set():
            try:
                tick()
            except DBAPIError as error:
                log.warning("the database is away: %s", error.orig)
            stop.wait(PAUSE_S)
