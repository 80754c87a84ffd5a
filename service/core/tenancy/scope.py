"""Whose rows may be touched: made once per request or job, immutable, read by both walls of tenancy.

No scope, no query. `public` and `platform` are said out loud, never a default.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

AREA_LENGTHS = {2, 4, 6, 9, 12}  # province, city, county, town, village


class Kind(StrEnum):
    PUBLIC = "public"  # what one printed, claim or verification code opens
    AUTH = "auth"  # sign-in tables only, before anybody is known
    ENTERPRISE = "enterprise"
    REGULATOR = "regulator"  # one grant: an area range and a set of sectors
    PLATFORM = "platform"
    JOB = "job"  # taken from the reaction's row
    MACHINE = "machine"  # the scheduler's own: across tenants, a few columns of a few tables


@dataclass(frozen=True)
class Scope:
    kind: Kind
    enterprise_id: UUID | None = None
    area_lo: str = ""
    area_hi: str = ""
    sectors: frozenset[str] = frozenset()  # empty: every sector
    organisation_id: UUID | None = None  # the bureau that looks
    opens: str = ""  # public: the code, claim hash or document number that was shown

    @classmethod
    def public(cls, opens: str = "", enterprise_id: UUID | None = None) -> "Scope":
        return cls(Kind.PUBLIC, enterprise_id, opens=opens)

    @classmethod
    def auth(cls) -> "Scope":
        return cls(Kind.AUTH)

    @classmethod
    def enterprise(cls, enterprise_id: UUID) -> "Scope":
        return cls(Kind.ENTERPRISE, enterprise_id, organisation_id=enterprise_id)

    @classmethod
    def regulator(cls, organisation_id: UUID, area: tuple[str, str], sectors: frozenset[str]) -> "Scope":
        return cls(Kind.REGULATOR, None, area[0], area[1], sectors, organisation_id)

    @classmethod
    def platform(cls) -> "Scope":
        return cls(Kind.PLATFORM)

    @classmethod
    def job(cls, enterprise_id: UUID) -> "Scope":
        return cls(Kind.JOB, enterprise_id)

    @classmethod
    def machine(cls) -> "Scope":
        return cls(Kind.MACHINE)

    def covers(self, area_code: str, sector: str) -> bool:
        """Tell whether a regulator's grant reaches a row; a row of no sector (a bureau's own) is in every one."""
        return self.area_lo <= area_code < self.area_hi and (
            not self.sectors or sector in {*self.sectors, ""}
        )


def area_range(code: str) -> tuple[str, str]:
    """Return [lo, hi) of every area code below this one: 410500 covers the counties of Anyang, 410505 one county.

    Raises ValueError where the code is no area: a range is never made from what a client typed.
    """
    if not (code.isascii() and code.isdigit() and len(code) in AREA_LENGTHS) or code.startswith("00"):
        raise ValueError(f"{code!r} is no area code")
    low = code
    while len(low) in (4, 6) and low.endswith("00"):
        low = low[:-2]
    return low, low + "~"


class NoScope(RuntimeError):
    """A query ran outside a scope, or outside the one that is open: a fault of ours, never shown."""


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current() -> Scope:
    scope = _current.get()
    if scope is None:
        raise NoScope("no scope is open")
    return scope


def current_or_none() -> Scope | None:
    return _current.get()


@contextmanager
def opened(scope: Scope) -> Iterator[Scope]:
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
