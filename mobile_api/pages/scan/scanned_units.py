"""Where one stands: what a printed code opens, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from service.codes import queries as codes
from service.codes.models import PrintedCode
from service.codes.rules import shown
from service.core.acts.problems import NotFound
from service.core.db.transactions import reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.enterprises.models import Enterprise
from service.risks import queries as risks
from service.risks.queries import RiskCard
from service.web import limits, viewers


@dataclass(frozen=True)
class ScannedUnit:
    printed: PrintedCode
    enterprise: Enterprise
    card: RiskCard
    viewer: Viewer  # a person of this plant, or nobody

    @property
    def code(self) -> str:
        return self.printed.opened_by

    @property
    def shown_code(self) -> str:
        return shown(self.code)

    @property
    def replaced_by(self) -> str:
        return shown(self.printed.replaced_by or "")

    @property
    def worker(self) -> Viewer | None:
        return self.viewer if self.viewer.person_id else None


def with_scanned_unit(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give a view the spot that the code of its address opens; guesses are counted, good codes never."""

    @wraps(view)
    def wrapped(code: str, **args: Any) -> Any:
        return view(resolve(code), **args)

    wrapped.counts_unknown, wrapped.limit = True, limits.CODES  # type: ignore[attr-defined]
    return wrapped


def resolve(text: str) -> ScannedUnit:
    """Return what a code opens; raise NotFound for one never printed, TooMany for who keeps guessing."""
    try:
        printed_code = codes.resolve(text)
    except NotFound:
        limits.count_unknown()
        raise
    viewer = _worker(printed_code.enterprise_id) or anonymous_viewer(printed_code)
    with scope.opened(viewer.scope), reading():
        plant = enterprises.enterprise(printed_code.enterprise_id)
        card = risks.card(printed_code.enterprise_id, printed_code.target_id)
        return ScannedUnit(printed_code, plant, card, viewer)


def anonymous_viewer(printed_code: PrintedCode) -> Viewer:
    """Return who scans without being known: he sees what hangs on the wall."""
    return Viewer(Scope.public(opens=str(printed_code.target_id), enterprise_id=printed_code.enterprise_id))


def _worker(enterprise_id: UUID) -> Viewer | None:
    member = viewers.on_phone()
    if member is None or member.organisation.id != enterprise_id:
        return None
    return member.viewer()
