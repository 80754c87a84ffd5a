"""W8: labels are scanned: 2,000 different ones of 100 plants, each of them before.

On either side one worker serves: each keeps pages of its own, and which of two is asked would be chance.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests import databases, servers
from tests.bench.bench import PRODUCT, Bench
from tests.bench.client import ask, request
from tests.bench.measure import Side, by_turns, same
from tests.bench.registry import Round, Row
from tests.bench.visitors import phones, seated
from tests.bench.web import Web

CODES = """SELECT opened_by, p.id::text FROM printed_code c JOIN world_plant p ON p.id = c.enterprise_id
WHERE p.k < 100 AND NOT p.big ORDER BY c.id"""
ONE_WORKER = ("--workers", "1")
WARM = 3  # rounds: one that learns the plants, one that keeps the pages, one more
ETAG = b"\r\nETag: "
Scan = Callable[[Web, str, str], bytes]  # a program, a code, its plant


def _codes(database: str) -> list[tuple[str, str]]:
    with servers.superuser(databases.cluster(), database) as connection:
        return [(code, plant) for code, plant in connection.execute(CODES)]


def _measured(bench: Bench, scan: Scan, size: int, status: int = 200) -> Iterator[Round]:
    world = bench.world()
    with ExitStack() as stack:
        ours = stack.enter_context(bench.product(databases.settings(world), PRODUCT, *ONE_WORKER))
        codes = _codes(world)
        requests = [scan(ours, *one) for one in codes]
        head, body = ask(ours.port, requests[0])
        page: Path = bench.directory / f"page-{ours.port}"
        page.mkdir(exist_ok=True)
        (page / str(status)).write_bytes(head + b"\r\n\r\n" + body)
        limit = stack.enter_context(bench.limit("static", *ONE_WORKER, BENCH_PAGE=str(page)))
        sides = Side(limit, same(*requests), status), Side(ours, same(*requests), status)
        yield from by_turns(bench, *sides, size, WARM)


def _scan(web: Web, code: str, _plant: str) -> bytes:
    return request("GET", f"/s/{code}", {"Host": web.host})


def _with_settings(web: Web, code: str, _plant: str) -> bytes:
    return request("GET", f"/s/{code}", {"Host": web.host, "Cookie": "lang=zh; text-size=l"})


def _again(web: Web, code: str, plant: str) -> bytes:
    head, _body = ask(web.port, _scan(web, code, plant))
    etag = head.partition(ETAG)[2].partition(b"\r\n")[0]
    return request("GET", f"/s/{code}", {"Host": web.host, "If-None-Match": etag.decode()})


def _on_phone(bench: Bench) -> Iterator[Round]:
    world = bench.world()
    cookies = phones(world, seated(world).plants)

    def scan(web: Web, code: str, plant: str) -> bytes:
        return request("GET", f"/s/{code}", {"Host": web.host, "Cookie": cookies[plant]})

    yield from _measured(bench, scan, 500)


UNIT = "ms of processor"
ROWS = [
    Row("W8", "a label is scanned", UNIT, 0.5, "more", lambda bench: _measured(bench, _scan, 2000)),
    Row(
        "W8.lang",
        "with a language chosen",
        UNIT,
        0.5,
        "more",
        lambda bench: _measured(bench, _with_settings, 2000),
    ),
    Row(
        "W8.again",
        "by who has the page",
        UNIT,
        0.5,
        "more",
        lambda bench: _measured(bench, _again, 2000, 304),
    ),
    Row("W8.phone", "by a worker of the plant", UNIT, 19, "less", _on_phone),
]
