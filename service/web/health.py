"""`/healthz`: the process lives. `/readyz`: it can serve; what hangs on what is said to a neighbour alone."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from threading import Lock
from typing import NotRequired, TypedDict

import redis
from flask import Flask, Response, current_app, jsonify, request
from sqlalchemy import func, select

from service.core import clock, migrations
from service.core.db.outages import AWAY
from service.core.db.transactions import db, is_postgres, reading, transaction
from service.core.db.upserts import upsert
from service.core.jobs import outbox, scheduler
from service.core.jobs.scheduler import Outcome
from service.core.models import Heartbeat
from service.core.storage import store
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.queries import people
from service.web.access import anyone

SIGNED = select(func.walls.is_signed("machine"))
MEMBER = select(
    *(func.pg_has_role(func.session_user(), f"dp_{role}", "member") for role in ("platform", "auth"))
)
SILENT_AFTER = timedelta(seconds=60)
SHARED = timedelta(seconds=5)  # asked more often, the last answer is given again: each one writes
ASKED_WITHIN_S = 1.0  # for who asks while another is being answered
LEAST_FREE = 0.05  # of the disk that photos and files lie on
MOST_WAITING = 1000  # reactions
DEMO_ACCOUNT = "demo_account"
UNKNOWN_KEY = "SECRET_KEY is not the one that migrate was run with"
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


class States(TypedDict):
    """What hangs on what; `ready` is the database's alone."""

    ready: bool
    tenancy: NotRequired[str]
    refused: NotRequired[str]  # why the database is not to be worked with
    degraded: NotRequired[list[str]]


class Readiness:
    """The last answer of this process, shared by all who ask within some seconds."""

    def __init__(self) -> None:
        self.turn = Lock()
        self.states: States = {"ready": False}
        self.at: datetime | None = None

    def now(self) -> States:
        """Return the states; where the one who asks the database is not answered, nothing is ready."""
        if self.is_recent():
            return self.states
        if not self.turn.acquire(timeout=ASKED_WITHIN_S):
            return {"ready": False}
        try:
            if not self.is_recent():
                self.states, self.at = states(), clock.now()
            return self.states
        finally:
            self.turn.release()

    def is_recent(self) -> bool:
        return self.at is not None and timedelta() <= clock.now() - self.at < SHARED


def states() -> States:
    tenancy = "two walls" if is_postgres() else "single-node/demo: no database-level isolation"
    try:
        if not is_signed():
            return {"tenancy": tenancy, "ready": False, "refused": why_unsigned()}
        with scope.opened(Scope.machine()), transaction():
            upsert([Heartbeat(name="web", at=clock.now())])
        ready = migrations.is_at_head(current_app.config["SETTINGS"])
        if ready and shares_login():
            tenancy += "; the operator and the sign-in share the app's login"
        if ready and stray_account():
            refused = "demo accounts in a production database"
            return {"tenancy": tenancy, "ready": False, "refused": refused}
        return {"tenancy": tenancy, "ready": ready, "degraded": degraded()}
    except AWAY:
        return {"tenancy": tenancy, "ready": False}


def readiness(is_neighbour: bool) -> tuple[int, dict[str, object]]:
    """Return the status and the words of an answer: to who is not beside us without details."""
    now: States = current_app.extensions["readiness"].now()
    words = "not ready" if not now["ready"] else "degraded" if now.get("degraded") else "ready"
    return 200 if now["ready"] else 503, {"status": words, **(now if is_neighbour else {})}


def is_near(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def is_signed() -> bool:
    """Tell whether the database takes our signature of a scope."""
    if not is_postgres():
        return True
    with scope.opened(Scope.machine()), reading():
        return bool(db.session.scalar(SIGNED))


def why_unsigned() -> str:
    with scope.opened(Scope.machine()), reading():
        is_off = scheduler.is_off(scheduler.database_now())
    return "the clock is too far from the database's" if is_off else UNKNOWN_KEY


def shares_login() -> bool:
    """Tell whether the app's login may become the operator or the sign-in."""
    if not is_postgres():
        return False
    with scope.opened(Scope.machine()), reading():
        return any(db.session.execute(MEMBER).one())


def stray_account() -> str:
    """Return a demo account in a production database, or "": the database is asked until it has answered."""
    if current_app.config["SETTINGS"].demo:
        return ""
    if DEMO_ACCOUNT not in current_app.extensions:
        with scope.opened(Scope.auth()), reading():
            current_app.extensions[DEMO_ACCOUNT] = people.demo_account() or ""
    account: str = current_app.extensions[DEMO_ACCOUNT]
    return account


def degraded() -> list[str]:
    parts = []
    try:
        outbox.queue().connection.ping()
    except redis.RedisError:
        parts.append("redis")
    if store().free_share() < LEAST_FREE:
        parts.append("disk")
    with scope.opened(Scope.machine()), reading():
        beats = scheduler.beats()
        has_wrong_clock = scheduler.has_wrong_clock(beats)
        backlog = len(outbox.waiting(MOST_WAITING))
        troubled = [
            name for name, _run, how in scheduler.last_runs() if how in {Outcome.FAILED, Outcome.LATE}
        ]
    for name in ("planner", "worker"):
        if name not in beats or clock.now() - beats[name] > SILENT_AFTER:
            parts.append(name)
    if has_wrong_clock:
        parts.append("clock")
    return [*parts, *troubled, *(["backlog"] if backlog >= MOST_WAITING else [])]


def install(app: Flask) -> None:
    app.extensions["readiness"] = Readiness()

    @app.get("/healthz")
    @anyone
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @app.get("/readyz")
    @anyone
    def readyz() -> tuple[Response, int]:
        """A proxy beside us asks for somebody else: what it forwards is not from here."""
        is_neighbour = is_near(request.remote_addr) and not any(name in request.headers for name in FORWARDED)
        status, words = readiness(is_neighbour)
        return jsonify(words), status
