"""A hazard with everything that was written about it: what guards look at, and what its page shows."""

from dataclasses import dataclass

from service.hazards.models import CriterionMatch, Hazard, HazardExtension, HazardRound, RectificationPlan
from service.hazards.states import Grade


@dataclass(frozen=True)
class Case:
    hazard: Hazard
    rounds: list[HazardRound]
    plans: list[RectificationPlan]
    extensions: list[HazardExtension]
    match: CriterionMatch | None  # why it is major, unless that was withdrawn

    @property
    def row(self) -> Hazard:
        return self.hazard

    @property
    def is_ordered(self) -> bool:
        """Whether a bureau's order demands it."""
        return self.hazard.order_item_id is not None

    @property
    def is_major(self) -> bool:
        return self.hazard.grade is Grade.MAJOR

    @property
    def last_round(self) -> HazardRound | None:
        return self.rounds[-1] if self.rounds else None

    @property
    def plan(self) -> RectificationPlan | None:
        """The plan that waits for approval, or was approved."""
        return self.plans[-1] if self.plans and not self.plans[-1].returned_reason else None

    @property
    def is_plan_waiting(self) -> bool:
        return self.plan is not None and self.plan.approved_at is None

    @property
    def asked(self) -> HazardExtension | None:
        """The request for more time that waits for an answer."""
        return next((extension for extension in self.extensions if extension.is_open(self.hazard)), None)

    @property
    def waits_for_bureau(self) -> bool:
        return self.asked is not None and self.asked.waits_for_bureau(self.hazard)

    @property
    def is_unclassed(self) -> bool:
        """Whether who rectifies it is still asked for its type and cause."""
        return self.hazard.hazard_type is None or self.hazard.cause is None
