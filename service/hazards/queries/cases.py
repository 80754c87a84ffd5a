"""One hazard, what belongs to it, and what a viewer may do with it next."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from service.core import clock
from service.core.acts.problems import NotFound, _
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.hazards.models import (
    CriterionMatch,
    Hazard,
    HazardClaim,
    HazardExtension,
    HazardRound,
    RectificationPlan,
)
from service.hazards.queries.lists import Wanted, visible
from service.hazards.rules import LIFE, Deadline, Grade, State, closes_by_itself, fits, is_overdue, may_reopen
from service.identity.rules import BUREAU_ROLES, MANAGERS, Role
from service.reference.queries import rulebook


@dataclass(frozen=True)
class Case:
    """A hazard with everything that was written about it."""

    hazard: Hazard
    rounds: list[HazardRound]
    plans: list[RectificationPlan]
    extensions: list[HazardExtension]
    match: CriterionMatch | None

    @property
    def plan(self) -> RectificationPlan | None:
        """The plan that waits for approval, or was approved."""
        return self.plans[-1] if self.plans and not self.plans[-1].returned_reason else None

    @property
    def asked(self) -> HazardExtension | None:
        """The request for more time that waits for an answer."""
        return next((extension for extension in self.extensions if extension.is_open(self.hazard)), None)

    def verbs(self, viewer: Viewer) -> list[str]:
        """Return what this viewer may do next: the buttons. The commands are the last word."""
        possible = LIFE.verbs(self.hazard.state, viewer.roles)
        return [verb for verb in possible if fits(verb, self.hazard.grade) and self._may(viewer, verb)]

    def _may(self, viewer: Viewer, verb: str) -> bool:
        hazard, me = self.hazard, viewer.person_id
        ordered, leads = hazard.order_item_id is not None, viewer.has(*MANAGERS)
        in_charge = leads or me == hazard.assigned_to
        match verb:
            case "dismiss":
                return not ordered
            case "rectify":
                return in_charge
            case "request_extension" | "decide_extension":
                return self.waits_for_bureau if verb == "decide_extension" else self._may_ask(viewer)
            case "answer_extension" | "accept" | "ask_downgrade" | "downgrade" | "endorse":
                return self._is_another(viewer, verb)
            case "approve_plan" | "return_plan":
                return self.plan is not None
            case "close":
                return ordered == viewer.has(*BUREAU_ROLES) and not closes_by_itself(
                    hazard.grade, ordered=ordered
                )
            case "send_back":
                if hazard.state is State.ACCEPTED:
                    return ordered == viewer.has(*BUREAU_ROLES)
                return self._is_another(viewer, "accept")
            case "reopen":
                mine = not ordered or viewer.has(*BUREAU_ROLES)
                return mine and hazard.closed_at is not None and may_reopen(hazard.closed_at, clock.now())
        return True

    @property
    def waits_for_bureau(self) -> bool:
        return self.asked is not None and self.asked.waits_for_bureau(self.hazard)

    def _may_ask(self, viewer: Viewer) -> bool:
        """Tell whether he may ask for more time: of a bureau while there is time, and not who agrees to it."""
        hazard = self.hazard
        if self.asked or not (viewer.has(*MANAGERS) or viewer.person_id == hazard.assigned_to):
            return False
        late = is_overdue(hazard.state, hazard.due_at, clock.now())
        return hazard.order_item_id is None or not (late or viewer.has(Role.PRINCIPAL))

    def _is_another(self, viewer: Viewer, verb: str) -> bool:
        """Tell whether the viewer is the second person that a verb asks for."""
        me, criterion_match, hazard = viewer.person_id, self.match, self.hazard
        match verb:
            case "answer_extension":
                low = hazard.grade is not Grade.MAJOR and hazard.order_item_id is None
                asked = self.asked if low or viewer.has(Role.PRINCIPAL) else None
                return asked is not None and asked.waits_for_plant() and asked.asked_by != me
            case "accept":
                high = hazard.grade is not Grade.MAJOR or viewer.has(*MANAGERS)
                return (
                    high
                    and bool(self.rounds)
                    and me not in (self.rounds[-1].rectified_by, hazard.assigned_to)
                )
            case "endorse":
                return criterion_match is not None and criterion_match.proposed_by != me
        if criterion_match is None or hazard.order_item_id:
            return False
        asked_by = criterion_match.withdrawal_asked_by
        return asked_by is None if verb == "ask_downgrade" else asked_by not in (None, me)


def case(viewer: Viewer, hazard_id: UUID, enterprise_id: UUID | None = None) -> Case:
    row = hazard(viewer, hazard_id, enterprise_id)
    return Case(row, rounds(row), plans(row), extensions(row), match(row))


def hazard(viewer: Viewer, hazard_id: UUID, enterprise_id: UUID | None = None) -> Hazard:
    """Return one hazard; a bureau names the plant as well."""
    row = db.session.scalars(_one(viewer, hazard_id, enterprise_id)).first()
    if row is None:
        raise NotFound(_("没有这条隐患"))
    return row


def own_report(viewer: Viewer, hazard_id: UUID) -> Hazard:
    """Return a report to who made it: to the person, or to whoever shows its claim."""
    row = hazard(viewer, hazard_id)
    is_his = row.reported_by == viewer.person_id if viewer.person_id else row.claim == viewer.scope.opens
    if not is_his:
        raise NotFound(_("没有这条隐患"))
    return row


def locked(viewer: Viewer, hazard_id: UUID, enterprise_id: UUID | None = None) -> Hazard:
    """Return one hazard as it is now, held until the act is over."""
    query = _one(viewer, hazard_id, enterprise_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound(_("没有这条隐患"))
    return row


def _one(viewer: Viewer, hazard_id: UUID, enterprise_id: UUID | None) -> Select[Any]:
    return visible(viewer, Wanted(enterprise_id=enterprise_id)).where(Hazard.id == hazard_id)


def by_claim(claim_hash: str) -> HazardClaim | None:
    """Return what a claim opens; runs in the public scope that shows its hash."""
    return db.session.scalars(select(HazardClaim).where(HazardClaim.opened_by == claim_hash)).first()


def rounds(hazard: Hazard) -> list[HazardRound]:
    query = select(HazardRound).where(
        HazardRound.enterprise_id == hazard.enterprise_id, HazardRound.hazard_id == hazard.id
    )
    return list(db.session.scalars(query.order_by(HazardRound.number)))


def match(hazard: Hazard) -> CriterionMatch | None:
    """Return why a hazard is major, unless that was withdrawn."""
    query = select(CriterionMatch).where(
        CriterionMatch.enterprise_id == hazard.enterprise_id,
        CriterionMatch.hazard_id == hazard.id,
        CriterionMatch.withdrawn_at.is_(None),
    )
    return db.session.scalars(query.order_by(CriterionMatch.id.desc())).first()


def plans(hazard: Hazard) -> list[RectificationPlan]:
    query = select(RectificationPlan).where(
        RectificationPlan.enterprise_id == hazard.enterprise_id, RectificationPlan.hazard_id == hazard.id
    )
    return list(db.session.scalars(query.order_by(RectificationPlan.number)))


def extensions(hazard: Hazard) -> list[HazardExtension]:
    query = select(HazardExtension).where(
        HazardExtension.enterprise_id == hazard.enterprise_id, HazardExtension.hazard_id == hazard.id
    )
    return list(db.session.scalars(query.order_by(HazardExtension.id)))


def open_extension(hazard: Hazard) -> HazardExtension | None:
    return next((extension for extension in extensions(hazard) if extension.is_open(hazard)), None)


def last_extensions(
    viewer: Viewer, enterprise_id: UUID, hazard_ids: Collection[UUID]
) -> dict[UUID, HazardExtension]:
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
