"""The only clock. Moments are aware and in UTC; days are reckoned in the site's zone.

That is China's one zone, whatever a machine or a container is set to: a day's limit is the law's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_ahead = timedelta()


def now() -> datetime:
    return _frozen.get() or datetime.now(UTC) + _ahead


def day(text: str) -> date | None:
    """Return the day that a text names, as 2026-11-30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def today(zone: str = DEFAULT_ZONE) -> date:
    return local(now(), zone).date()


def day_of(moment: datetime, zone: str = DEFAULT_ZONE) -> date:
    return local(moment, zone).date()


def local(moment: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def start_of(day: date, zone: str = DEFAULT_ZONE) -> datetime:
    """Return the first moment of a day of the site, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def end_of(day: date, zone: str = DEFAULT_ZONE) -> datetime:
    """Return the first moment after a day of the site, in UTC: what is due that day is due before it."""
    return start_of(day + timedelta(days=1), zone)


def machine() -> datetime:
    """Return what the machine's own clock says, which may be wrong: to be compared, not to be reckoned with."""
    return datetime.now(UTC)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at a moment (tests, and a demo world told in the past)."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def set_ahead(by: timedelta) -> None:
    """Let the clock of this whole process go ahead of the machine's, or behind it (tests: any day of any year)."""
    global _ahead
    _ahead = by
