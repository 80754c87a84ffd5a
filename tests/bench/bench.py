"""What a row of the bench stands on: databases of the store, servers of this run, programs behind gunicorn."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import databases, servers
from tests.bench.store import Store
from tests.bench.web import Web, serving
from tests.site import free_port

PRODUCT = "tests.bench.product:at_noon()"  # with the clock of the worlds
SECRET = "the secret of the bench, which signs scopes"  # the databases of the store are migrated under it
PRODUCT_NOW = "wsgi:create_app()"


class Bench:
    def __init__(self, stack: ExitStack, rounds: int, size: str) -> None:
        os.environ["SECRET_KEY"] = SECRET
        servers.start("redis", stack.callback)
        self.shared = ExitStack()  # by the rows of a workload, and closed behind the last of them
        self.store = Store(stack.callback)
        self.directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dp-bench-")))
        self.rounds, self.size = rounds, size

    @contextmanager
    def workload(self) -> Iterator[None]:
        """Measure rows that share what they serve: no connection of theirs is in the way of the next ones."""
        with ExitStack() as self.shared:
            yield

    @property
    def database(self) -> int:
        """The process of PostgreSQL."""
        return self.store.pid

    @contextmanager
    def product(self, settings: dict[str, str], program: str = PRODUCT, *more: str) -> Iterator[Web]:
        """Serve the product on a database; `more` for gunicorn."""
        port = free_port()
        with serving(program, port, self.environment(settings, port), *more) as web:
            yield web

    @contextmanager
    def limit(self, name: str, *more: str, **settings: str) -> Iterator[Web]:
        """Serve a program of `limits`."""
        with serving(f"tests.bench.limits.{name}:app", free_port(), settings, *more) as web:
            yield web

    def environment(self, settings: dict[str, str], port: int) -> dict[str, str]:
        return {
            **settings,
            "REDIS_URL": os.environ["TEST_REDIS"],
            "STORAGE_URL": f"dir:{self.directory}",
            "SECRET_KEY": SECRET,
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        }

    def world(self, size: str = "") -> str:
        """Return the name of a world's database, of the size that is asked for on the command line."""
        return self.store.world(size or self.size)

    def world_copied(self, name: str, size: str = "") -> dict[str, str]:
        """Return the settings of a copy of a world, to write to."""
        return databases.copied(self.world(size), name)
