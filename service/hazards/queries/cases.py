"""One hazard, what belongs to it, and what a viewer may do with it next."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from service.core.acts.problems import NotFound, _, existing
from service.core.db.among import among
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.hazards.case import Case
from service.hazards.limits import Deadline
from service.hazards.models import (
    CriterionMatch,
    Hazard,
    HazardClaim,
    HazardExtension,
    HazardRound,
    RectificationPlan,
)
from service.hazards.queries.lists import Wanted, visible
from service.hazards.states import Grade
from service.reference.queries import rulebook

Child = TypeVar("Child", HazardRound, RectificationPlan, HazardExtension, CriterionMatch)


def case(viewer: Viewer, hazard_id: UUID, enterprise_id: UUID | None = None) -> Case:
    row = hazard(viewer, hazard_id, enterprise_id)
    return of([row])[row.id]


def of(hazards: Sequence[Hazard]) -> dict[UUID, Case]:
    """Return the case of each hazard of one plant: four statements, however many they are."""
    rounds_by, plans_by = _by_hazard(HazardRound, hazards), _by_hazard(RectificationPlan, hazards)
    extensions_by, matches_by = _by_hazard(HazardExtension, hazards), _by_hazard(CriterionMatch, hazards)
    return {
        row.id: Case(
            row,
            sorted(rounds_by[row.id], key=lambda attempt: attempt.number),
            sorted(plans_by[row.id], key=lambda plan: plan.number),
            extensions_by[row.id],
            next((match for match in reversed(matches_by[row.id]) if match.withdrawn_at is None), None),
        )
        for row in hazards
    }


def _by_hazard(model: type[Child], hazards: Sequence[Hazard]) -> defaultdict[UUID, list[Child]]:
    """Return the rows of one kind by hazard, in the order in which they were made."""
    rows: defaultdict[UUID, list[Child]] = defaultdict(list)
    if hazards:
        query = select(model).where(
            model.enterprise_id == hazards[0].enterprise_id,
            among(model.hazard_id, [row.id for row in hazards]),
        )
        for child in db.session.scalars(query.order_by(model.id)):
            rows[child.hazard_id].append(child)
    return rows


def hazard(viewer: Viewer, hazard_id: UUID, enterprise_id: UUID | None = None) -> Hazard:
    """Return one hazard; a bureau names the plant as well."""
    return existing(db.session.scalars(_one(viewer, hazard_id, enterprise_id)).first(), _("没有这条隐患"))


def own_report(viewer: Viewer, hazard_id: UUID) -> Hazard:
    """Return a report to who made it: to the person, or to whoever shows its claim."""
    row = hazard(viewer, hazard_id)
    is_his = row.reported_by == viewer.person_id if viewer.person_id else row.claim == viewer.scope.opens
    if not is_his:
        raise NotFound(_("没有这条隐患"))
    return row


def locked(viewer: Viewer, hazard_id: UUID, enterprise_id: UUID | None = None) -> Case:
    """Return one hazard as it is now, held until the act is over, and all that was written about it."""
    query = _one(viewer, hazard_id, enterprise_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).first()
    return of([existing(row, _("没有这条隐患"))])[hazard_id]


def _one(viewer: Viewer, hazard_id: UUID, enterprise_id: UUID | None) -> Select[Hazard]:
    return visible(viewer, Wanted(enterprise_id=enterprise_id)).where(Hazard.id == hazard_id)


def by_claim(claim_hash: str) -> HazardClaim | None:
    """Return what a claim opens; runs in the public scope that shows its hash."""
    return db.session.scalars(select(HazardClaim).where(HazardClaim.opened_by == claim_hash)).first()


def rounds(hazard: Hazard) -> list[HazardRound]:
    return sorted(_by_hazard(HazardRound, [hazard])[hazard.id], key=lambda attempt: attempt.number)


def last_extensions(enterprise_id: UUID, hazard_ids: Collection[UUID]) -> dict[UUID, HazardExtension]:
    """Return the latest request for more time of each hazard that ever had one."""
    query = select(HazardExtension).where(
        HazardExtension.enterprise_id == enterprise_id, HazardExtension.hazard_id.in_(hazard_ids)
    )
    return {
        extension.hazard_id: extension for extension in db.session.scalars(query.order_by(HazardExtension.id))
    }


def deadline(grade: Grade) -> Deadline:
    """Return the days that a grade is given, from the rule profile in force."""
    figures = rulebook.profile("hazard_deadline", "GENERIC").body[grade.value]
    return Deadline(figures["default_days"], figures["max_days"])
