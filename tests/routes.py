"""Every route of the application, with how it is classified."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from flask_limiter.util import get_qualified_name

from service.web.access import SAFE, Access
from service.web.limits import limiter


@dataclass(frozen=True)
class Route:
    rule: str
    endpoint: str
    methods: frozenset[str]
    arguments: frozenset[str]
    access: Access | None
    counted_as: str  # the limit it states
    limited: bool  # the limiter counts it
    calls: frozenset[str]  # what the code of the view names
    counted: bool  # guesses alone count: a good code goes on while another's guesses are refused

    @property
    def is_unsafe(self) -> bool:
        return bool(self.methods - SAFE)

    def __str__(self) -> str:
        access = self.access
        roles = ",".join(sorted(access.roles)) if access else ""
        guard = access.csrf if access and self.is_unsafe else "-"
        return (
            f"{'/'.join(sorted(self.methods - {'HEAD', 'OPTIONS'})):<5} {self.rule:<70} "
            f"{access.who if access else 'UNCLASSIFIED':<9} csrf={guard:<7} "
            f"scope={'/'.join(sorted(access.scopes)) if access else '-':<28} limit={self.counted_as:<8} {roles}"
        )


def routes(app: Flask) -> Iterator[Route]:
    limits = limiter.limit_manager
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        yield Route(
            rule.rule,
            rule.endpoint,
            frozenset(rule.methods or ()),
            frozenset(rule.arguments),
            getattr(view, "access", None),
            getattr(getattr(view, "access", None), "limit", ""),
            bool(limits.decorated_limits(get_qualified_name(view))),
            frozenset(inspect.unwrap(view).__code__.co_names),
            getattr(view, "counts_unknown", False),
        )
