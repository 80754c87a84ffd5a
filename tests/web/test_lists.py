"""No page of a desk grows with what it lists: as many statements and at most a page of rows, however much there is.

The pages are those of the route map, each asked in a small world and in the same world with many more rows.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask

from service.core.db.paging import PAGE_ROWS
from tests import databases, servers
from tests.people import Visitor
from tests.routes import Route, routes
from tests.statements import noted
from tests.web import grown
from tests.web.own import Own

pytestmark = [pytest.mark.worlds, pytest.mark.postgres]
MORE = 120
SEATS = {"plant": "manager", "bureau": "head", "operator": "operator", "desk": "manager"}
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
LISTS, ROWS = {"tbody", "ul", "ol", "select", "datalist"}, {"tr", "li", "option"}
FEWEST_PAGES, FEWEST_LISTS = 45, 15  # that are asked; that have a further page once there is more


class Rows(HTMLParser):
    """How many rows the longest list of a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[int] = []
        self.longest = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in LISTS:
            self.open.append(0)
        elif tag in ROWS and self.open and ("class", "grp") not in attributes:
            self.open[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in LISTS and self.open:
            self.longest = max(self.longest, self.open.pop())


def pages(app: Flask, own: Own) -> Iterator[tuple[Route, str]]:
    """Yield who sits where each desk page that one's own world has an address for is."""
    for route in routes(app):
        if "GET" in route.methods and route.access and route.access.who in SEATS:
            if route.arguments <= own.words.keys():
                yield route, ARGUMENT.sub(lambda name: own.words[name[1]], route.rule)


def asked(visitor: Visitor, path: str) -> tuple[int, str]:
    """Return how many statements a page asks once all is known that a process asks once, and the page; none if none."""
    if visitor.get(path).status_code != 200:
        return 0, ""
    with noted() as seen:
        answer = visitor.get(path)
    return len(seen), answer.text if answer.mimetype == "text/html" else ""


def test_no_page_of_a_desk_grows(app: Flask, mine: Own, visitors: dict[str, Visitor], place: str) -> None:
    where = {path: visitors[SEATS[route.access.who]] for route, path in pages(app, mine) if route.access}
    small = {path: asked(visitor, path) for path, visitor in where.items()}
    with servers.superuser(databases.cluster(), place) as connection:
        more = grown.grow(connection, MORE)
    large = {path: asked(visitor, path) for path, visitor in where.items() if small[path][1]}
    assert sum(more.values()) > MORE * 50
    faults = []
    for path, (statements, page) in large.items():
        before = small[path]
        if statements > before[0]:
            faults.append(f"{path} asked {before[0]} statements, and {statements} once there is more")
        if (longest := Rows(page).longest) > max(PAGE_ROWS, Rows(before[1]).longest):
            faults.append(f"{path} shows {longest} rows of a list")
    turned = sum("after=" in page and "after=" not in small[path][1] for path, (_n, page) in large.items())
    assert faults == [], "\n".join(faults)
    assert len(large) >= FEWEST_PAGES, len(large)
    assert turned >= FEWEST_LISTS, turned
