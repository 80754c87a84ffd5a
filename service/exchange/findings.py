"""What an import has to say about a row, and the summary of a whole run."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.core.acts.problems import Message


class Severity(StrEnum):
    ERROR = "error"  # the row is not imported
    WARNING = "warning"  # imported and flagged
    INFO = "info"  # noted only


COLUMN_UNKNOWN = "COLUMN_UNKNOWN"  # said of a title and no row: it is not among the rows with a warning


@dataclass(frozen=True)
class FileRow:
    """A row of a workbook; `row` is the 1-based Excel row."""

    sheet: str
    row: int

    @property
    def place(self) -> tuple[str, int]:
        return self.sheet, self.row


@dataclass(frozen=True)
class Finding(FileRow):
    """`field` is the canonical column, empty where the whole row is meant."""

    code: str
    severity: Severity
    field: str
    message: Message


@dataclass
class ImportResult:
    """Counts are data rows: created + updated + unchanged + rejected = rows."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def warnings(self) -> int:
        """How many rows carry a warning."""
        flagged = [f for f in self.findings if f.severity is Severity.WARNING and f.code != COLUMN_UNKNOWN]
        return len({finding.place for finding in flagged})

    def as_json(self) -> str:
        counts = ("rows", "created", "updated", "unchanged", "rejected", "warnings")
        issues = [
            {"sheet": f.sheet, "row": f.row, "code": f.code, "severity": f.severity.value}
            for f in self.findings
        ]
        summary = {name: getattr(self, name) for name in counts} | {"issues": issues}
        return json.dumps(summary, ensure_ascii=False)


def rejected(findings: Iterable[Finding]) -> set[tuple[str, int]]:
    """Return where the rows stand that have an error."""
    return {finding.place for finding in findings if finding.severity is Severity.ERROR}


def causes_of(findings: Sequence[Finding]) -> dict[tuple[str, int], tuple[int, int]]:
    """Return for each row where the first row stands of which the same is to be said, and how many were before it.

    Where a row stands is the position of its first finding.
    """
    first: dict[tuple[str, int], int] = {}
    sentences: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for position, finding in enumerate(findings):
        first.setdefault(finding.place, position)
        sentences.setdefault(finding.place, []).append((finding.code, str(finding.message)))
    leaders: dict[tuple[tuple[str, str], ...], list[int]] = {}
    causes = {}
    for row, row_sentences in sentences.items():
        rows = leaders.setdefault(tuple(row_sentences), [])
        rows.append(first[row])
        causes[row] = (rows[0], len(rows) - 1)
    return causes
