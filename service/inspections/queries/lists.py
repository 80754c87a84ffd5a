"""The lists of a plant, their items, and the plans by which they are answered."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from service.core.acts.problems import NotFound, _, existing
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.inspections.models import Checklist, ChecklistItem, Occurrence, Plan, Record


@dataclass(frozen=True)
class Item:
    id: UUID
    number: int
    text: str
    measure_id: UUID | None
    clause: str | None


def items(enterprise_id: UUID, checklist_id: UUID) -> tuple[Item, ...]:
    """Return the items of a list by number. The caller has found the list, or a check of it, in his scope."""
    return _items(enterprise_id, checklist_id)


@lru_cache(maxsize=4096)
def _items(enterprise_id: UUID, checklist_id: UUID) -> tuple[Item, ...]:
    """Kept for the life of the process: a list never changes."""
    query = select(ChecklistItem).where(
        ChecklistItem.enterprise_id == enterprise_id, ChecklistItem.checklist_id == checklist_id
    )
    rows = tuple(
        Item(row.id, row.number, row.text, row.measure_id, row.clause)
        for row in db.session.scalars(query.order_by(ChecklistItem.number))
    )
    if not rows:
        raise NotFound(_("没有这张检查表"))
    return rows


def checklist(viewer: Viewer, checklist_id: UUID) -> Checklist:
    return existing(
        db.session.get(Checklist, (viewer.scope.enterprise_id, checklist_id)), _("没有这张检查表")
    )


def plans(checklist: Checklist) -> list[Plan]:
    """Return the plans of a list that run."""
    of_unit = Plan.enterprise_id == checklist.enterprise_id, Plan.unit_id == checklist.unit_id  # the index
    query = select(Plan).where(*of_unit, Plan.checklist_id == checklist.id, Plan.stopped_at.is_(None))
    return list(db.session.scalars(query.order_by(Plan.id)))


def has_plans(viewer: Viewer) -> bool:
    query = select(Plan.id).where(Plan.enterprise_id == viewer.scope.enterprise_id, Plan.stopped_at.is_(None))
    return db.session.scalars(query.limit(1)).first() is not None


def checklist_of(record: Record) -> Checklist:
    """Return the list that a record answers."""
    query = (
        select(Checklist)
        .join(
            Occurrence,
            (Checklist.enterprise_id == Occurrence.enterprise_id) & (Checklist.id == Occurrence.checklist_id),
        )
        .where(Occurrence.enterprise_id == record.enterprise_id, Occurrence.id == record.occurrence_id)
    )
    return db.session.scalars(query).one()
