import json

from service.core.acts.problems import Message
from service.exchange.findings import Finding, ImportResult, Severity


def finding(row, code, severity):
    return Finding("一车间", row, code, severity, "L", Message("…"))


def test_the_summary_counts_rows_with_a_warning_once():
    result = ImportResult(
        rows=3,
        created=2,
        rejected=1,
        findings=[
            finding(5, "R_MISMATCH", Severity.WARNING),
            finding(5, "LEVEL_MISMATCH", Severity.WARNING),
            finding(6, "L_MISSING", Severity.ERROR),
        ],
    )
    assert json.loads(result.as_json()) == {
        "rows": 3, "created": 2, "updated": 0, "unchanged": 0, "rejected": 1, "warnings": 1,
        "issues": [
            {"sheet": "一车间", "row": 5, "code": "R_MISMATCH", "severity": "warning"},
            {"sheet": "一车间", "row": 5, "code": "LEVEL_MISMATCH", "severity": "warning"},
            {"sheet": "一车间", "row": 6, "code": "L_MISSING", "severity": "error"},
        ],
    }  # fmt: skip
