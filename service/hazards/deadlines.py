"""Who is told that a hazard's deadline is near, or past."""

from datetime import date
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.sql.selectable import CompoundSelect

from service.core import clock
from service.core.db.row_json import row_json
from service.hazards.models import Hazard
from service.hazards.states import RUNNING
from service.identity.models import Person
from service.identity.queries import people
from service.identity.rules import MANAGERS
from service.notifications.deadlines import DeadlineRule


def _about(person_id: Any, last_day: date) -> Select[Any]:
    values = row_json(
        place=Hazard.place, description=Hazard.description, due_on=literal(last_day.isoformat())
    ).label("values")
    return select(
        Hazard.enterprise_id,
        Hazard.area_code,
        Hazard.sector,
        Hazard.id.label("object_id"),
        person_id.label("person_id"),
        values,
    ).where(
        Hazard.state.in_(RUNNING),
        Hazard.due_at > clock.start_of(last_day),
        Hazard.due_at <= clock.end_of(last_day),
    )


def rectifiers(last_day: date) -> Select[Any]:
    """Select who has to rectify by a day and has not yet."""
    return _about(Person.id, last_day).join(
        Person,
        (Person.enterprise_id == Hazard.enterprise_id)
        & (Person.id == Hazard.assigned_to)
        & Person.left_at.is_(None),
    )


def answerable(last_day: date) -> CompoundSelect[Any]:
    """Select who had to rectify by a day, and who leads the plant's safety."""
    managers = people.holders(MANAGERS).subquery("managers")
    led = _about(managers.c.person_id, last_day).join(
        managers, managers.c.enterprise_id == Hazard.enterprise_id
    )
    return rectifiers(last_day).union(led)


DEADLINES = [
    DeadlineRule("hazard.due", "hazard", rectifiers),
    DeadlineRule("hazard.late", "hazard", answerable, days_after=1),
]
