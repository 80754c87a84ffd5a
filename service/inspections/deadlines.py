"""Who is told of tomorrow's checks, and of those that nobody did: one notice a person and day, not one a check."""

from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, literal, or_, select

from service.core import clock
from service.core.db.row_json import row_json
from service.identity.models import Person
from service.identity.queries import people
from service.identity.rules import MANAGERS
from service.inspections.models import Occurrence, Record
from service.notifications.deadlines import DeadlineRule

PLANT = (Occurrence.enterprise_id, Occurrence.area_code, Occurrence.sector)


def _answered() -> Any:
    return exists(Record.occurrence_id).where(
        Record.enterprise_id == Occurrence.enterprise_id,
        Record.occurrence_id == Occurrence.id,
        Record.stands,
    )


def _counted(person_id: Any, last_day: date) -> Select[Any]:
    values = row_json(n=func.count(Occurrence.id), due_on=literal(last_day.isoformat())).label("values")
    return (
        select(*PLANT, Occurrence.enterprise_id.label("object_id"), person_id.label("person_id"), values)
        .where(Occurrence.period == last_day, Occurrence.cancelled_at.is_(None), ~_answered())
        .group_by(*PLANT, person_id)
    )


def inspectors(last_day: date) -> Select[Any]:
    """Select whose checks of a day are not done yet, of the people who read at a desk."""
    return _counted(Person.id, last_day).join(
        Person,
        (Person.enterprise_id == Occurrence.enterprise_id)
        & or_(
            (Occurrence.team != "") & (Person.team == Occurrence.team),
            (Occurrence.post != "") & (Person.post == Occurrence.post),
        )
        & Person.account.is_not(None)
        & Person.left_at.is_(None),
    )


def answerable(last_day: date) -> Select[Any]:
    """Select who leads a plant's safety where checks of a day were missed."""
    managers = people.holders(MANAGERS).subquery("managers")
    return (
        _counted(managers.c.person_id, last_day)
        .join(managers, managers.c.enterprise_id == Occurrence.enterprise_id)
        .where(Occurrence.due_to <= clock.now())
    )


DEADLINES = [
    DeadlineRule("check.due", "occurrence", inspectors, replaces=True),
    DeadlineRule("check.missed", "occurrence", answerable, days_after=1),
]
