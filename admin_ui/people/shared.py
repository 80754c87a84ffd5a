"""What the lists and forms of people share: what was looked for, and the roles to choose from."""

from collections.abc import Iterable

from flask import request

from service.identity.rules import Role
from service.web.language import options


def asked() -> str:
    """Return what somebody is looked for by."""
    return request.args.get("search", "").strip()


def role_options(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Return the choices of a select, from the most to the least responsible."""
    return options(role for role in Role if role in roles)
