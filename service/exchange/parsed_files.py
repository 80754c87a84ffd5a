"""An upload of either kind, read: what of it may land, and what there is to say about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.core.acts.problems import Message
from service.exchange.findings import Finding, ImportResult, rejected
from service.exchange.titles import SheetTitles


@dataclass(frozen=True)
class ParsedFile:
    """`rows` counts the data rows; `entries` are the good ones, in order.

    notes   what is said about the file as a whole
    titles  what each column title was taken for, and which are not known
    others  the titles that name another company than the one imported for
    about   what a row is of, in its own words: its point and event, its company
    places  the sheet and row of each entry, of a risk ledger
    """

    rows: int
    entries: Sequence[Any]
    findings: Sequence[Finding]
    header_rows: dict[str, int]
    notes: Sequence[str] = field(default=())
    places: Sequence[tuple[str, int]] = field(default=())
    titles: Sequence[SheetTitles] = field(default=())
    others: Sequence[Message] = field(default=())
    about: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether a person must confirm before anything lands."""
        return bool(self.others) or any(sheet.unknown for sheet in self.titles)

    @property
    def rejected(self) -> int:
        return len(rejected(self.findings))

    def result(self) -> ImportResult:
        """Return the counts before anything has landed."""
        return ImportResult(rows=self.rows, rejected=self.rejected, findings=list(self.findings))
