"""The signature of a scope that reaches many plants: who only speaks SQL as the app's login cannot make one.

It is an HMAC over the values that a transaction begins with and a last moment. The backend's process is no part of
it, so that a pooler may stand between. PostgreSQL checks it in the policies, by keys that `migrate` keeps there.

The statement that begins a transaction is given it as a value and does not name it: pg_stat_activity shows no other
session of the login a signature to copy. A copy would be good for the same scope until its last moment, six to twelve
hours; PostgreSQL's own log holds values where it is set to.
"""

import hmac
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from service.core.tenancy.scope import Kind

SIGNED = frozenset({Kind.REGULATOR, Kind.JOB, Kind.MACHINE})
PURPOSE = b"dual prevention: the signature of a scope, 1"
WINDOW_S = 6 * 3600  # a signature holds for one to two of these: the clocks of two machines may differ
BLOCK = 64  # bytes that SHA-256 takes at once, RFC 2104
_moment: ContextVar[float | None] = ContextVar("moment", default=None)


def key_of(secret: str) -> bytes:
    """Return the key that signs scopes where this is the SECRET_KEY; the secret cannot be had from it."""
    return hmac.digest(secret.encode(), PURPOSE, "sha256")


def pads_of(key: bytes) -> tuple[bytes, bytes]:
    """Return what an HMAC-SHA256 by a key puts before the inner and the outer hash."""
    block = key.ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def last_moment() -> int:
    """Return until when a signature made now holds, in epoch seconds: the same for a whole window."""
    moment = _moment.get()
    return (int(time.time() if moment is None else moment) // WINDOW_S + 2) * WINDOW_S


@contextmanager
def signed_at(moment: datetime) -> Iterator[None]:
    """Sign as of the database's time: by a machine's clock that is far behind, a signature has ended already."""
    token = _moment.set(moment.timestamp())
    try:
        yield
    finally:
        _moment.reset(token)


def signature(key: bytes, kind: Kind, values: Sequence[str]) -> str:
    """Sign values of which none holds a bar."""
    return hmac.digest(key, "|".join((kind, *values)).encode(), "sha256").hex()
