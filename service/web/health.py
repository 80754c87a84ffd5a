"""`/healthz`: the process lives. `/readyz`: it can serve."""

from datetime import timedelta
from typing import Any

import redis
from flask import Flask, Response, current_app, jsonify
from sqlalchemy.exc import DBAPIError

from service.core import clock, jobs, migrations, planner, scope
from service.core.db import is_postgres, reading, transaction
from service.core.models import Heartbeat
from service.core.planner import Outcome
from service.core.scope import Scope
from service.core.upserts import put
from service.identity import queries as identity
from service.web.access import anyone

SILENT_AFTER = timedelta(seconds=60)
DEMO_ACCOUNT = "demo_account"


def states() -> dict[str, Any]:
    """Return what hangs on what; `ready` is the database's alone."""
    told: dict[str, Any] = {
        "tenancy": "two walls" if is_postgres() else "single-node/demo: no database-level isolation"
    }
    try:
        with scope.opened(Scope.job()), transaction():
            put(Heartbeat, {"name": "web", "at": clock.now()})
        told["ready"] = migrations.is_at_head(current_app.config["SETTINGS"])
        if told["ready"] and stray_account():
            return told | {"ready": False, "refused": "demo accounts in a production database"}
    except DBAPIError:
        return {**told, "ready": False}
    return told | {"degraded": degraded()}


def stray_account() -> str:
    """Return a demo account in a production database, or "": the database is asked until it has answered."""
    if current_app.config["SETTINGS"].demo:
        return ""
    if DEMO_ACCOUNT not in current_app.extensions:
        with scope.opened(Scope.auth()), reading():
            current_app.extensions[DEMO_ACCOUNT] = identity.demo_account() or ""
    found: str = current_app.extensions[DEMO_ACCOUNT]
    return found


def degraded() -> list[str]:
    found = []
    try:
        jobs.queue().connection.ping()
    except redis.RedisError:
        found.append("redis")
    with scope.opened(Scope.job()), reading():
        beats = planner.beats()
        backlog = len(jobs.waiting(1000))
        troubled = [name for name, _run, how in planner.last_runs() if how in {Outcome.FAILED, Outcome.LATE}]
    for name in ("planner", "worker"):
        if name not in beats or clock.now() - beats[name] > SILENT_AFTER:
            found.append(name)
    return [*found, *troubled, *(["backlog"] if backlog >= 1000 else [])]


def install(app: Flask) -> None:
    @app.get("/healthz")
    @anyone
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @app.get("/readyz")
    @anyone
    def readyz() -> tuple[Response, int]:
        told = states()
        return jsonify(told), 200 if told["ready"] else 503
