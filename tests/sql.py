"""Plain SQL as a login of the service, past the first wall."""

import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from service.core.settings import DEFAULT_SECRET

Sql = Callable[..., list[Any]]
OWN_LOGIN = {"platform": "DATABASE_PLATFORM_URL", "auth": "DATABASE_AUTH_URL"}
SIGNED = ("regulator", "job", "machine")
HOUR = 3600


@contextmanager
def login(database: dict[str, str], role: str = "", *, by: str = "", **settings: object) -> Iterator[Sql]:
    """Speak as the login that takes a role, or as the one named `by`, in one transaction that is given up.

    Where the role's scope is one that is signed, it is.
    """
    url = database[by or OWN_LOGIN.get(role, "DATABASE_URL")].replace("+psycopg", "")
    with psycopg.connect(url) as connection:

        def sql(statement: str, *values: object) -> list[Any]:
            done = connection.execute(statement.encode(), values or None)
            return done.fetchall() if done.description else [done.rowcount]

        if role:
            sql("select set_config('role', %s, true)", f"dp_{role}")
        set_scope(sql, **(signed(role, **settings) if role in SIGNED else settings))
        yield sql
        connection.rollback()


def set_scope(sql: Sql, **settings: object) -> None:
    for name, value in settings.items():
        sql("select set_config(%s, %s, true)", f"app.{name}", str(value))


def signed(role: str, secret: str = DEFAULT_SECRET, **settings: object) -> dict[str, object]:
    """Return the settings of a scope with its signature, which holds for an hour unless `until` says otherwise."""
    until = settings.setdefault("until", int(time.time()) + HOUR)
    names = ("enterprise", "area_lo", "area_hi", "sectors", "organisation")
    said = "|".join([role, *(str(settings.get(name, "")) for name in names), str(until)])
    key = hmac.digest(secret.encode(), b"dual prevention: the signature of a scope, 1", "sha256")
    return settings | {"signature": hmac.digest(key, said.encode(), "sha256").hex()}
