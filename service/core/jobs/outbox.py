"""Jobs: what follows an act, and what a clock starts.

The database is the queue of record: a reaction is claimed by a conditional update with a lease,
and only the database retries. RQ is the doorbell; Redis may be emptied at any moment.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import redis
from flask import current_app
from rq import Queue
from rq.exceptions import DuplicateJobError
from sqlalchemy import or_, select, update

from service.core import clock
from service.core.db.transactions import after_commit, changed, db, retrying
from service.core.ids import new_id
from service.core.models import LedgerEntry, OutboxJob
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope

MAX_ATTEMPTS = 8
QUEUE = "reactions"
ANSWER = "service.core.jobs.answer"  # all that a worker runs
SILENCE_S = 5.0  # while Redis is away, requests do not wait for it
LONGEST_RUN = "1h"  # of one visit of a worker: a job of many steps goes on from its last step
CONTINUE = object()  # what a job returns that wants to be called again, in a transaction of its own
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A background verb: called with the ledger entry it follows, in a transaction of the entry's tenant.

    A long one does a part, keeps how far it is in a row of its own, and returns CONTINUE, or what is done Apart.
    platform   it works on many tenants: its transaction is the platform's
    """

    name: str
    run: Callable[[LedgerEntry], object]
    platform: bool = False


@dataclass(frozen=True)
class Apart:
    """What a job wants done between two transactions: slow work that asks the database nothing.

    `work` returns what the next transaction does; it is called with the entry, as the job is.
    """

    work: Callable[[], Callable[[LedgerEntry], object]]


def job(name: str, *, platform: bool = False) -> Callable[[Callable[[LedgerEntry], object]], Job]:
    return lambda run: Job(name, run, platform)


@dataclass(frozen=True)
class Periodic:
    """A verb the clock starts: `due` gives the moment of the last run due, `run` does it under its own scopes."""

    name: str
    due: Callable[[datetime], datetime]
    run: Callable[[datetime], object]


def each_hour(now: datetime) -> datetime:
    """Return the moment that is due of what is done once an hour."""
    return now.replace(minute=0, second=0, microsecond=0)


def install(app: Any, reactions: dict[str, list[Job]], periodics: Iterable[Periodic]) -> None:
    app.extensions["reactions"] = reactions
    app.extensions["jobs"] = {
        follower.name: follower for followers in reactions.values() for follower in followers
    }
    app.extensions["periodics"] = {periodic.name: periodic for periodic in periodics}


def follow(entry: LedgerEntry, jobs: Iterable[Job]) -> None:
    for follower in jobs:
        reaction = OutboxJob(
            id=new_id(),
            enterprise_id=entry.enterprise_id,
            area_code=entry.area_code,
            entry_id=entry.id,
            name=follower.name,
            attempts=0,
            not_before=entry.at,
        )
        db.session.add(reaction)
        after_commit(lambda ring=reaction.id: wake_worker(ring, 0))  # type: ignore[misc]


def lease() -> timedelta:
    """Return how long a claim holds; a worker that died loses it then."""
    return timedelta(seconds=current_app.config["SETTINGS"].job_lease_s)


def back_off(attempts: int) -> timedelta:
    return timedelta(seconds=current_app.config["SETTINGS"].job_back_off_s * 2 ** (attempts - 1))


def queue() -> Queue:
    job_queue = current_app.extensions.get("rq")
    if job_queue is None:
        url = current_app.config["SETTINGS"].redis_url
        connection = redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5)
        job_queue = current_app.extensions["rq"] = Queue(QUEUE, connection=connection, serializer="json")
    return job_queue


def wake_worker(reaction_id: UUID, attempt: int) -> None:
    """Tell a worker that something waits. It may be lost: the scheduler calls again."""
    silent_until = current_app.extensions.get("doorbell_silent_until", 0.0)
    if time.monotonic() < silent_until:
        return
    try:
        _enqueue(reaction_id, f"r-{reaction_id}-{attempt}")
    except redis.RedisError as error:
        current_app.extensions["doorbell_silent_until"] = time.monotonic() + SILENCE_S
        log.warning("no worker was woken, the scheduler will wake one: %s", error)


def _enqueue(reaction_id: UUID, job_id: str) -> None:
    try:
        queue().enqueue(
            ANSWER,
            str(reaction_id),
            job_id=job_id,
            unique=True,
            job_timeout=LONGEST_RUN,
            result_ttl=60,
            failure_ttl=3600,
        )
    except DuplicateJobError:
        _clear_away(job_id)


def _clear_away(job_id: str) -> None:
    """Forget a call whose worker died before it claimed anything: Redis would keep it as started."""
    known = queue().fetch_job(job_id)
    started = known.started_at if known else None
    if known and started and clock.now() - started.replace(tzinfo=started.tzinfo or UTC) > lease():
        known.delete()


