"""A page asked with words that its filters do not know, or with a place that is none, is shown or refused in words."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.core.test_paging import PLACES, closed
from tests.people import Visitor, nobody
from tests.routes import Route, routes
from tests.web.own import REGION, Own
from tests.web.test_mass_assignment import READERS
from tests.web.test_matrix import fill

pytestmark = pytest.mark.worlds
READ = re.compile(r'request\.(?:args|values)(?:\.get\(|\.getlist\(|\[)"(\w+)"')
GATHERED = re.compile(r"request\.args\.get\(name.*for name in \(([^)]*)\)")
WORDS = ["nonsense", "-1", "'\"%_\\", "𠮷", "9" * 5000, "2026-02-30"]
WORDS += [closed(values) for _model, _names, values in PLACES.values()]
CALM = {200, 302, 303, 404, 410, 422}


def code_of(view: Callable[..., Any]) -> Iterator[str]:
    """Yield the source of a view, and of what it calls of the doors."""
    waiting, seen = [inspect.unwrap(view)], set()
    while waiting:
        one = waiting.pop()
        if one in seen or not one.__module__.startswith(("admin_ui", "mobile_api")):
            continue
        seen.add(one)
        yield inspect.getsource(one)
        called = [one.__globals__.get(name) for name in one.__code__.co_names]
        within = [vars(module) for module in called if inspect.ismodule(module)]
        called += [names.get(name) for names in within for name in one.__code__.co_names]
        waiting += [inspect.unwrap(each) for each in called if inspect.isfunction(each)]


def names_of(view: Callable[..., Any]) -> set[str]:
    """Return the names that a page reads behind its address."""
    found: set[str] = set()
    for code in code_of(view):
        found.update(READ.findall(code))
        found.update(name for names in GATHERED.findall(code) for name in re.findall(r"\w+", names))
    return found


def lists(app: Flask, mine: Own) -> Iterator[tuple[Route, str, set[str]]]:
    """Every page that reads something behind its address, and what."""
    for route in routes(app):
        names = names_of(app.view_functions[route.endpoint]) if "GET" in route.methods else set()
        if names:
            words = dict.fromkeys(route.arguments, "0") | mine.words | {"region": REGION}
            yield route, fill(route.rule, words), names


def test_no_page_fails_over_what_its_address_asks_for(
    app: Flask, mine: Own, visitors: dict[str, Visitor]
) -> None:
    faults, paged = [], 0
    for route, path, names in lists(app, mine):
        visitor = visitors[READERS.get(route.access.who if route.access else "", "nobody")]
        paged += "after" in names
        queries = [dict.fromkeys(names, word) for word in WORDS] + [{name: "nonsense"} for name in names]
        for query in queries:
            answer = visitor.get(f"{path}?{urlencode(query)}")
            if answer.status_code not in CALM:
                faults.append(f"{answer.status_code} {path} {query}"[:200])
    assert paged > 15
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("path", ["/verify?number=a%00", "/verify/a%00", "/sign-in?next=%00"])
def test_what_no_database_keeps_is_refused_in_words(app: Flask, path: str) -> None:
    answer = nobody(app).get(path)
    assert answer.status_code == 422 and "网址里有不能用的字符" in answer.text


def test_nor_is_it_taken_from_a_form(app: Flask) -> None:
    answer = nobody(app).post("/sign-in", {"account": "a\0b", "password": "x"})
    assert answer.status_code == 422 and "含有不能保存的字符" in answer.text
