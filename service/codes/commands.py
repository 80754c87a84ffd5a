"""Issuing, revoking and replacing printed codes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from service.codes.models import CodeKind, PrintedCode
from service.codes.rules import ReplacementReason, new_code
from service.core import clock
from service.core.acts.ledger import Act, record, record_all, repeated
from service.core.acts.problems import WrongState, _
from service.core.db.among import among
from service.core.db.tables import TenantRow
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer


def issue(viewer: Viewer, kind: CodeKind, target: TenantRow, act: Act | None = None) -> PrintedCode:
    """Return the live code of a target, a new one where it has none."""
    code = db.session.scalars(_live(kind, target)).first()
    if code:
        return code
    made = _new(kind, target)
    record(viewer, "code.issue", target, act, after={"code": made.opened_by})
    return made


def issue_all(viewer: Viewer, kind: CodeKind, targets: Sequence[TenantRow]) -> dict[UUID, str]:
    """Return the live codes of many targets of one plant, new ones where they have none, by few statements."""
    if not targets:
        return {}
    query = select(PrintedCode.target_id, PrintedCode.opened_by).where(
        PrintedCode.enterprise_id == targets[0].enterprise_id,
        PrintedCode.kind == kind,
        among(PrintedCode.target_id, [target.id for target in targets]),
        PrintedCode.revoked_at.is_(None),
    )
    codes = {target_id: code for target_id, code in db.session.execute(query)}
    made = [(target, _new(kind, target).opened_by) for target in targets if target.id not in codes]
    db.session.flush()
    record_all(viewer, "code.issue", [(target, {"after": {"code": code}}) for target, code in made])
    return codes | {target.id: code for target, code in made}


def replace(
    viewer: Viewer, kind: CodeKind, target: TenantRow, reason: ReplacementReason, act: Act
) -> PrintedCode:
    """Revoke the live code of a target and make another: the old label then says what replaced it.

    Raises WrongState where no label hangs there: none was printed, or somebody replaces it at this moment.
    """
    old = db.session.scalars(_live(kind, target).with_for_update()).first()
    if old is None:
        raise WrongState(_("这里现在没有有效的标签；还没印过的，直接打印即可"))
    if repeated(target.enterprise_id, act, "code.replace", target.id):
        return old
    old.revoked_at = clock.now()
    db.session.flush()
    new = _new(kind, target)
    old.replaced_by = new.opened_by
    after = {"code": new.opened_by, "reason": reason}
    record(viewer, "code.replace", target, act, before={"code": old.opened_by}, after=after)
    db.session.flush()
    return new


def _new(kind: CodeKind, target: TenantRow) -> PrintedCode:
    made = PrintedCode.child_of(
        target,
        id=new_id(),
        opened_by=new_code(),
        kind=kind,
        target_id=target.id,
        issued_at=clock.now(),
    )
    db.session.add(made)
    return made


def _live(kind: CodeKind, target: TenantRow) -> Select[PrintedCode]:
    return select(PrintedCode).where(
        PrintedCode.enterprise_id == target.enterprise_id,
        PrintedCode.kind == kind,
        PrintedCode.target_id == target.id,
        PrintedCode.revoked_at.is_(None),
    )
