"""What a hazard waits for that its reader may not do, and who can: said before anything is filled in."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from service.core import clock
from service.core.acts.problems import Message, _
from service.core.tenancy.viewer import Viewer
from service.hazards.case import Case
from service.hazards.lifecycle import VERBS
from service.identity.queries import people
from service.identity.rules import MANAGERS, PLANT_ROLES

MOST_NAMES = 5


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
    for verb in VERBS.rows.values():
        step = VERBS.steps.get((hazard.state, verb.id))
        if verb.waits and verb.id not in verbs and step and _waits_for_somebody(viewer, case, verb.id):
            able = _able(viewer, case, verb.id)
            names = people.names(hazard.enterprise_id, able[:MOST_NAMES])
            return Waits(verb.waits, list(names.values()), viewer.has(*MANAGERS))
    return None


def _waits_for_somebody(viewer: Viewer, case: Case, verb: str) -> bool:
    """Tell whether it stands so that anybody at all may do a verb: somebody who had no part in it yet."""
    anybody = Viewer(viewer.scope, roles=frozenset(PLANT_ROLES), person_id=case.hazard.id)
    return VERBS.problem(verb, anybody, case, clock.now()) is None


def _able(viewer: Viewer, case: Case, verb: str) -> list[UUID]:
    """Return who of the plant may do a verb, asked of the verb itself."""
    roles: dict[UUID, set[str]] = defaultdict(set)
    for grant in people.holding(PLANT_ROLES, organisation_id=case.hazard.enterprise_id):
        roles[grant.person_id].add(grant.role)
    now = clock.now()
    colleagues = [
        Viewer(viewer.scope, person_id=person_id, roles=frozenset(held_roles))
        for person_id, held_roles in sorted(roles.items())
    ]
    able = [each for each in colleagues if VERBS.problem(verb, each, case, now) is None]
    return [each.person_id for each in able if each.person_id]
