"""A small house with jobs of the tests' own, in this process or as one that a test may kill.

python -m tests.core.house work|fidget|plan|writers ENTERPRISE
"""

import os
import signal
import sys
import time
from pathlib import Path
from uuid import UUID

from flask import Flask

from service.core.acts.ledger import record
from service.core.db.transactions import bind_engines, db, retrying
from service.core.jobs import outbox, scheduler, worker
from service.core.jobs.outbox import Job, job
from service.core.models import LedgerEntry
from service.core.settings import Settings
from service.core.tenancy import scope, session_guard
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.models import Organisation

ACT, EFFECT = "test.act", "test.effect"


def effect(enterprise_id: UUID, after: object = None) -> None:
    """Leave something that can be counted."""
    about = db.session.get_one(Organisation, (enterprise_id, enterprise_id))
    record(Viewer(Scope.job(enterprise_id)), EFFECT, about, after={"of": str(after)})


@job("test.mark")
def mark(entry: LedgerEntry) -> None:
    effect(entry.enterprise_id, entry.id)


@job("test.slow")
def slow(entry: LedgerEntry) -> None:
    """Leave the effect, then wait for the word to go on."""
    effect(entry.enterprise_id, entry.id)
    db.session.flush()
    go = Path(os.environ["TEST_GO"])
    deadline = time.monotonic() + 30
    while not go.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


@job("test.poison")
def poison(entry: LedgerEntry) -> None:
    effect(entry.enterprise_id, entry.id)
    db.session.flush()
    raise ZeroDivisionError("it never works")


@job("test.patience")
def patience(entry: LedgerEntry) -> None:
    """Leave how long PostgreSQL bears with this job."""
    effect(entry.enterprise_id, db.session.connection().exec_driver_sql("SHOW statement_timeout").scalar())


JOBS: dict[str, Job] = {one.name: one for one in (mark, slow, poison, patience)}


def furnish(app: Flask) -> None:
    """Let `test.act:NAME` be followed by the job `test.NAME`."""
    reactions = {f"{ACT}:{name[5:]}": [one] for name, one in JOBS.items()}
    app.extensions["jobs"] = app.extensions["jobs"] | JOBS
    app.extensions["reactions"] = app.extensions["reactions"] | reactions


def bare(settings: Settings) -> Flask:
    """Only what writing needs: no doors."""
    app = Flask("house")
    app.config.from_mapping(
        SETTINGS=settings, SQLALCHEMY_DATABASE_URI=settings.url, SQLALCHEMY_BINDS=settings.logins
    )
    db.init_app(app)
    with app.app_context():
        bind_engines()
        session_guard.stand_everywhere()
    outbox.install(app, {}, [])
    furnish(app)
    return app


def write_for_ever(enterprise_id: UUID) -> None:
    """Acknowledge each act on a line of its own, after it is kept."""
    number = 0
    while True:
        number += 1
        name = f"{os.getpid()}-{number}"
        with scope.opened(Scope.enterprise(enterprise_id)):
            retrying(lambda name=name: effect(enterprise_id, name))  # type: ignore[misc]
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


def fork_writers(enterprise_id: UUID) -> None:
    """For each path on standard input, fork a writer that acknowledges there, and tell its pid."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(line.strip(), os.O_WRONLY | os.O_CREAT), 1)
            write_for_ever(enterprise_id)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def main(role: str, *rest: str) -> None:
    app = bare(Settings.from_env())
    if role in ("work", "fidget"):
        worker.BEAT_S = 0.001 if role == "fidget" else worker.BEAT_S
        worker.run(app)
        return
    with app.app_context():
        if role == "plan":
            scheduler.run_for_ever()
        fork_writers(UUID(rest[0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
