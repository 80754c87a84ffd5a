"""What the commands of a hazard share: how it is loaded and compared, whom it is given to, its deadline."""

from datetime import date
from uuid import UUID

from service.core import clock
from service.core.acts.changes import Changes
from service.core.acts.problems import Invalid, _
from service.core.db.tables import columns_of
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.hazards.guards import SYSTEM
from service.hazards.lifecycle import VERBS
from service.hazards.limits import Deadline, refuse_day
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.identity.models import Person


def columns(hazard: Hazard) -> dict[str, object]:
    return {name: value for name, value in columns_of(hazard).items() if name != "version"}


change = Changes(
    VERBS,
    cases.locked,
    columns,
    _("这条隐患刚被别人处理过，这次没有生效；请看过现在的进展，需要时再操作一次"),
)


def system(viewer: Viewer) -> Viewer:
    """Return the system as an actor under the scope that is open."""
    return Viewer(scope=viewer.scope, roles=frozenset({SYSTEM}))


def colleague(hazard: Hazard, person_id: UUID, field: str) -> Person:
    """Return a person of the plant who is still there."""
    person = db.session.get(Person, (hazard.enterprise_id, person_id))
    if person is None or person.left_at:
        raise Invalid.at(field, _("请选择本单位在岗人员"))
    return person


def rectifier(hazard: Hazard, person_id: UUID, field: str) -> Person:
    """Return a person of the plant who can see what is given to him: somebody with an account of the desk."""
    person = colleague(hazard, person_id, field)
    if not person.account:
        blind = _("%(name)s 没有电脑账号，看不到分派给他的隐患；请另选一人，或先给他开通账号")
        raise Invalid.at(field, blind, name=person.name)
    return person


def limit(hazard: Hazard) -> Deadline:
    assert hazard.grade is not None, "a hazard without grade has no deadline"
    return cases.deadline(hazard.grade)


def set_deadline(hazard: Hazard, day: date) -> None:
    """Set the first deadline of a round: the end of a day of the site."""
    refuse_day(day, clock.today(), limit(hazard))
    hazard.due_at = hazard.original_due_at = clock.end_of(day)
