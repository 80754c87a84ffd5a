"""One database for the run, as `migrate` leaves it, copied for every test that wants a clean one.

The processes of a run share a directory, named by TEST_RUN; the first that needs the template makes it, unless
`tests/templates.py` has kept it.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests import servers, templates

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE, MIGRATED = "dp_template", "migrated"


def kind() -> str:
    """sqlite or postgres: what TEST_DATABASE asks for."""
    return os.environ.get("TEST_DATABASE", "sqlite")


def clean(name: str) -> dict[str, str]:
    """The settings that lead to a database called `name`, made anew from the template."""
    with locked(run() / "template.lock"):
        if not (run() / MIGRATED).exists():
            migrate(empty(TEMPLATE))
            settle(TEMPLATE)
            if kind() == "sqlite" and not is_another_day():
                templates.keep(file(TEMPLATE), templates.place("sqlite", sqlite3.sqlite_version))
            (run() / MIGRATED).touch()
    return copied(TEMPLATE, name)


def begin(at_end: servers.AtEnd) -> None:
    """Start the servers of the run, with the template where one is kept of this release."""
    servers.begin(at_end)
    if kind() == "sqlite":
        kept = templates.place("sqlite", sqlite3.sqlite_version)
        if kept.exists() and not is_another_day():
            templates.copy(kept, file(TEMPLATE))
            (run() / MIGRATED).touch()
        return
    if is_another_day():
        servers.lead(servers.Postgres(), at_end)
        return
    kept = templates.place("postgres", str(servers.postgres_programs()))
    cluster = servers.Postgres(copy_of(kept, at_end) if kept.exists() else None)
    servers.lead(cluster, at_end)
    if not kept.exists():
        migrate(empty(TEMPLATE))
        cluster.halt()
        templates.keep(cluster.data, kept)
        cluster.start()
        servers.running["PostgreSQL"] = cluster.process
    (run() / MIGRATED).touch()


def copy_of(kept: Path, at_end: servers.AtEnd) -> Path:
    """Copy the data of a cluster to where its server may write."""
    directory = servers.made_directory("dp-data-")
    at_end(lambda: shutil.rmtree(directory))
    if owner := servers.unprivileged_user():
        shutil.chown(directory, owner)
    templates.copy(kept, directory / "data")
    return directory / "data"


def is_another_day() -> bool:
    """Whether the run has a clock of its own: then what it begins in is of its day, and not kept."""
    return bool(os.environ.get("TODAY"))


def copied(source: str, name: str) -> dict[str, str]:
    """The settings that lead to `name`, made anew as a copy of a database that nobody is connected to."""
    if kind() == "postgres":
        with servers.superuser(cluster()) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {source} OWNER dp_owner STRATEGY file_copy")
    else:
        for ending in ("", "-wal", "-shm"):
            Path(f"{file(name)}{ending}").unlink(missing_ok=True)
        shutil.copyfile(file(source), file(name))
    return settings(name)


def empty(name: str) -> dict[str, str]:
    """The settings that lead to a database without a single table."""
    if kind() == "postgres":
        with servers.superuser(cluster()) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} OWNER dp_owner")
    else:
        for ending in ("", "-wal", "-shm"):
            Path(f"{file(name)}{ending}").unlink(missing_ok=True)
    return settings(name)


def migrate(database: dict[str, str]) -> None:
    """Do what an operator does: the newest tables, and the reference data of this release."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "migrate"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DEMO": "1", **database}, check=True)


def settle(name: str) -> None:
    """Bring a SQLite database into one whole file, to be copied."""
    if kind() == "sqlite":
        connection = sqlite3.connect(file(name))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


def settings(name: str) -> dict[str, str]:
    if kind() == "postgres":
        logins = {
            "DATABASE_URL": "dp_app",
            "DATABASE_OWNER_URL": "dp_owner",
            "DATABASE_PLATFORM_URL": "dp_platform_login",
            "DATABASE_AUTH_URL": "dp_auth_login",
            "DATABASE_PHONE_URL": "dp_phone_login",
        }
        return {
            key: f"postgresql+psycopg://{login}@/{name}?host={cluster()}" for key, login in logins.items()
        }
    return {"DATABASE_URL": f"sqlite:///{file(name)}", "DATABASE_OWNER_URL": ""}


def rows(name: str, query: str) -> list[tuple[Any, ...]]:
    """Return what is written in a database, past every wall."""
    if kind() == "postgres":
        with servers.superuser(cluster(), name) as connection:
            return list(connection.execute(query))
    with closing(sqlite3.connect(file(name))) as connection:
        return connection.execute(query).fetchall()


def change(name: str, statement: str) -> None:
    """Change what is written in a database, past every wall."""
    if kind() == "postgres":
        with servers.superuser(cluster(), name) as connection:
            connection.execute(statement)
        return
    with closing(sqlite3.connect(file(name))) as connection, connection:
        connection.execute(statement)


def everything(name: str) -> str:
    """Return all rows of all tables as text."""
    if kind() == "postgres":
        tables = rows(name, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return "\n".join(
            row for (table,) in tables for (row,) in rows(name, f"SELECT t::text FROM {table} t")
        )
    with closing(sqlite3.connect(file(name))) as connection:
        return "\n".join(connection.iterdump())


def run() -> Path:
    return Path(os.environ["TEST_RUN"])


def cluster() -> Path:
    return Path(os.environ["TEST_CLUSTER"])


def file(name: str) -> Path:
    return run() / f"{name}.db"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
