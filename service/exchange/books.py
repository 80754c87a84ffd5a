"""An upload of either kind, read: what of it may land, and what there is to say about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from service.exchange.findings import Finding, ImportResult, Severity


@dataclass(frozen=True)
class Book:
    """`rows` counts the data rows; `entries` are the good ones, in order.

    notes   what is said about the file as a whole
    places  the sheet and row of each entry, of a risk ledger
    """

    rows: int
    entries: Sequence[Any]
    findings: Sequence[Finding]
    header_rows: dict[str, int]
    notes: Sequence[str] = field(default=())
    places: Sequence[tuple[str, int]] = field(default=())

    @property
    def rejected(self) -> int:
        return len({(f.sheet, f.row) for f in self.findings if f.severity is Severity.ERROR})

    def result(self) -> ImportResult:
        """Return the counts before anything has landed."""
        return ImportResult(rows=self.rows, rejected=self.rejected, findings=list(self.findings))
