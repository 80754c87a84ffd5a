"""What an import has to say about a row, and the summary of a whole run."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from service.core.problems import Said


class Severity(StrEnum):
    ERROR = "error"  # the row is not imported
    WARNING = "warning"  # imported and flagged
    INFO = "info"  # noted only


@dataclass(frozen=True)
class Finding:
    """`row` is the 1-based Excel row; `field` the canonical column, empty where the whole row is meant."""

    sheet: str
    row: int
    code: str
    severity: Severity
    field: str
    message: Said


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
        return len({(f.sheet, f.row) for f in self.findings if f.severity is Severity.WARNING})

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "warnings": self.warnings,
            "issues": [
                {"sheet": f.sheet, "row": f.row, "code": f.code, "severity": f.severity.value}
                for f in self.findings
            ],
        }
