"""Step three of the world: checklists from the measures, daily plans, and what was answered already."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from service.core import clock
from service.core.db.transactions import reading, retrying
from service.core.tenancy import scope
from service.core.tenancy.viewer import Viewer
from service.demo import names
from service.demo.people import viewer_of, worker
from service.demo.registers import unit_named
from service.inspections.commands import answering, planning
from service.inspections.jobs import materialise
from service.inspections.queries import checks, lists
from service.inspections.queries.checks import Check
from service.inspections.rules import Answer
from service.inspections.schemas import AnswerForm, ChecklistForm, PlanForm, RecordForm
from service.risks import queries as risks
from service.risks.rules import SEEN_ON_THE_SPOT

# (whose plant, unit, name, team, work number of who does it)
PLANS = (
    ("demo.manager", "甲醇储罐区", "罐区每日检查", "储运班", "H022"),
    ("demo.manager", "装卸区", "装卸区每日检查", "储运班", "H023"),
    ("demo.manager", "合成车间反应釜", "反应釜联锁检查", "设备部", "H011"),
    ("demo.cold", "氨制冷机房", "机房每日检查", "制冷班", "X021"),
    ("demo.foundry", "中频炉平台", "开炉前检查", "熔炼班", "T021"),
)
PAST = 6  # days that are answered
# By days ago: the checks nobody did, and the first item found failing, with what was said of it.
MISSED = {(4, "装卸区每日检查"), (3, "反应釜联锁检查")}
FAILED = {(2, "开炉前检查"): "炉体冷却水软管老化渗水"}
AT = timedelta(hours=8, minutes=40)


def plan() -> None:
    """Plan as if it were some days ago, so that there are days to have been answered."""
    began = clock.now() - timedelta(days=PAST)
    for account, unit, name, team, _who in PLANS:
        viewer = viewer_of(account)
        with scope.opened(viewer.scope), clock.frozen(began):
            retrying(partial(_plan, viewer, unit, name, team))
    materialise(clock.now())


def _plan(viewer: Viewer, unit_name: str, name: str, team: str) -> None:
    unit = unit_named(viewer, unit_name)
    measures = [measure.id for measure in risks.measures_of(unit.id) if measure.kind in SEEN_ON_THE_SPOT]
    listed = ChecklistForm(
        id=names.id_of("checklist", unit_name, name), name=name, measures=tuple(measures[:6])
    )
    made = planning.make_checklist(viewer, unit, listed)
    planning.plan(viewer, made.id, PlanForm(id=names.id_of("plan", unit_name, name), team=team))


def answer() -> None:
    """Answer the days before today, as whoever does each check."""
    for account, unit, name, _team, who in PLANS:
        plant = viewer_of(account).organisation_id
        assert plant is not None
        viewer = worker(plant, who)
        with scope.opened(viewer.scope):
            for ago in range(PAST, 0, -1):
                day = clock.today() - timedelta(days=ago)
                with clock.frozen(clock.start_of(day) + AT):
                    _answer(viewer, _due(viewer, unit, day), (ago, name))


def _due(viewer: Viewer, unit_name: str, day: date) -> list[Check]:
    """Return the checks of a unit on a day; none where the plan began later."""
    with reading():
        unit = unit_named(viewer, unit_name)
        return [check for check in checks.checks(viewer, day=day) if check.occurrence.unit_id == unit.id]


def _answer(viewer: Viewer, due: list[Check], past_check: tuple[int, str]) -> None:
    for check in due if past_check not in MISSED else ():
        with reading():
            items = lists.items(check.occurrence.enterprise_id, check.occurrence.checklist_id)
        answers = [AnswerForm(item_id=item.id, answer=Answer.NORMAL) for item in items]
        if past_check in FAILED:
            answers[0] = replace(answers[0], answer=Answer.FAILED, words=FAILED[past_check])
        data = RecordForm(occurrence_id=check.occurrence.id, answers=tuple(answers))
        record_id = names.id_of("record", str(check.occurrence.id))
        retrying(partial(answering.answer, viewer, record_id, data))
