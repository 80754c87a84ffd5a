"""A plant with many checks to answer and many phones, made by the commands that people use."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from service.core import clock, ids
from service.core.db.transactions import db, retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.commands import people as people_commands
from service.identity.commands import phones
from service.identity.models import Organisation, Person
from service.identity.rules import InvitationKind, Role
from service.identity.schemas import PersonForm
from service.inspections.commands import planning
from service.inspections.jobs import MATERIALISE
from service.inspections.models import Occurrence
from service.inspections.queries.lists import Item
from service.inspections.schemas import ChecklistForm, PlanForm
from service.risks.models import ControlMeasure, RiskEvent
from service.risks.rules import MeasureKind
from tests.bench.client import request
from tests.builders.hazards import OPERATOR, Plant, a_plant, do, see
from tests.builders.inspections import MEASURES, TEAM, Checked, a_check, items
from tests.people import letter

PHONES = 40
ITEMS = 10
DAYS = 7  # of each plan: today, and six days past that may still be answered
PIN = "907153"
WORDS = "现场查看正常，无渗漏、无松动，标识清楚，记录齐全，已复核"


@dataclass(frozen=True)
class World:
    plant: Plant
    items: tuple[Item, ...]
    occurrences: list[Any]
    tokens: list[str]
    code: str


def build(checks: int) -> World:
    """Make a plant with at least so many checks that wait for an answer."""
    with clock.frozen(clock.now() - timedelta(days=DAYS - 1)):
        checked = _checked()
        plans = [PlanForm(id=ids.new_id(), team=TEAM) for _ in range(checks // DAYS + 1)]
        manager = checked.plant.manager
        do(manager, lambda: [planning.plan(manager, checked.checklist.id, data) for data in plans])
    MATERIALISE.run(clock.now())
    wanted = select(Occurrence.id).where(Occurrence.checklist_id == checked.checklist.id)
    waiting = see(manager, lambda: list(db.session.scalars(wanted)))
    return World(checked.plant, items(checked), waiting, _phones(checked.plant), checked.code)


def _checked() -> Checked:
    """A unit whose list has ten items."""
    plant = a_plant()
    first = a_check(plant)
    own = {"enterprise_id": plant.id, "area_code": first.unit.area_code, "sector": first.unit.sector}

    def widen() -> None:
        event = db.session.scalars(select(RiskEvent)).one()
        kept = {column.key: getattr(event, column.key) for column in RiskEvent.__table__.columns}
        kinds = [(number, kind) for number in range(2) for kind in MeasureKind]
        for number, kind in kinds[: ITEMS - len(MEASURES)]:
            key = ids.new_id()
            if kind is kinds[0][1]:
                more = RiskEvent(**kept | {"id": key, "key": str(key)})
                db.session.add(more)
                db.session.flush()
            text = f"第 {number + 1} 处法兰、阀门、静电接地线完好，无渗漏"
            db.session.add(ControlMeasure(**own, id=ids.new_id(), event_id=more.id, kind=kind, text=text))

    def relist() -> Any:
        measures = tuple(db.session.scalars(select(ControlMeasure.id)))
        listed = ChecklistForm(id=ids.new_id(), name="储罐区日检", measures=measures)
        return planning.make_checklist(plant.manager, first.unit, listed)

    do(plant.manager, widen)
    checklist = do(plant.manager, relist)
    return Checked(plant, first.unit, checklist, first.plan, first.code)


def _phones(plant: Plant) -> list[str]:
    """Enrol the phones of the team; return their tokens."""

    def add(number: int) -> Person:
        organisation = db.session.get_one(Organisation, (plant.id, plant.id))
        own = {"name": f"工人{number}", "work_number": f"W{number}", "post": "操作工", "team": TEAM}
        data = PersonForm(id=ids.new_id(), role=Role.WORKER, **own)
        return people_commands.add_person(OPERATOR, organisation, data)

    people = do(OPERATOR, lambda: [add(number) for number in range(PHONES)])
    tokens = [letter(person, InvitationKind.ENROLMENT) for person in people]
    with scope.opened(Scope.auth()):
        return [retrying(lambda token=token: phones.enrol(token, PIN)).token for token in tokens]


def records(world: World, host: str) -> Iterator[bytes]:
    """Yield the sending of each check, about 2 KB, from one phone after the other."""
    answers = [
        {"item_id": str(item.id), "answer": "normal", "words": WORDS, "photos": []} for item in world.items
    ]
    for number, occurrence in enumerate(world.occurrences):
        body = {"occurrence_id": str(occurrence), "answers": answers}
        headers = {"Host": host, "Cookie": f"device={world.tokens[number % PHONES]}"}
        path = f"/api/v1/e/{world.plant.id}/records/{ids.new_id()}"
        yield request("PUT", path, headers, json.dumps(body, ensure_ascii=False).encode())
