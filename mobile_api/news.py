"""What a worker is told, in his language."""

from service.hazards.rules import NOTICES
from service.notifications.models import Notice
from service.web.language import say

NEWS = frozenset({"hazard.confirm", "hazard.dismiss", "hazard.close"})


def told(notices: list[Notice]) -> list[tuple[Notice, str]]:
    return [(notice, say(NOTICES[notice.kind]) % notice.values) for notice in notices]
