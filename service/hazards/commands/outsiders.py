"""Who may not act on a hazard as it stands, asked before the photos that came with his form are kept."""

from service.core.acts.ledger import Act, is_known
from service.core.tenancy.viewer import Viewer
from service.hazards.commands.moving import Facts, state_after
from service.hazards.commands.rectifying import refuse_stranger
from service.hazards.models import Hazard


def refuse_outsider(viewer: Viewer, hazard: Hazard, verb: str, facts: Facts, act: Act) -> None:
    """Raise what the command of the verb would raise for another's hazard, a wrong state or a stale page.

    `facts` may name the page's `version`. A repeated act is let through: its command gives the same answer.
    """
    if is_known(hazard.enterprise_id, act):
        return
    state_after(viewer, hazard, verb, facts)
    if verb == "rectify":
        refuse_stranger(viewer, hazard)
