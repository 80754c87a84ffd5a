"""Real servers for a test run: started once by the process that leads it, gone when it ends.

PostgreSQL is a throw-away cluster on a Unix socket that only this user can reach. Logins: `dp_app` serves, with
one more each for the operator, the sign-in and phones; `dp_owner` migrates and owns the tables but is no superuser;
`dp_super` only copies databases.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from scripts import local_redis

OLDEST_POSTGRES = 15
ROOM = 2 * 1024**3  # bytes that a run may take of a file system in memory
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
}
LOGINS = """
CREATE ROLE dp_owner LOGIN CREATEROLE CREATEDB;
CREATE ROLE dp_app LOGIN NOINHERIT;
CREATE ROLE dp_platform_login LOGIN NOINHERIT;
CREATE ROLE dp_auth_login LOGIN NOINHERIT;
CREATE ROLE dp_phone_login LOGIN NOINHERIT;
"""


running: "dict[str, subprocess.Popen[bytes]]" = {}  # the servers of this run, by name
AtEnd = Callable[[Callable[[], object]], object]


class NoServer(RuntimeError):
    """Not installed, or it did not come up; the message says which."""


def postgres_programs() -> Path | None:
    """The directory of the newest server programs that are new enough."""
    found: dict[int, Path] = {}
    on_path = shutil.which("initdb")
    candidates = [*Path("/usr/lib/postgresql").glob("*/bin")]
    for directory in [*candidates, *([Path(on_path).resolve().parent] if on_path else [])]:
        if not (directory / "initdb").exists() or not (directory / "postgres").exists():
            continue
        said = subprocess.run(
            [directory / "postgres", "-V"], capture_output=True, text=True, check=True
        ).stdout
        found[int(said.split()[2].split(".")[0])] = directory
    newest = max(found, default=0)
    return found[newest] if newest >= OLDEST_POSTGRES else None


def made_directory(prefix: str) -> Path:
    """Make a directory in memory where there is room: each test copies a database."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if roomy else None))


def start(database: str, at_end: AtEnd) -> None:
    """Redis, and PostgreSQL where it is asked for; the processes of the run find them by the environment."""
    begin(at_end)
    if database == "postgres":
        lead(Postgres(), at_end)


def lead(cluster: "Postgres", at_end: AtEnd) -> None:
    """Let a cluster be the one that the processes of the run find by the environment."""
    at_end(cluster.stop)
    os.environ["TEST_CLUSTER"], running["PostgreSQL"] = str(cluster.directory), cluster.process


def begin(at_end: AtEnd) -> None:
    """A directory for the run, and Redis."""
    directory = made_directory("dp-run-")
    at_end(lambda: shutil.rmtree(directory))
    os.environ["TEST_RUN"] = str(directory)
    process, os.environ["TEST_REDIS"] = local_redis.started(directory)
    running["Redis"] = process
    at_end(process.wait)
    at_end(process.terminate)


class Postgres:
    """A cluster of its own; its directory holds the socket, and what it keeps unless `data` does."""

    def __init__(self, data: Path | None = None, **settings: str) -> None:
        programs = postgres_programs()
        if programs is None:
            raise NoServer(f"no server of PostgreSQL {OLDEST_POSTGRES} or newer is installed")
        self.directory = made_directory("dp-pg-")
        self.data = data or self.directory / "data"
        owner = unprivileged_user()
        if owner:
            shutil.chown(self.directory, owner)
        is_new = not (self.data / "PG_VERSION").exists()
        if is_new:
            initdb = [programs / "initdb", "-D", self.data, "-U", "dp_super", "--locale=C.UTF-8"]
            made = subprocess.run(
                [*as_user(owner), *initdb, "-E", "UTF8", "-A", "trust", "--no-sync"],
                capture_output=True,
                check=False,
            )
            if made.returncode:
                raise NoServer(made.stderr.decode())
        options = [
            part for name, value in (SETTINGS | settings).items() for part in ("-c", f"{name}={value}")
        ]
        serve = [programs / "postgres", "-D", self.data, "-k", self.directory, *options]
        self.command = [*as_user(owner), *map(str, serve)]
        try:
            self.start()
            if is_new:
                with superuser(self.directory) as connection:
                    connection.execute(LOGINS)
        except NoServer:
            self.stop()
            raise

    def start(self) -> None:
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        self._wait()

    def halt(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: fast by default, which does not wait for clients; its data stay."""
        self.process.send_signal(number)
        self.process.wait(timeout=30)

    def _wait(self) -> None:
        for _ in range(600):
            try:
                superuser(self.directory).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise NoServer((self.directory / "log").read_text())

    def stop(self) -> None:
        if self.process.poll() is None:
            self.halt()
        shutil.rmtree(self.directory)


def superuser(cluster: Path, database: str = "postgres") -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(f"host={cluster} user=dp_super dbname={database}", autocommit=True)


def unprivileged_user() -> str | None:
    """PostgreSQL refuses root; None where we are not root."""
    if os.getuid() != 0:
        return None
    return "postgres" if any(user.pw_name == "postgres" for user in pwd.getpwall()) else "nobody"


def as_user(name: str | None) -> list[str]:
    """As another user, and never outliving this process, where util-linux can say so."""
    if shutil.which("setpriv") is None:
        return ["runuser", "-u", name, "--"] if name else []
    identity = [f"--reuid={name}", f"--regid={name}", "--init-groups"] if name else []
    return ["setpriv", *identity, "--pdeathsig=INT", "--"]


def chromium() -> str | None:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def main() -> int:
    checks: dict[str, Callable[[], object]] = {"postgres": postgres_programs, "chromium": chromium}
    return 0 if checks[sys.argv[1]]() else 1


if __name__ == "__main__":
    sys.exit(main())
