"""The records: what was answered."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from service.core.acts.problems import _, existing
from service.core.db.among import among
from service.core.db.paging import Page, page
from service.core.db.transactions import db
from service.enterprises.models import Enterprise
from service.inspections.models import Record

LATEST = 5  # records that the page of a unit shows


def _records(enterprise_id: UUID) -> Select[Record]:
    return select(Record).where(Record.enterprise_id == enterprise_id)


def records(enterprise_id: UUID, unit_id: UUID | None = None, after: str | None = None) -> Page[Record]:
    """Return a page of records, the newest first; of one unit, or of the plant."""
    query = _records(enterprise_id)
    if unit_id:
        query = query.where(Record.unit_id == unit_id)
    return page(query, [Record.answered_at, Record.id], after, newest_first=True)


def last_records(enterprise_id: UUID, unit_id: UUID) -> list[Record]:
    """Return the latest records of a unit, as many as its page shows."""
    query = _records(enterprise_id).where(Record.unit_id == unit_id)
    return list(db.session.scalars(query.order_by(Record.answered_at.desc(), Record.id.desc()).limit(LATEST)))


def record(enterprise_id: UUID, record_id: UUID) -> Record:
    query = _records(enterprise_id).where(Record.id == record_id)
    return existing(db.session.scalars(query).one_or_none(), _("没有这条检查记录"))


def last_answered(enterprise_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when each plant last checked itself."""
    last = (
        select(Record.answered_at)
        .where(Record.enterprise_id == Enterprise.enterprise_id)
        .order_by(Record.answered_at.desc())
        .limit(1)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    query = select(Enterprise.enterprise_id, last).where(among(Enterprise.enterprise_id, enterprise_ids))
    return {plant: at for plant, at in db.session.execute(query) if at}
