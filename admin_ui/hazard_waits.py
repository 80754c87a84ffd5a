"""What a hazard waits for that its reader may not do himself, and who can: said before anything is filled in."""

from dataclasses import dataclass
from uuid import UUID

from service.core.acts.problems import Message, _
from service.core.tenancy.viewer import Viewer
from service.hazards.queries.cases import Case
from service.hazards.rules import LIFE, State
from service.identity.queries import people
from service.identity.rules import MANAGERS, PLANT_ROLES, Role

MOST_NAMES = 5
SECOND = _("已拟判为重大隐患，要由提出人以外的一人确认。")
ACCEPTANCE = _("整改已完成，要由整改人以外的一人验收。")


@dataclass(frozen=True)
class Waits:
    sentence: str
    names: list[str]  # of who can do it; empty: nobody in the plant
    may_invite: bool  # whether the reader may add somebody

    @property
    def able(self) -> str:
        return Message(_("可以办理的人：%(names)s"), names=self.names)


def waits_of(viewer: Viewer, case: Case, verbs: list[str]) -> Waits | None:
    """Return what waits for another than the viewer, or None where nothing does, or it waits for him."""
    hazard = case.hazard
    if hazard.awaits_second_person and "endorse" not in verbs:
        return _by_another(viewer, case, SECOND, "endorse")
    if hazard.state is State.AWAITING_ACCEPTANCE and "accept" not in verbs:
        return _by_another(viewer, case, ACCEPTANCE, "accept")
    return None


def _by_another(viewer: Viewer, case: Case, sentence: str, verb: str) -> Waits:
    hazard = case.hazard
    who = LIFE.steps[hazard.state, verb].who
    roles = [role for role in Role if role in who and role in PLANT_ROLES]
    holding = {grant.person_id for grant in people.holding(roles, organisation_id=hazard.enterprise_id)}
    able = sorted(holding - _not_twice(case))[:MOST_NAMES]
    names = people.names(viewer, hazard.enterprise_id, able)
    return Waits(sentence, list(names.values()), viewer.has(*MANAGERS))


def _not_twice(case: Case) -> set[UUID | None]:
    """Return who stands behind the hazard already, and so cannot be the second person."""
    if case.hazard.awaits_second_person:
        return {case.match.proposed_by if case.match else None}
    return {case.hazard.assigned_to, *(row.rectified_by for row in case.rounds[-1:])}
