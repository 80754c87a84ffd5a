"""What a worker is told, in his language."""

from service.hazards.rules import NOTICES
from service.notifications.queries import OneTold
from service.web.language import say

NEWS = frozenset({"hazard.confirm", "hazard.dismiss", "hazard.close"})


def told(notices: list[OneTold]) -> list[tuple[OneTold, str]]:
    """Put the last word on each hazard into a sentence; `notices` come with the newest first."""
    last: dict[object, OneTold] = {}
    for notice in notices:
        last.setdefault(notice.object_id, notice)
    return [(notice, say(NOTICES[notice.kind]) % notice.values) for notice in last.values()]