def run_job(reaction_id: str) -> None:
    """Run one reaction, if it is still open and nobody else has it."""
    with scope.opened(Scope.machine()):
        claimed = retrying(lambda: _claim(UUID(reaction_id)))
    if claimed is None:
        return
    wanted: Job = current_app.extensions["jobs"][claimed.name]
    job_scope = Scope.platform() if wanted.platform else Scope.job(claimed.enterprise_id)
    try:
        with scope.opened(job_scope):
            step = wanted.run
            while more := retrying(partial(_do, claimed, step)):
                log.debug("reaction %s goes on", reaction_id)
                step = more.work() if isinstance(more, Apart) else wanted.run
    except Exception as error:
        log.exception("reaction %s failed", reaction_id)
        message = f"{type(error).__name__}: {error}"[:500]
        with scope.opened(Scope.machine()):
            retrying(lambda: _fail(claimed, message))


def _claim(reaction_id: UUID) -> OutboxJob | None:
    """Take a reaction; one whose job only a newer release knows is left to its workers, untried."""
    moment = clock.now()
    name = db.session.scalar(select(OutboxJob.name).where(OutboxJob.id == reaction_id, *_is_open(moment)))
    if name is not None and name not in current_app.extensions["jobs"]:
        log.warning("reaction %s is for a worker that knows the job %s", reaction_id, name)
        return None
    taking = update(OutboxJob).where(OutboxJob.id == reaction_id, *_is_open(moment))
    if changed(taking.values(lease_until=moment + lease(), attempts=OutboxJob.attempts + 1)) != 1:
        return None
    reaction = db.session.get_one(OutboxJob, reaction_id)
    if reaction.attempts <= MAX_ATTEMPTS:
        return reaction
    reaction.lease_until, reaction.parked_at = None, moment
    reaction.last_error = reaction.last_error or "its workers died"
    return None


def _is_open(moment: datetime) -> tuple[Any, ...]:
    return (
        OutboxJob.settled_at.is_(None),
        OutboxJob.parked_at.is_(None),
        OutboxJob.not_before <= moment,
        or_(OutboxJob.lease_until.is_(None), OutboxJob.lease_until < moment),
    )


def _do(claimed: OutboxJob, run: Callable[[LedgerEntry], object]) -> object:
    """Do one step; return what there is more, CONTINUE or Apart, or nothing.

    Settle first: the conditional update is the fence that lets only one completion through.
    """
    if not _set(claimed, settled_at=clock.now(), lease_until=None, last_error=None):
        return None
    more = run(db.session.get_one(LedgerEntry, (claimed.enterprise_id, claimed.entry_id)))
    if more is not CONTINUE and not isinstance(more, Apart):
        return None
    _set(claimed, settled=True, settled_at=None, lease_until=clock.now() + lease())
    return more


def _set(claimed: OutboxJob, *, settled: bool = False, **values: Any) -> bool:
    """Change the reaction while it is still this worker's."""
    own = update(OutboxJob).where(
        OutboxJob.id == claimed.id,
        OutboxJob.settled_at.is_not(None) if settled else OutboxJob.settled_at.is_(None),
        OutboxJob.attempts == claimed.attempts,
    )
    return changed(own.values(**values)) == 1


def _fail(claimed: OutboxJob, message: str) -> None:
    moment = clock.now()
    parked = claimed.attempts >= MAX_ATTEMPTS
    _set(
        claimed,
        lease_until=None,
        not_before=moment + back_off(claimed.attempts),
        parked_at=moment if parked else None,
        last_error=message,
    )


def waiting(limit: int = 500) -> list[tuple[UUID, int]]:
    """Return the open reactions that nobody has: (id, attempts so far), the oldest first.

    Those of a job that only another release knows are left out: many of them would take the place of ours.
    """
    rows = db.session.execute(
        select(OutboxJob.id, OutboxJob.attempts)
        .where(*_is_open(clock.now()), OutboxJob.name.in_(current_app.extensions["jobs"]))
        .order_by(OutboxJob.not_before)
        .limit(limit)
    )
    return [(row.id, row.attempts) for row in rows]


def parked(limit: int = 100) -> list[OutboxJob]:
    """Return what failed too often and now waits for a person, the newest first."""
    query = select(OutboxJob).where(OutboxJob.parked_at.is_not(None)).order_by(OutboxJob.parked_at.desc())
    return list(db.session.scalars(query.limit(limit)))


def open_reactions(limit: int = 100) -> list[OutboxJob]:
    query = select(OutboxJob).where(OutboxJob.settled_at.is_(None), OutboxJob.parked_at.is_(None))
    return list(db.session.scalars(query.order_by(OutboxJob.not_before).limit(limit)))


def requeue(reaction: OutboxJob) -> bool:
    """Let a parked reaction run again, with all its attempts before it; tell whether it was parked."""
    if reaction.parked_at is None or reaction.settled_at:
        return False
    reaction.parked_at, reaction.attempts, reaction.not_before = None, 0, clock.now()
    after_commit(lambda: wake_worker(reaction.id, 0))
    return True
