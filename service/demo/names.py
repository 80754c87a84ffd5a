"""Ids by name: a command of the demo world that is given again, after a first run was cut off, is the same command."""

from hashlib import sha256
from uuid import UUID

from service.core.acts.ledger import Act

WORLD = "dual-prevention demo world"
DAY_MS = 86_400_000
SINCE_MS = 1_767_225_600_000  # 2026-01-01: whatever is made later sorts behind


def id_of(*name: str, days_ago: int = 0) -> UUID:
    """Return the UUIDv7 (RFC 9562) that these words name; its random part is their hash.

    days_ago   puts it before what happened later, for lists show the newest ids first
    """
    digest = sha256("\n".join((WORLD, *name)).encode()).digest()
    return UUID(
        bytes=(SINCE_MS - days_ago * DAY_MS).to_bytes(6)
        + bytes([0x70 | digest[0] & 15, digest[1], 0x80 | digest[2] & 63])
        + digest[3:10]
    )


def act(*name: str) -> Act:
    return Act(id_of("act", *name))
