"""The prints of many labels, and their files."""

from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.acts.problems import NotFound, _
from service.core.db.transactions import db
from service.core.storage import opened
from service.enterprises.rules import holds
from service.labels.models import LabelRun
from service.risks.models import RiskUnit
from service.risks.queries import Filters, filtered

RECENT = 5


def run(enterprise_id: UUID, run_id: UUID) -> LabelRun:
    row = db.session.get(LabelRun, (enterprise_id, run_id))
    if row is None or row.expires_at <= clock.now():
        raise NotFound(_("没有这次打印，或者文件已经过期删除"))
    return row


def recent(enterprise_id: UUID) -> Sequence[LabelRun]:
    """Return the latest prints that can still be fetched, the newest first."""
    query = select(LabelRun).where(LabelRun.enterprise_id == enterprise_id, LabelRun.expires_at > clock.now())
    return list(db.session.scalars(query.order_by(LabelRun.id.desc()).limit(RECENT)))


def sheets(of: LabelRun) -> bytes:
    """Return the PDF of a print. Raises NotFound where it is not drawn yet."""
    if of.sha256 is None:
        raise NotFound(_("这些标签还没有画完，请稍后再下载"))
    with opened(of.sha256, f"labels {of.id}", _("标签文件暂时无法读取，请重新打印")) as file:
        return file.read()


def unit_ids(enterprise_id: UUID, filters: Filters, most: int) -> list[UUID]:
    """Return the units that filters leave, at most so many, in the order of the ledger."""
    query = filtered(enterprise_id, filters).with_only_columns(RiskUnit.id, RiskUnit.number, RiskUnit.name)
    rows = db.session.execute(query.order_by(RiskUnit.object_id, RiskUnit.id))
    named = (row.id for row in rows if holds(row.number, filters.text) or holds(row.name, filters.text))
    return list(islice(named, most))
