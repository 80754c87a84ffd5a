"""What a page costs in a world ten times as large, and how much of it goes over the wire.

Three rows a page: `PAGES.<page>` against the same page of the smallest world, `PAGES.<page>.ms` of processor time
of the web processes and of PostgreSQL, and `PAGES.<page>.kb` compressed. The big plant has enough of everything in
each world for its pages to be full; a county of the smallest world has six plants, where the list shows fifty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

from tests import databases
from tests.bench.bench import Bench
from tests.bench.client import Refused, ask, request
from tests.bench.measure import Side, cost_ms, same
from tests.bench.registry import Round, Row
from tests.bench.visitors import Visitors, seated
from tests.bench.web import Web

SMALL = "hundredth"
SIZE = 8  # pages of a round
NEXT = r'href="(\?[^"]*after=[^"]+|/[^"]*after=[^"]+)"'
DEEP = 15  # pages to turn
MOST_MS, MOST_KB, MOST_TIMES = 100, 40, 2


@dataclass(frozen=True)
class Desk:
    """A page of somebody: what is on `path`, or behind a link of it, followed so many times while there is one."""

    who: str
    path: str
    link: str = ""
    times: int = 1


def _deep(who: str, path: str) -> Desk:
    return Desk(who, path, NEXT, DEEP)


ID = "[0-9a-f-]{36}"
PLANT, SEEN = "/e/{e}", "/g/410505/e/{e}"
DESKS = {
    "today": Desk("manager", f"{PLANT}/today"),
    "inbox": Desk("manager", f"{PLANT}/inbox"),
    "register": Desk("manager", f"{PLANT}/risks"),
    "register-deep": _deep("manager", f"{PLANT}/risks"),
    "register-level": Desk("manager", f"{PLANT}/risks?level=major"),
    "register-search": Desk("manager", f"{PLANT}/risks?text=%E7%A6%BB%E5%BF%83%E6%B3%B5"),
    "unit": Desk("manager", f"{PLANT}/risks", rf'href="([^"]*/risks/units/{ID})"'),
    "labels": Desk("manager", f"{PLANT}/risks/labels"),
    "labels-deep": _deep("manager", f"{PLANT}/risks/labels"),
    "new-hazard": Desk("manager", f"{PLANT}/hazards/new"),
    "fix": Desk("manager", f"{PLANT}/hazards/fix"),
    "pick-unit": Desk("manager", f"{PLANT}/pickers/units?q=%E7%A6%BB%E5%BF%83%E6%B3%B5"),
    "pick-person": Desk("manager", f"{PLANT}/pickers/people?q=%E7%8E%8B"),
    "hazards": Desk("manager", f"{PLANT}/hazards"),
    "hazards-deep": _deep("manager", f"{PLANT}/hazards"),
    "hazard": Desk("manager", f"{PLANT}/hazards", rf'href="([^"]*/hazards/{ID})"'),
    "file": Desk("manager", f"{PLANT}/file"),
    "file-deep": _deep("manager", f"{PLANT}/file"),
    "checks": Desk("manager", f"{PLANT}/checks"),
    "checks-deep": _deep("manager", f"{PLANT}/checks"),
    "checklist": Desk("manager", f"{PLANT}/checks", rf'href="([^"]*/checks/lists/{ID})"'),
    "missed": Desk("manager", f"{PLANT}/checks/missed"),
    "records": Desk("manager", f"{PLANT}/checks/records"),
    "records-deep": _deep("manager", f"{PLANT}/checks/records"),
    "record": Desk("manager", f"{PLANT}/checks/records", rf'href="([^"]*/checks/records/{ID})"'),
    "people": Desk("manager", f"{PLANT}/people"),
    "people-deep": _deep("manager", f"{PLANT}/people"),
    "new-person": Desk("manager", f"{PLANT}/people/new"),
    "orders": Desk("manager", f"{PLANT}/orders"),
    "import": Desk("manager", f"{PLANT}/imports/new"),
    "county": Desk("county", "/g/410505/"),
    "city": Desk("city", "/g/410500/"),
    "province": Desk("province", "/g/410000/"),
    "province-deep": _deep("province", "/g/410000/"),
    "province-search": Desk("province", "/g/410000/?text=%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8"),
    "province-trade": Desk("province", "/g/410000/?text=%E5%8C%96%E5%B7%A5"),
    "county-letter": Desk("county", "/g/410505/?text=%E5%AE%89"),
    "seen-file": Desk("county", "/g/410505/enterprises/{e}"),
    "seen-register": Desk("county", f"{SEEN}/risks"),
    "seen-hazards": Desk("county", f"{SEEN}/hazards"),
    "seen-records": Desk("county", f"{SEEN}/checks/records"),
    "visits": Desk("county", "/g/410505/visits"),
    "new-visit": Desk("county", "/g/410505/visits/new"),
    "bureau-orders": Desk("county", "/g/410505/orders"),
    "bureau-inbox": Desk("county", "/g/410505/inbox"),
    "operator": Desk("operator", "/ops/"),
    "plants": Desk("operator", "/ops/enterprises"),
    "plants-deep": _deep("operator", "/ops/enterprises"),
    "plants-search": Desk("operator", "/ops/enterprises?text=%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8"),
    "organisation": Desk("operator", "/ops/organisations/{e}"),
    "jobs": Desk("operator", "/ops/jobs"),
    "reference": Desk("operator", "/ops/reference"),
    "roster": Desk("operator", "/ops/imports"),
}


@dataclass(frozen=True)
class Place:
    """A world that is served."""

    web: Web
    visitors: Visitors

    def get(self, desk: Desk, path: str) -> bytes:
        return self.visitors.get(desk.who, path, self.web.host)

    def address(self, desk: Desk) -> str:
        """Return the address of a page in this world. Raises Refused where no link leads to it."""
        path = desk.path.format(e=self.visitors.plant)
        for _ in range(desk.times if desk.link else 0):
            head, body = ask(self.web.port, self.get(desk, path))
            found = re.search(desk.link, body.decode())
            if found is None:
                if desk.times > 1:  # a small world has one page of it
                    break
                raise Refused(f"no link {desk.link} on {path}: {head[:200]!r}")
            to = unescape(found[1])
            path = path.partition("?")[0] + to if to.startswith("?") else to
        return path

    def kilobytes(self, desk: Desk, path: str) -> float:
        cookie = f"sid=desk-of-{desk.who}"
        headers = {"Host": self.web.host, "Cookie": cookie, "Accept-Encoding": "gzip"}
        _head, body = ask(self.web.port, request("GET", path, headers))
        return len(body) / 1000


@dataclass(frozen=True)
class Cost:
    small_ms: float
    large_ms: float
    kilobytes: float


@cache
def _places(bench: Bench) -> list[Place]:
    """Serve the smallest world and the one that is asked for until the last page is measured."""
    found = []
    for size in (SMALL, bench.size):
        world = bench.world(size)
        visitors = seated(world)
        found.append(Place(bench.shared.enter_context(bench.product(databases.settings(world))), visitors))
    return found


@cache
def _costs(bench: Bench, name: str) -> list[Cost]:
    desk = DESKS[name]
    small, large = _places(bench)
    paths = [place.address(desk) for place in (small, large)]
    sides = [
        Side(place.web, same(place.get(desk, path)))
        for place, path in zip((small, large), paths, strict=True)
    ]
    for side in sides:
        cost_ms(side, bench.database, SIZE)
    return [
        Cost(
            cost_ms(sides[0], bench.database, SIZE),
            cost_ms(sides[1], bench.database, SIZE),
            large.kilobytes(desk, paths[1]),
        )
        for _ in range(bench.rounds)
    ]


def _rows(name: str) -> Iterator[Row]:
    about = f"{DESKS[name].path} of {DESKS[name].who}"

    def growth(bench: Bench) -> Iterator[Round]:
        yield from (Round(one.small_ms, one.large_ms) for one in _costs(bench, name))

    def cost(bench: Bench) -> Iterator[Round]:
        yield from (Round(None, one.large_ms) for one in _costs(bench, name))

    def size(bench: Bench) -> Iterator[Round]:
        yield from (Round(None, one.kilobytes) for one in _costs(bench, name))

    yield Row(f"PAGES.{name}", about, "ms of processor", MOST_TIMES, "less", growth)
    yield Row(f"PAGES.{name}.ms", about, "ms of processor", MOST_MS, "less", cost)
    yield Row(f"PAGES.{name}.kb", about, "kB on the wire", MOST_KB, "less", size)


ROWS = [row for name in DESKS for row in _rows(name)]
