"""What is kept survives a power cut: asked of a live connection, and of the order in which a file is written."""

import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from service.core.db.transactions import db, reading
from service.core.storage import DirectoryStorage
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.session_guard import bypass_scope
from tests import databases

pytestmark = pytest.mark.both


def asked(question: str) -> Any:
    with scope.opened(Scope.platform()), reading():
        return db.session.execute(bypass_scope(text(question), "how the connection is set")).scalar()


@pytest.mark.skipif(databases.kind() != "sqlite", reason="how SQLite writes")
def test_sqlite_keeps_foreign_keys_and_waits_for_the_disk(app: Flask) -> None:
    with app.app_context():
        assert asked("PRAGMA foreign_keys") == 1
        assert asked("PRAGMA synchronous") == 2  # FULL
        assert asked("PRAGMA journal_mode") == "wal"
        assert asked("PRAGMA busy_timeout") == 10_000


@pytest.mark.skipif(databases.kind() == "sqlite", reason="how PostgreSQL writes")
def test_no_connection_turns_off_what_postgresql_waits_for(app: Flask) -> None:
    set_here = "SELECT count(*) FROM pg_settings WHERE name = 'synchronous_commit' AND source = 'session'"
    with app.app_context():
        assert asked(set_here) == 0
        assert asked("SELECT current_setting('session_replication_role')") == "origin"


def test_a_file_is_on_the_disk_before_it_has_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, sync, rename = [], os.fsync, os.replace
    storage = DirectoryStorage(tmp_path / "files")

    def synced(handle: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        steps.append("folder" if path.is_dir() else f"file of {path.stat().st_size}")
        sync(handle)

    def renamed(draft: str, path: Path) -> None:
        steps.append("name")
        rename(draft, path)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", renamed)
    storage.put(b"seven b")
    assert steps == ["file of 7", "name", "folder", "folder"]
