"""An address that a template builds is the one that Werkzeug builds, for every route of the application."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, url_for
from werkzeug.routing import BuildError, Rule

OF_KIND: dict[str, list[Any]] = {
    "UUIDConverter": [UUID(int=7), "0197f0a0-0000-7000-8000-000000000001"],
    "IntegerConverter": [0, 2026],
    "UnicodeConverter": ["410505", "a b&c/d?e#f%g+h", "化工 <b>\"'"],
    "PathConverter": ["js/a b.js", "a/../化工", "//x"],
}
BESIDE: list[dict[str, Any]] = [
    {},
    {"q": "离心泵 & <b>/?#+%"},
    {"after": None, "level": "major"},
    {"unit": ["a", "b"], "n": 0, "empty": "", "on": date(2026, 11, 27)},
    {"_anchor": "项目 1"},
    {"_external": True},
]


def _values(rule: Rule, number: int) -> dict[str, Any]:
    kinds = {name: OF_KIND[type(one).__name__] for name, one in rule._converters.items()}
    return {name: some[number % len(some)] for name, some in kinds.items()}


@pytest.mark.parametrize("mounted", ["", "/below"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_route(app: Flask, method: str, mounted: str) -> None:
    address = app.jinja_env.globals["url_for"]
    asked = 0
    with app.test_request_context("/sign-in", method=method, environ_overrides={"SCRIPT_NAME": mounted}):
        for rule in app.url_map.iter_rules():
            for number in range(3):
                for more in BESIDE:
                    values = _values(rule, number) | more
                    assert address(rule.endpoint, **values) == url_for(rule.endpoint, **values)
                    asked += 1
    assert asked > 1000


def test_what_no_route_fits_is_refused_as_before(app: Flask) -> None:
    address = app.jinja_env.globals["url_for"]
    with app.test_request_context("/"):
        for endpoint, values in [
            ("no.such", {}),
            ("risks.unit", {}),
            ("risks.register", {"enterprise": None}),
        ]:
            with pytest.raises(BuildError):
                address(endpoint, **values)
