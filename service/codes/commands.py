"""Issuing, revoking and replacing printed codes."""

from sqlalchemy import select

from service.codes.models import CodeKind, PrintedCode
from service.codes.rules import new_code
from service.core import clock
from service.core.db import TenantRow, db
from service.core.ids import new_id
from service.core.ledger import Act, record
from service.core.viewer import Viewer


def issue(viewer: Viewer, kind: CodeKind, target: TenantRow, act: Act | None = None) -> PrintedCode:
    """Return the live code of a target, a new one where it has none."""
    found = _live(kind, target)
    if found:
        return found
    found = PrintedCode(
        enterprise_id=target.enterprise_id,
        id=new_id(),
        area_code=target.area_code,
        sector=target.sector,
        opened_by=new_code(),
        kind=kind,
        target_id=target.id,
        issued_at=clock.now(),
    )
    db.session.add(found)
    record(viewer, "code.issue", target, act, after={"code": found.opened_by})
    return found


def replace(viewer: Viewer, kind: CodeKind, target: TenantRow, act: Act | None = None) -> PrintedCode:
    """Revoke the live code of a target and issue another: the old label then says what replaced it."""
    old = _live(kind, target)
    if old is None:
        return issue(viewer, kind, target, act)
    old.revoked_at = clock.now()
    db.session.flush()
    new = issue(viewer, kind, target, act)
    old.replaced_by = new.opened_by
    return new


def _live(kind: CodeKind, target: TenantRow) -> PrintedCode | None:
    query = select(PrintedCode).where(
        PrintedCode.enterprise_id == target.enterprise_id,
        PrintedCode.kind == kind,
        PrintedCode.target_id == target.id,
        PrintedCode.revoked_at.is_(None),
    )
    return db.session.scalars(query).first()
