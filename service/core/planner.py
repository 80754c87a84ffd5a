"""The planner: knocks again for what waits, and starts what the clock says. Two of them are harmless."""

import logging
import signal
import threading
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from service.core import clock, scope
from service.core.db import db, reading, retrying
from service.core.jobs import Periodic, knock, waiting
from service.core.models import Heartbeat, PeriodicRun
from service.core.scope import Scope
from service.core.upserts import insert_new, put

PAUSE_S = 2.0
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
        if not retrying(lambda: _take(periodic.name, due_at)):
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


def _take(name: str, due_at: datetime) -> bool:
    row = {"name": name, "due_at": due_at, "started_at": clock.now()}
    return insert_new(PeriodicRun, [row]) == 1


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
    while not stop.is_set():
        try:
            tick()
        except DBAPIError as error:
            log.warning("the database is away: %s", error.orig)
        stop.wait(PAUSE_S)
