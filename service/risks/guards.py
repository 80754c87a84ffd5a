"""Who may not lower a major unit now, and why: pure, asked for the form and again under the lock."""

from service.core.acts.problems import Conflict, NotAllowed, Problem, _
from service.core.tenancy.viewer import Viewer
from service.identity.rules import MANAGERS
from service.risks.models import RiskUnit
from service.risks.rules import Level


def not_lowered_by(viewer: Viewer, unit: RiskUnit, level: Level | None) -> Problem | None:
    """Return why a unit does not get the lower level that an import proposes; `level` is what the page showed."""
    if not viewer.has(*MANAGERS):
        return NotAllowed(_("重大风险降级由主要负责人或安全管理员确认"))
    if unit.proposed is None or unit.proposed is not level:
        return Conflict(_("这个风险点的等级刚有变化，这次没有生效；请看过现在的等级，需要时再操作一次"))
    if viewer.person_id == unit.proposed_by:
        return NotAllowed(_("重大风险降级要由另一人确认，不能由导入的人自己确认"))
    return None
