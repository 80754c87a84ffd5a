"""Import runs and what they found."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from service.core.db import db
from service.core.paging import Page, page
from service.core.problems import NotFound, _
from service.core.viewer import Viewer
from service.exchange.findings import Finding, Severity
from service.exchange.models import ImportFinding, ImportRun
from service.exchange.rules import ImportKind, RunState, said

RECENT = 10


def run(viewer: Viewer, owner_id: UUID, run_id: UUID) -> ImportRun:
    found = db.session.get(ImportRun, (owner_id, run_id))
    if found is None:
        raise NotFound(_("没有这次导入"))
    return found


def recent_runs(viewer: Viewer, owner_id: UUID, kind: ImportKind) -> Sequence[ImportRun]:
    """Return the latest runs of a kind, the newest first."""
    query = select(ImportRun).where(ImportRun.enterprise_id == owner_id, ImportRun.kind == kind)
    return list(db.session.scalars(query.order_by(ImportRun.id.desc()).limit(RECENT)))


def open_run(owner_id: UUID, kind: ImportKind, sha256: str) -> ImportRun | None:
    """Return the oldest run of a file that has not come to its end."""
    query = select(ImportRun).where(
        ImportRun.enterprise_id == owner_id,
        ImportRun.kind == kind,
        ImportRun.file_hash == sha256,
        ImportRun.state.in_([state for state in RunState if not state.is_over]),
    )
    return db.session.scalars(query.order_by(ImportRun.id)).first()


def findings_page(
    viewer: Viewer, of: ImportRun, code: str = "", after: str | None = None
) -> Page[ImportFinding]:
    """Return a page of what a run found, in the order of the file; of one code, or all."""
    query = select(ImportFinding).where(
        ImportFinding.enterprise_id == of.enterprise_id, ImportFinding.run_id == of.id
    )
    if code:
        query = query.where(ImportFinding.code == code)
    return page(query, [ImportFinding.position], after)


def finding_counts(viewer: Viewer, of: ImportRun) -> list[tuple[str, Severity, int]]:
    """Return how often each code was found: errors first, the most frequent first."""
    query = (
        select(ImportFinding.code, ImportFinding.severity, func.count())
        .where(ImportFinding.enterprise_id == of.enterprise_id, ImportFinding.run_id == of.id)
        .group_by(ImportFinding.code, ImportFinding.severity)
    )
    order = list(Severity)
    found = [(code, severity, count) for code, severity, count in db.session.execute(query)]
    return sorted(found, key=lambda one: (order.index(one[1]), -one[2], one[0]))


def findings(viewer: Viewer, of: ImportRun) -> list[Finding]:
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
