"""The edition of what a plant shows in public: what was made of one edition is good until the next.

An edition is a random word in Redis, never the same again. A new one is set after the commit of each act that changes
what hangs on a plant's walls, and once more by the job that follows it, should the process have ended in between.
"""

import logging
import secrets
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import redis

from service.core.db.transactions import after_commit, db
from service.core.jobs.outbox import Job, job, queue
from service.core.models import LedgerEntry

SHOWN = frozenset({"risk_object", "risk_unit", "risk_event", "control_measure", "code", "enterprise"})
LASTS_S = 2.0  # for which a process believes what it has read
GOOD_FOR = timedelta(hours=6)  # should Redis have been away when a new one was due
MOST_AT_ONCE = 1_000  # plants
SILENCE_S = 5.0  # while Redis is away, nobody waits for it
log = logging.getLogger(__name__)


def touch(verb: str, enterprise_id: UUID) -> None:
    """Have a new edition set once the open act is kept, where it changes what a plant shows."""
    if verb.partition(".")[0] not in SHOWN or "later" not in db.session.info:
        return
    touched: set[UUID] = db.session.info.setdefault("touched", set())
    if enterprise_id not in touched:
        touched.add(enterprise_id)
        after_commit(lambda: renew(enterprise_id))


def renew(enterprise_id: UUID) -> None:
    try:
        renew_again(enterprise_id)
    except redis.RedisError as error:
        log.warning("what a plant shows has a new edition that Redis was not told: %s", error)


def renew_again(enterprise_id: UUID) -> None:
    """Set a new edition within a job, which is done again where Redis is away."""
    queue().connection.set(_key(enterprise_id), _new(), ex=GOOD_FOR)


def _renew_again(entry: LedgerEntry) -> None:
    renew_again(entry.enterprise_id)


RENEW: Job = job("editions.renew")(_renew_again)


def _key(enterprise_id: UUID | str) -> str:
    return f"edition:{enterprise_id}"


def _new() -> str:
    return secrets.token_hex(8)


class Editions:
    """What one process knows of the editions."""

    def __init__(self, url: str) -> None:
        self.redis = redis.Redis.from_url(
            url, socket_connect_timeout=1, socket_timeout=1, decode_responses=True
        )
        self.read: dict[str, tuple[str, float]] = {}
        self.since: dict[str, tuple[str, float]] = {}  # each as it was seen for the first time
        self.wanted: set[str] = set()  # since Redis was asked last: these are asked for together
        self.silent_until = 0.0

    def lasting(self, enterprise_id: str, began: float) -> str | None:
        """Return the edition that was there before a moment and is there now, None where there is none such."""
        known = self.since.get(enterprise_id)
        now = self.latest(enterprise_id)
        return now if known and known[1] <= began and known[0] == now else None

    def current(self, enterprise_id: str) -> str | None:
        """Return the edition of two seconds ago or later; None where Redis does not say.

        What was asked for since the last time is read again in one trip: the plants of a shift, not one by one.
        """
        known, now = self.read.get(enterprise_id), time.monotonic()
        if known and now - known[1] < LASTS_S:
            self.wanted.add(enterprise_id)
            return known[0]
        if known is None:
            return self.latest(enterprise_id)
        together, self.wanted = {*self.wanted, enterprise_id}, set()
        return self._read({*list(together)[:MOST_AT_ONCE], enterprise_id}).get(enterprise_id)

    def latest(self, enterprise_id: str) -> str | None:
        """Ask Redis."""
        return self._read({enterprise_id}).get(enterprise_id)

    def _read(self, plants: set[str]) -> dict[str, str]:
        now = time.monotonic()
        if now < self.silent_until:
            return {}
        try:
            editions = self._asked(list(plants))
        except redis.RedisError:
            self.silent_until = now + SILENCE_S
            return {}
        heard = time.monotonic()  # not before: an act may have been kept while we waited
        for plant, edition in editions.items():
            self.read[plant] = edition, now
            if self.since.get(plant, ("",))[0] != edition:
                self.since[plant] = edition, heard
        return editions

    def _asked(self, plants: list[str]) -> dict[str, str]:
        answers: Any = self.redis.mget([_key(plant) for plant in plants])
        editions = dict(zip(plants, answers, strict=True))
        for plant in plants:
            if (
                editions[plant] is None
            ):  # never set, or Redis began anew: what was made before is not of this edition
                self.redis.set(_key(plant), _new(), nx=True, ex=GOOD_FOR)
                editions[plant] = self.redis.get(_key(plant))
        return {plant: str(edition) for plant, edition in editions.items()}
