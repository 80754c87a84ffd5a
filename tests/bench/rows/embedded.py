"""How long a writer waits on SQLite, the database of a small firm: eight at once, each with one check after the other.

Seconds of the clock, not of the processor: it says something on a machine that does nothing else.
"""

import threading
import time
from collections.abc import Iterator
from statistics import quantiles

from service.core.settings import Settings
from tests import databases
from tests.bench import checks
from tests.bench.bench import PRODUCT_NOW, Bench
from tests.bench.client import CONNECTIONS, Line
from tests.bench.registry import Round, Row
from tests.site import free_port
from wsgi import create_app

SIZE = 400  # checks of a round


def measure(bench: Bench) -> Iterator[Round]:
    """Yield of each round what all but a hundredth of the writers wait at most."""
    settings = {"DATABASE_URL": f"sqlite:///{bench.directory}/embedded.db", "DATABASE_OWNER_URL": ""}
    databases.migrate(settings)
    environment = bench.environment(settings, free_port())
    with create_app(Settings.from_env(environment)).app_context():
        world = checks.build(SIZE * (bench.rounds + 1))
    with bench.product(settings, PRODUCT_NOW) as web:
        waiting = checks.records(world, web.host)
        for number in range(bench.rounds + 1):
            requests = [next(waiting) for _ in range(SIZE)]
            waited = _waited_s(web.port, requests)
            if number:  # the first warms what is made once
                yield Round(None, quantiles(waited, n=100)[98])


def _waited_s(port: int, requests: list[bytes]) -> list[float]:
    """Send all, each writer his share one after the other; return how long each took."""
    waited: list[float] = []

    def write(own: list[bytes]) -> None:
        with Line(port) as line:
            for one in own:
                began = time.perf_counter()
                line.ask(one, 201)
                waited.append(time.perf_counter() - began)

    threads = [
        threading.Thread(target=write, args=(requests[number::CONNECTIONS],)) for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(waited) != len(requests):
        raise RuntimeError(f"{len(requests) - len(waited)} of {len(requests)} checks were not taken")
    return waited


ROWS = [Row("SQLITE", "eight writers, the 99th of a hundred", "s of the clock", 0.5, "less", measure)]
