"""The edition of what a plant shows in public: what was made of one edition is good until the next.

An edition is a random word in Redis, never the same again. A new one is set after the commit of each act that changes
what hangs on a plant's walls, and once more by the job that follows it, should the process have ended in between.
"""

import logging
import secrets
import time
from typing import Any
from uuid import UUID

import redis

from service.core.db import after_commit, db
from service.core.jobs import Job, job, queue
from service.core.models import LedgerEntry

SHOWN = frozenset({"risk_object", "risk_unit", "risk_event", "control_measure", "code", "enterprise"})
LASTS_S = 2.0  # for which a process believes what it has read
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
        queue().connection.set(_key(enterprise_id), _new())
    except redis.RedisError as error:
        log.warning("what a plant shows has a new edition that Redis was not told: %s", error)


def _renew_again(entry: LedgerEntry) -> None:
    queue().connection.set(_key(entry.enterprise_id), _new())


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
        self.silent_until = 0.0

    def lasting(self, enterprise_id: str, began: float) -> str | None:
        """Return the edition that was there before a moment and is there now, None where there is none such."""
        known = self.read.get(enterprise_id)
        now = self.latest(enterprise_id)
        return now if known and known[1] <= began and known[0] == now else None

    def current(self, enterprise_id: str) -> str | None:
        """Return the edition of two seconds ago or later; None where Redis does not say."""
        known, now = self.read.get(enterprise_id), time.monotonic()
        if known and now - known[1] < LASTS_S:
            return known[0]
        return self.latest(enterprise_id)

    def latest(self, enterprise_id: str) -> str | None:
        """Ask Redis."""
        now = time.monotonic()
        if now < self.silent_until:
            return None
        try:
            found = self._asked(_key(enterprise_id))
        except redis.RedisError:
            self.silent_until = now + SILENCE_S
            return None
        self.read[enterprise_id] = found, now
        return found

    def _asked(self, key: str) -> str:
        found: Any = self.redis.get(key)
        if found is None:  # never set, or Redis began anew: whatever was made before is not of this edition
            self.redis.set(key, _new(), nx=True)
            found = self.redis.get(key)
        return str(found)
