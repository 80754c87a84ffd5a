"""What a code opens."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from service.codes import rules
from service.codes.models import CodeKind, PrintedCode
from service.core.acts.problems import _, existing
from service.core.db.transactions import db, reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope

UNKNOWN = _("没有这个点位码，请核对标签上的 12 位字符")


def resolve(text: str) -> PrintedCode:
    """Return the row of a code as typed or scanned; raise NotFound for one that was never printed.

    Opens and closes the public scope itself: whoever holds a label may ask.
    """
    code = existing(rules.normalise(text), UNKNOWN)
    with scope.opened(Scope.public(opens=code)), reading():
        row = db.session.scalars(select(PrintedCode).where(PrintedCode.opened_by == code)).first()
    return existing(row, UNKNOWN)


def codes_of(kind: CodeKind, target_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the live code of each target that has one."""
    query = select(PrintedCode).where(
        PrintedCode.kind == kind, PrintedCode.target_id.in_(target_ids), PrintedCode.revoked_at.is_(None)
    )
    return {row.target_id: row.opened_by for row in db.session.scalars(query)}
