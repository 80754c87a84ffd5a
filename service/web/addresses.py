"""Addresses of our own pages: the rule of an endpoint is looked for once for each set of names it is given."""

from functools import partial
from typing import Any

from flask import Flask, Response, has_request_context, redirect, request, url_for
from werkzeug.routing import Rule

Given = tuple[str, frozenset[str]]


def address(app: Flask, known: dict[Given, Rule | None], endpoint: str, /, **values: Any) -> str:
    """Return what `url_for` does: of a path it leaves to Flask what is not plainly one of ours."""
    arguments = {name: value for name, value in values.items() if value is not None}
    key = endpoint, frozenset(arguments)
    if key not in known:
        known[key] = _rule(app, *key)
    rule = known[key]
    built = rule.build(arguments) if rule and has_request_context() else None
    if built is None:
        return app.url_for(endpoint, **values)
    return f"{request.root_path.rstrip('/')}/{built[1].lstrip('/')}"


def _rule(app: Flask, endpoint: str, names: frozenset[str]) -> Rule | None:
    """Return the one rule of an endpoint where values of these names fill it, None where Flask must say."""
    if any(name.startswith("_") for name in names) or endpoint not in app.view_functions:
        return None
    rule, *others = app.url_map.iter_rules(endpoint)
    is_plain = not (others or rule.defaults or rule.websocket or rule.subdomain or app.url_map.host_matching)
    return rule if is_plain and rule.arguments <= names else None


def see_other(endpoint: str, **values: Any) -> Response:
    """Lead on to one of our pages once an act is done."""
    return go_to(url_for(endpoint, **values))


def go_to(path: str, status: int = 303) -> Response:
    return redirect(path, status)  # type: ignore[return-value]


def install(app: Flask) -> None:
    app.jinja_env.globals.update(url_for=partial(address, app, {}))
