"""A connection that the database closed is noticed before it is used, where it has rested."""

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from service.core import db as database
from service.core import scope
from service.core.db import db, reading
from service.core.scope import Scope
from service.identity.models import Organisation
from tests import servers

pytestmark = pytest.mark.postgres
CLOSE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


def server_process() -> int:
    """Read something; return who answered."""
    with scope.opened(Scope.platform()), reading():
        db.session.scalars(select(Organisation)).all()
        answered_by: int = db.session.scalar(select(func.pg_backend_pid()))
        return answered_by


def close_all() -> None:
    with servers.superuser(Path(os.environ["TEST_CLUSTER"])) as connection:
        connection.execute(CLOSE, [db.engine.url.database])


def test_a_rested_connection_that_was_closed_is_replaced(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "RESTED_S", 0.0)
    with app.app_context():
        first = server_process()
        close_all()
        assert server_process() != first


def test_a_connection_closed_while_in_use_fails_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "RESTED_S", 3600.0)
    with app.app_context():
        first = server_process()
        close_all()
        with pytest.raises(OperationalError):
            server_process()
        assert server_process() != first
