"""How a hazard moves: found and held, the same act twice, a stale page, the table, one ledger entry."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, WrongState, _
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.hazards.models import Hazard
from service.hazards.queries import cases
from service.hazards.rules import LIFE, SYSTEM, Deadline, State, fits, refuse_day
from service.identity.models import Person

Facts = dict[str, Any]
Change = Callable[[Viewer, Hazard, Facts, Act], Facts]
Command = Callable[[Viewer, UUID, Facts, Act], Hazard]


def verb(name: str) -> Callable[[Change], Command]:
    """Make a command of what one step changes.

    The change sets the hazard's columns and returns what the ledger should tell besides. The command takes
    (viewer, hazard_id, facts, act): `facts` as the verb's form, with `version` of the page (left out by a
    caller that shows none) and, from a bureau, `enterprise_id`. Raises NotFound, WrongState, NotAllowed,
    Conflict or Invalid; then nothing is changed.
    """

    def command_of(change: Change) -> Command:
        @wraps(change)
        def command(viewer: Viewer, hazard_id: UUID, facts: Facts, act: Act) -> Hazard:
            hazard = cases.locked(viewer, hazard_id, facts.get("enterprise_id"))
            if repeated(hazard.enterprise_id, act, f"hazard.{name}", hazard.id):
                return hazard
            after = state_after(viewer, hazard, name, facts)
            before = columns(hazard)
            with db.session.no_autoflush:  # half a change need not satisfy the constraints
                details = change(viewer, hazard, facts, act)
            hazard.state = after
            hazard.version += 1
            _record(viewer, f"hazard.{name}", hazard, act, (before, details))
            db.session.flush()
            return hazard

        return command

    return command_of


def state_after(viewer: Viewer, hazard: Hazard, name: str, facts: Facts) -> State:
    """Return where a verb leads; raise WrongState, NotAllowed or Conflict where this viewer may not go there."""
    after = State(LIFE.after(hazard.state, name, viewer.roles))
    refuse_stale(hazard, facts)
    if not fits(name, hazard.grade):
        raise WrongState(_("这一步只用于另一等级的隐患，这次没有生效；请看过现在的等级再操作"))
    return after


def columns(hazard: Hazard) -> Facts:
    return {
        attr.key: getattr(hazard, attr.key) for attr in inspect(Hazard).column_attrs if attr.key != "version"
    }


def _record(viewer: Viewer, act_name: str, hazard: Hazard, act: Act, change: tuple[Facts, Facts]) -> None:
    before, details = change
    now = columns(hazard)
    changed = [name for name in now if now[name] != before[name]]
    record(
        viewer,
        act_name,
        hazard,
        act,
        before={name: before[name] for name in changed},
        after={name: now[name] for name in changed} | details,
    )


def refuse_stale(hazard: Hazard, facts: Facts) -> None:
    if facts.get("version", hazard.version) != hazard.version:
        raise Conflict(_("这条隐患刚被别人处理过，这次没有生效；请看过现在的进展，需要时再操作一次"))


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


def row_of(hazard: Hazard) -> Facts:
    """Return what a child row copies from its hazard."""
    return {
        "enterprise_id": hazard.enterprise_id,
        "area_code": hazard.area_code,
        "sector": hazard.sector,
        "hazard_id": hazard.id,
    }


def limit(hazard: Hazard) -> Deadline:
    assert hazard.grade is not None, "a hazard without grade has no deadline"
    return cases.deadline(hazard.grade)


def set_deadline(hazard: Hazard, day: Any, field: str = "due_on") -> None:
    """Set the first deadline of a round: the end of a day of the site."""
    refuse_day(day, clock.today(), limit(hazard), field)
    hazard.due_at = hazard.original_due_at = clock.end_of(day)
