"""A plant whose methanol tanks are checked each day by its tank team."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.codes.models import CodeKind
from service.codes.queries import codes_of
from service.core import ids
from service.core.db.transactions import db, retrying
from service.core.forms import take
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.enterprises.models import Enterprise
from service.identity.commands import phones
from service.identity.models import Person
from service.identity.rules import InvitationKind
from service.inspections.commands import answering, planning
from service.inspections.models import Checklist, Occurrence, Plan, Record
from service.inspections.queries import checks, lists
from service.inspections.queries.lists import Item
from service.inspections.schemas import ChecklistForm, PlanForm, RecordForm
from service.risks.models import ControlMeasure, RiskEvent, RiskObject, RiskUnit
from service.risks.queries import measures_of
from service.risks.rules import Level, MeasureKind, Method
from tests.builders.hazards import OPERATOR, Plant, a_plant, do, see
from tests.people import letter

TEAM = "储运班"
MEASURES = {
    MeasureKind.ENGINEERING: "围堰无破损，排水阀关闭",
    MeasureKind.MANAGEMENT: "可燃气体检测仪有检定标识",
    MeasureKind.EMERGENCY: "洗眼器出水正常",
}


@dataclass(frozen=True)
class Checked:
    """A plant with one unit and its daily check."""

    plant: Plant
    unit: RiskUnit
    checklist: Checklist
    plan: Plan
    code: str

    @property
    def worker(self) -> Any:
        return replace(self.plant.worker, team=TEAM)

    @property
    def colleague(self) -> Any:
        return replace(self.plant.other, team=TEAM)


def a_unit(plant: Plant, name: str = "甲醇储罐区") -> RiskUnit:
    """A unit with one event and a measure of three kinds."""

    def build() -> RiskUnit:
        found = db.session.get_one(Enterprise, (plant.id, plant.id))
        own = {"enterprise_id": plant.id, "area_code": found.area_code, "sector": found.sector}
        area = RiskObject(**own, id=ids.new_id(), name=f"{name}所在区域", level=Level.MAJOR)
        unit = RiskUnit(
            **own, id=ids.new_id(), object_id=area.id, sheet="01", number="1", name=name, level=Level.MAJOR
        )
        event = RiskEvent(
            **own,
            id=ids.new_id(),
            unit_id=unit.id,
            key="key",
            step="储存",
            hazard_source="甲醇",
            accident_text="火灾",
            accident_types=["fire"],
            consequence="人员伤亡",
            method=Method.LS,
            factors={"L": "4", "S": "5"},
            score=Decimal(20),
            level=Level.MAJOR,
            profile="SD_DB37",
            profile_version="1",
            responsible_unit="储运车间",
            responsible_person="",
            note="",
        )
        for row in (area, unit, event):
            db.session.add(row)
            db.session.flush()
        for kind, text in MEASURES.items():
            db.session.add(ControlMeasure(**own, id=ids.new_id(), event_id=event.id, kind=kind, text=text))
        return unit

    return do(plant.manager, build)


def measures(plant: Plant, unit: RiskUnit) -> list[UUID]:
    return see(plant.manager, lambda: [row.id for row in measures_of(unit.id)])


def a_check(plant: Plant | None = None, **more: Any) -> Checked:
    """A plant whose tank team has a daily check of one unit, from today on."""
    plant = plant or a_plant()
    unit = a_unit(plant)
    listed = a_list("储罐区日检", measures(plant, unit), **more)
    checklist = do(plant.manager, lambda: planning.make_checklist(plant.manager, unit, listed))
    plan = a_plan(plant.manager, checklist.id)
    return Checked(plant, unit, checklist, plan, code_of(plant, unit))


def a_list(name: str, measures: Sequence[UUID], **more: Any) -> ChecklistForm:
    return ChecklistForm(**{"id": ids.new_id(), "name": name, "measures": tuple(measures)} | more)


def a_plan(manager: Any, checklist_id: UUID, team: str = TEAM) -> Plan:
    data = PlanForm(id=ids.new_id(), team=team)
    return do(manager, lambda: planning.plan(manager, checklist_id, data))


def also_checked(checked: Checked, name: str, team: str) -> None:
    """Give the unit another list, which a team answers."""
    manager, data = checked.plant.manager, a_list(name, measures(checked.plant, checked.unit)[:2])
    listed = do(manager, lambda: planning.make_checklist(manager, checked.unit, data))
    a_plan(manager, listed.id, team)


def code_of(plant: Plant, unit: RiskUnit) -> str:
    return see(plant.manager, lambda: codes_of(CodeKind.UNIT, [unit.id]))[unit.id]


def todays(checked: Checked) -> Occurrence:
    viewer = checked.plant.manager
    return see(viewer, lambda: checks.checks_of_unit(viewer, checked.unit.id))[0].occurrence


def items(checked: Checked) -> tuple[Item, ...]:
    return see(checked.plant.manager, lambda: lists.items(checked.plant.id, checked.checklist.id))


def answers(checked: Checked, failed: dict[int, str] | None = None) -> list[dict[str, Any]]:
    """Everything normal but these items (number → words)."""
    failed = failed or {}
    return [
        {
            "item_id": item.id,
            "answer": "failed" if item.number in failed else "normal",
            "words": failed.get(item.number, ""),
            "photos": [],
        }
        for item in items(checked)
    ]


def record_facts(checked: Checked, failed: dict[int, str] | None = None, **more: Any) -> dict[str, Any]:
    facts = {"id": ids.new_id(), "occurrence_id": todays(checked).id, "answers": answers(checked, failed)}
    return facts | more


def answered(checked: Checked, failed: dict[int, str] | None = None, **more: Any) -> Record:
    return answer(checked.worker, record_facts(checked, failed, **more))


def answer(viewer: Any, facts: dict[str, Any]) -> Record:
    """Send a record of `record_facts`."""
    content = {name: value for name, value in facts.items() if name != "id"}
    return do(viewer, lambda: answering.answer(viewer, facts["id"], take(RecordForm, content)))


def a_phone(checked: Checked, viewer: Any, team: str = TEAM) -> str:
    """Enrol a person of the plant, now of a team, on a phone; return what its cookie holds."""

    def move() -> Person:
        person = db.session.get_one(Person, (checked.plant.id, viewer.person_id))
        person.team = team
        return person

    token = letter(do(OPERATOR, move), InvitationKind.ENROLMENT)
    with scope.opened(Scope.auth()):
        return retrying(lambda: phones.enrol(token, "258046")).token
