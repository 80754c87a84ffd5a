"""Step three of the world: checklists from the measures, daily plans, and what was answered already."""

from functools import partial

from service.core import scope
from service.core.db import retrying
from service.core.viewer import Viewer
from service.demo import names
from service.demo.people import viewer_of
from service.demo.registers import unit_named
from service.inspections import commands
from service.risks import queries as risks
from service.risks.rules import MeasureKind

PLANS = (
    ("demo.manager", "甲醇储罐区", "罐区每日检查", "储运班"),
    ("demo.manager", "装卸区", "装卸区每日检查", "储运班"),
    ("demo.manager", "合成车间反应釜", "反应釜联锁检查", "设备部"),
    ("demo.cold", "氨制冷机房", "机房每日检查", "制冷班"),
    ("demo.foundry", "中频炉平台", "开炉前检查", "熔炼班"),
)
LOOKED_AT = {MeasureKind.ENGINEERING, MeasureKind.MANAGEMENT, MeasureKind.PPE}


def plan() -> None:
    for account, unit, name, team in PLANS:
        viewer = viewer_of(account)
        with scope.opened(viewer.scope):
            retrying(partial(_plan, viewer, unit, name, team))


def _plan(viewer: Viewer, unit_name: str, name: str, team: str) -> None:
    unit = unit_named(viewer, unit_name)
    measures = [one.id for one in risks.measures_of(viewer, unit.id) if one.kind in LOOKED_AT]
    listed = {"id": names.id_of("checklist", unit_name, name), "name": name, "measures": measures[:6]}
    made = commands.make_checklist(viewer, unit, listed)
    commands.plan(viewer, {"id": names.id_of("plan", unit_name, name), "checklist_id": made.id, "team": team})
