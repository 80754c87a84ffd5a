"""What `components/progress.html` draws a timeline from: entries of the ledger, in the words of their room."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from service.core.models import LedgerEntry
from service.web.language import translate


@dataclass(frozen=True)
class TimelineItem:
    title: str
    at: datetime | None = None
    by: str = ""
    text: str = ""
    state: str = ""  # now, ahead; empty: it is over


def item(entry: LedgerEntry, title: str, text: str = "", nobody: str = "") -> TimelineItem:
    """Return the line of an entry; `nobody` is said, as it is, where no person acted."""
    return TimelineItem(translate(title), entry.at, entry.by or nobody, text)


def items(
    entries: Iterable[LedgerEntry],
    titles: Mapping[str, str],
    details: Callable[[LedgerEntry], str] | None = None,
) -> list[TimelineItem]:
    """Return the lines of those entries whose act has a title; `details` is what one tells besides."""
    return [
        item(entry, titles[entry.act], details(entry) if details else "")
        for entry in entries
        if entry.act in titles
    ]
