"""What a worker is told, in his language."""

from collections.abc import Sequence
from typing import TypeVar

from service.hazards.titles import NOTICES
from service.notifications.models import Notice
from service.notifications.queries import Unread
from service.web.language import translate

NEWS = frozenset({"hazard.confirm", "hazard.dismiss", "hazard.close"})
T = TypeVar("T", Notice, Unread)


def told(notices: Sequence[T]) -> list[tuple[T, str]]:
    """Put the last word on each hazard into a sentence; `notices` come with the newest first."""
    last: dict[object, T] = {}
    for notice in notices:
        last.setdefault(notice.object_id, notice)
    return [(notice, translate(NOTICES[notice.kind]) % notice.values) for notice in last.values()]
