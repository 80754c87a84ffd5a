"""Import runs and what they found."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from service.core.acts.problems import _, existing
from service.core.db.paging import Page, page
from service.core.db.transactions import db
from service.exchange.findings import Finding, Severity
from service.exchange.models import ImportFinding, ImportRun
from service.exchange.rules import ImportKind, RunState, said

RECENT = 10
ROWS_OF_A_CAUSE = 12  # shown one by one; the others are counted


def run(owner_id: UUID, run_id: UUID) -> ImportRun:
    return existing(db.session.get(ImportRun, (owner_id, run_id)), _("没有这次导入"))


def recent_runs(owner_id: UUID, kind: ImportKind) -> Sequence[ImportRun]:
    """Return the latest runs of a kind, the newest first."""
    query = select(ImportRun).where(ImportRun.enterprise_id == owner_id, ImportRun.kind == kind)
    return list(db.session.scalars(query.order_by(ImportRun.id.desc()).limit(RECENT)))


def open_run(owner_id: UUID, kind: ImportKind, sha256: str) -> ImportRun | None:
    """Return the oldest run of a file that was cut off on its way."""
    query = select(ImportRun).where(
        ImportRun.enterprise_id == owner_id,
        ImportRun.kind == kind,
        ImportRun.file_hash == sha256,
        ImportRun.state.in_([state for state in RunState if state.moves]),
    )
    return db.session.scalars(query.order_by(ImportRun.id)).first()


@dataclass(frozen=True)
class Cause:
    """What is to be said alike of `count` rows: its sentences, and the first of the rows, a finding of each."""

    findings: Sequence[ImportFinding]
    rows: Sequence[ImportFinding]
    count: int

    @property
    def severity(self) -> Severity:
        order = list(Severity)
        return min((finding.severity for finding in self.findings), key=order.index)


def causes_page(of: ImportRun, code: str = "", after: str | None = None) -> Page[Cause]:
    """Return a page of what a run found, in the order of the file; where one code is among it, or all."""
    of_run = (ImportFinding.enterprise_id == of.enterprise_id, ImportFinding.run_id == of.id)
    query = select(ImportFinding).where(*of_run, ImportFinding.position == ImportFinding.cause)
    if code:
        with_code = select(ImportFinding.cause).where(*of_run, ImportFinding.code == code)
        query = query.where(ImportFinding.cause.in_(with_code))
    first = page(query, [ImportFinding.position], after)
    ours = (*of_run, ImportFinding.cause.in_([row.cause for row in first.rows]))
    shown = select(ImportFinding).where(*ours, ImportFinding.nth < ROWS_OF_A_CAUSE)
    rows: dict[int, list[ImportFinding]] = {}
    for finding in db.session.scalars(shown.order_by(ImportFinding.position)):
        rows.setdefault(finding.cause, []).append(finding)
    counted = select(ImportFinding.cause, func.max(ImportFinding.nth) + 1).where(*ours)
    counts = {cause: count for cause, count in db.session.execute(counted.group_by(ImportFinding.cause))}
    return Page([_cause(rows[row.cause], counts[row.cause]) for row in first.rows], first.after)


def _cause(finding_rows: Sequence[ImportFinding], count: int) -> Cause:
    rows = {row.nth: row for row in finding_rows}
    return Cause([row for row in finding_rows if row.nth == 0], list(rows.values()), count)


def finding_counts(of: ImportRun) -> list[tuple[str, Severity, int]]:
    """Return how often each code was found: errors first, the most frequent first."""
    query = (
        select(ImportFinding.code, ImportFinding.severity, func.count())
        .where(ImportFinding.enterprise_id == of.enterprise_id, ImportFinding.run_id == of.id)
        .group_by(ImportFinding.code, ImportFinding.severity)
    )
    order = list(Severity)
    counts = [(code, severity, count) for code, severity, count in db.session.execute(query)]
    return sorted(counts, key=lambda row: (order.index(row[1]), -row[2], row[0]))


def findings(of: ImportRun) -> list[Finding]:
    """Return all that a run found: what the error workbook is written from."""
    query = (
        select(ImportFinding)
        .where(ImportFinding.enterprise_id == of.enterprise_id, ImportFinding.run_id == of.id)
        .order_by(ImportFinding.position)
    )
    return [
        Finding(row.sheet, row.row, row.code, row.severity, row.field, said(row.said))
        for row in db.session.scalars(query)
    ]
