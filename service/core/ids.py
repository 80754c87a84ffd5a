"""UUIDv7: ids that sort by the time they were made, on the phone or here."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from uuid_utils.compat import uuid7

Source = Callable[[], uuid.UUID]
_source: ContextVar[Source] = ContextVar("id_source", default=uuid7)


def new_id() -> uuid.UUID:
    return _source.get()()


def parse(text: object) -> uuid.UUID | None:
    """Return the id a client sent, or None where it is not a UUIDv7."""
    try:
        parsed = uuid.UUID(str(text))
    except ValueError:
        return None
    return parsed if parsed.version == 7 else None


def named_after(source: uuid.UUID, name: bytes = b"") -> uuid.UUID:
    """Return the id of what follows from another and from `name`: always the same, and nobody gets back.

    A UUIDv7 of the source's moment; all other bits are of the SHA-256.
    """
    digest = hashlib.sha256(source.bytes + name).digest()
    value = int.from_bytes(source.bytes[:6] + digest[:10], "big")
    version, variant = 0xF << 76, 0x3 << 62
    return uuid.UUID(int=value & ~(version | variant) | 7 << 76 | 2 << 62)


@contextmanager
def made_by(source: Source) -> Iterator[None]:
    """Take ids from another source (tests that compare two worlds byte by byte)."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)
