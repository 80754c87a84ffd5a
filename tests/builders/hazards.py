"""A small plant with its people, and hazards at any point of their life, made by the commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from math import inf
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app
from PIL import Image
from sqlalchemy import select

from service.attachments import commands as attachments
from service.attachments.commands import Form, ProcessedPhoto
from service.attachments.models import Attachment
from service.core import clock, ids
from service.core.acts.ledger import Act
from service.core.db.transactions import db, reading, retrying
from service.core.db.upserts import upsert
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope, area_range
from service.core.tenancy.viewer import Viewer
from service.enterprises import commands as enterprises
from service.enterprises.entries import PlantEntry
from service.hazards.commands import reporting
from service.hazards.commands.registry import COMMANDS
from service.hazards.lifecycle import VERBS
from service.hazards.models import Hazard
from service.hazards.states import Cause, Grade, HazardType, Source
from service.identity.commands import people
from service.identity.models import Organisation
from service.identity.queries import signed_in
from service.identity.rules import Role
from service.identity.schemas import PersonForm
from service.reference import shipped

T = TypeVar("T")
OPERATOR = Viewer(Scope.platform(), name="运营方", roles=frozenset({Role.OPERATOR}), proven_at=inf)
STAFF = {
    "manager": Role.SAFETY_MANAGER,
    "second": Role.SAFETY_MANAGER,
    "principal": Role.PRINCIPAL,
    "leader": Role.TEAM_LEADER,
    "worker": Role.WORKER,
    "other": Role.WORKER,
}


@dataclass(frozen=True)
class Plant:
    id: UUID
    manager: Viewer
    second: Viewer
    principal: Viewer
    leader: Viewer
    worker: Viewer
    other: Viewer


def do(viewer: Viewer, act: Callable[[], T]) -> T:
    with scope.opened(viewer.scope):
        return retrying(act)


def see(viewer: Viewer, read: Callable[[], T]) -> T:
    with scope.opened(viewer.scope), reading():
        return read()


def proven(viewer: Viewer) -> Viewer:
    """The viewer after he has just given his password."""
    return replace(viewer, proven_at=clock.now().timestamp())


def a_plant(name: str = "安阳甲厂", credit_code: str = "91410500MA40000010", area: str = "410505") -> Plant:
    made = ids.new_id()

    def build() -> dict[str, Viewer]:
        for file in ("criteria.json", "profiles.json"):
            for rows in shipped.read(file):
                upsert(rows)
        entry = PlantEntry(id=made, area_code=area, sector="machinery", name=name, credit_code=credit_code)
        enterprises.register(OPERATOR, entry)
        organisation = db.session.get_one(Organisation, (made, made))
        return {who: _person(organisation, who, role) for who, role in STAFF.items()}

    return Plant(made, **do(OPERATOR, build))


def _person(organisation: Organisation, who: str, role: Role) -> Viewer:
    account = account_of(organisation.id, who)
    data = PersonForm(id=ids.new_id(), name=who, work_number=who, account=account, role=role)
    person = people.add_person(OPERATOR, organisation, data)
    db.session.flush()
    found = signed_in.membership(person).viewer()
    assert found is not None
    return found


def account_of(plant: UUID, who: str) -> str:
    return f"{who}-{plant.hex[-8:]}"


def an_officer(area: str = "410505") -> Viewer:
    """An officer of a bureau of the area; his bureau has no rows of its own here."""
    bureau = ids.new_id()
    here = Scope.regulator(bureau, area_range(area), frozenset())
    return Viewer(here, bureau, "应急局", ids.new_id(), "执法员", frozenset({Role.OFFICER}))


@lru_cache(maxsize=2)
def a_jpeg(red: int = 90) -> bytes:
    target = BytesIO()
    Image.new("RGB", (64, 48), (red, 120, 150)).save(target, "JPEG")
    return target.getvalue()


@lru_cache(maxsize=1)
def kept() -> ProcessedPhoto:
    return attachments.process(a_jpeg(), anonymous=False)


def a_photo(viewer: Viewer, plant: Plant) -> UUID:
    """A photo that the viewer sent and no row has taken yet."""

    def receive() -> UUID:
        row = db.session.get_one(Organisation, (plant.id, plant.id))
        return attachments.receive(viewer, row, Form(ids.new_id()), kept())

    return do(viewer, receive)


def kept_of(viewer: Viewer) -> tuple[int, int]:
    """How many photos have a row, and how many files lie in the storage."""
    rows = see(viewer, lambda: len(db.session.scalars(select(Attachment.id)).all()))
    root = current_app.config["SETTINGS"].storage_url.removeprefix("dir:")
    return rows, sum(one.is_file() for one in Path(root).rglob("*"))


def report_facts(plant: Plant, by: Viewer, **more: Any) -> dict[str, Any]:
    facts = {
        "id": ids.new_id(),
        "place": "甲醇储罐区",
        "description": "围堰南侧裂缝约 10 cm",
        "source": Source.WORKER,
        "photos": [a_photo(by, plant)],
    }
    return facts | more


def a_hazard(plant: Plant, by: Viewer | None = None, **more: Any) -> Hazard:
    """A hazard just reported."""
    by = by or plant.worker
    facts = report_facts(plant, by, **more)
    return do(by, lambda: reporting.report(by, reporting.Report(**facts)))


def act(viewer: Viewer, hazard: Hazard, verb: str, **facts: Any) -> Hazard:
    """One step of a hazard's life."""
    return do(viewer, lambda: command(verb)(viewer, hazard.id, facts, Act.new()))


