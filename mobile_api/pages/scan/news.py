"""What a worker is told, in his language."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from service.hazards.titles import NOTICES
from service.web.language import translate

NEWS = frozenset({"hazard.confirm", "hazard.dismiss", "hazard.close"})


class Told(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def object_id(self) -> UUID: ...
    @property
    def values(self) -> Mapping[str, object]: ...


T = TypeVar("T", bound=Told)


def told(notices: Sequence[T]) -> list[tuple[T, str]]:
    """Put the last word on each hazard into a sentence; `notices` come with the newest first."""
    last: dict[object, T] = {}
    for notice in notices:
        last.setdefault(notice.object_id, notice)
    return [(notice, translate(NOTICES[notice.kind]) % notice.values) for notice in last.values()]
