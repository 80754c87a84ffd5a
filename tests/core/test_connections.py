"""A connection that the database closed is noticed before it is used, where it has rested."""

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from service.core import db as database
from service.core import scope
from service.core.db import db, reading
from service.core.scope import Scope
from service.identity.models import Organisation
from tests import servers

pytestmark = pytest.mark.postgres
CLOSE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


def read() -> None:
    with scope.opened(Scope.platform()), reading():
        db.session.scalars(select(Organisation)).all()


def close_all() -> None:
    with servers.superuser(Path(os.environ["TEST_CLUSTER"])) as connection:
        connection.execute(CLOSE, [db.engine.url.database])


def test_a_rested_connection_that_was_closed_is_replaced(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "RESTED_S", 0.0)
    with app.app_context():
        read()
        close_all()
        read()


def test_a_connection_closed_while_in_use_fails_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "RESTED_S", 3600.0)
    with app.app_context():
        read()
        close_all()
        with pytest.raises(OperationalError):
            read()
        read()