def command(verb: str) -> Callable[[Viewer, UUID, Mapping[str, Any], Act], Hazard]:
    """A verb's command that takes its form as a dictionary, from a bureau with the plant's id in it."""

    def run(viewer: Viewer, hazard_id: UUID, facts: Mapping[str, Any], once: Act) -> Hazard:
        known = {member.name for member in fields(VERBS[verb].data)}
        data = VERBS[verb].data(**{name: value for name, value in facts.items() if name in known})
        done: Hazard = COMMANDS[verb](viewer, hazard_id, data, once, facts.get("enterprise_id"))
        return done

    return run


def grading(grade: Grade = Grade.GENERAL) -> dict[str, Any]:
    facts = {"grade": grade, **classed()}
    if grade is Grade.MAJOR:
        facts |= {"criterion_code": "GM-13-01", "evidence": "有限空间没有台账，也没有警示标志"}
    return facts


def classed() -> dict[str, Any]:
    """What who rectifies an ordered hazard, or fixes one on the spot, says of its kind."""
    return {"hazard_type": HazardType.EQUIPMENT, "cause": Cause.THINGS}


def in_days(days: int) -> Any:
    return clock.today() + timedelta(days=days)


def confirmed(plant: Plant, grade: Grade = Grade.GENERAL, **more: Any) -> Hazard:
    return act(plant.manager, a_hazard(plant, **more), "confirm", **grading(grade))


def assigned(plant: Plant, **more: Any) -> Hazard:
    found = confirmed(plant, **more)
    return act(plant.manager, found, "assign", assigned_to=plant.worker.person_id, due_on=in_days(3))


def plan_facts(plant: Plant, **more: Any) -> dict[str, Any]:
    words = (
        "state_and_cause",
        "harm_and_difficulty",
        "goals",
        "measures",
        "safety_measures",
        "emergency_plan",
    )
    facts = {name: "按方案执行" for name in words} | {"funds": 20000, "materials": "", "due_on": in_days(40)}
    return facts | {"responsible_unit": "设备部", "responsible_id": plant.worker.person_id} | more


def planned(plant: Plant) -> Hazard:
    """A major hazard whose plan is approved."""
    return act(plant.principal, handed_in(plant), "approve_plan")


def handed_in(plant: Plant) -> Hazard:
    """A major hazard whose plan waits for approval."""
    found = act(plant.second, confirmed(plant, Grade.MAJOR), "endorse")
    return act(plant.manager, found, "plan", **plan_facts(plant))


def rectified(plant: Plant, hazard: Hazard | None = None) -> Hazard:
    found = hazard or assigned(plant)
    photos = [a_photo(plant.worker, plant)]
    facts = {"rectification": "裂缝开槽修补，注水试验 2 小时", "cost": 2400, "photos": photos, **classed()}
    return act(plant.worker, found, "rectify", **facts)


def closed(plant: Plant, hazard: Hazard | None = None) -> Hazard:
    return act(plant.manager, rectified(plant, hazard), "accept", opinion="合格")
