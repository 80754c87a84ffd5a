"""Desk pages a second of one core, on the smallest world: what a page costs that holds little."""

from collections.abc import Iterator

from tests import databases
from tests.bench.bench import Bench
from tests.bench.measure import Side, pages_a_second, same
from tests.bench.registry import Round, Row
from tests.bench.visitors import seated

SIZE = 120  # pages of a round
PAGES = {
    "today": ("manager", "/e/{e}/today"),
    "register": ("manager", "/e/{e}/risks"),
    "checks": ("manager", "/e/{e}/checks"),
    "hazards": ("manager", "/e/{e}/hazards"),
    "file": ("manager", "/e/{e}/file"),
    "county": ("county", "/g/410505/"),
}


def _row(name: str) -> Row:
    who, path = PAGES[name]

    def measure(bench: Bench) -> Iterator[Round]:
        world = bench.world("hundredth")
        visitors = seated(world)
        with bench.product(databases.settings(world)) as web:
            ours = Side(web, same(visitors.get(who, path, web.host)))
            pages_a_second(ours, SIZE // 2)
            for _ in range(bench.rounds):
                yield Round(None, pages_a_second(ours, SIZE))

    return Row(f"pages.{name}", f"page {path} of {who}", "pages/s of a core", 40, "more", measure)


ROWS = [_row(name) for name in PAGES]
