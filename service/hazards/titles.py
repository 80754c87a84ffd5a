"""How a hazard's states, grades and kinds read, and what people are told of it."""

from service.core.acts.problems import _
from service.hazards.states import Cause, Grade, HazardType

AWAITS_SECOND = _("待第二人确认")  # a major hazard until somebody else confirms it
GRADE_TITLES = {Grade.GENERAL: _("一般隐患"), Grade.MAJOR: _("重大隐患")}
TYPE_TITLES = {  # as forms offer them, the common ones first
    HazardType.EQUIPMENT: _("设备"),
    HazardType.ELECTRICAL: _("电气"),
    HazardType.FIRE: _("消防"),
    HazardType.SAFETY: _("安全"),
    HazardType.PROCESS: _("工艺"),
    HazardType.INSTRUMENT: _("仪表"),
    HazardType.LAYOUT: _("总图"),
    HazardType.OTHER: _("其他"),
}
CAUSE_TITLES = {
    Cause.THINGS: _("物的因素"),
    Cause.PEOPLE: _("人的因素"),
    Cause.SURROUNDINGS: _("环境因素"),
    Cause.MANAGEMENT: _("管理因素"),
}
NOTICES = {
    "hazard.confirm": _("您上报的隐患已受理：%(place)s，%(description)s"),
    "hazard.dismiss": _("您上报的情况经核实不属于隐患：%(place)s，%(description)s。理由：%(reason)s"),
    "hazard.close": _("您上报的隐患已整改：%(place)s，%(description)s"),
    "hazard.assign": _("有一条隐患分派给您整改：%(place)s，%(description)s"),
    "hazard.send_back": _("您整改的隐患被退回：%(place)s，%(description)s。意见：%(opinion)s"),
    "hazard.escalate": _("隐患提级，请您处理：%(place)s，%(description)s。原因：%(reason)s"),
    "hazard.major": _("发现重大隐患：%(place)s，%(description)s"),
    "hazard.report": _("新上报的隐患等待确认：%(place)s，%(description)s"),
    "hazard.to_endorse": _("拟判重大隐患等第二人确认：%(place)s，%(description)s"),
    "hazard.rectify": _("整改完成，等待验收：%(place)s，%(description)s"),
    "hazard.due": _("您负责整改的隐患 %(due_on)s 到期：%(place)s，%(description)s"),
    "hazard.late": _("隐患过了期限 %(due_on)s 还没有整改完：%(place)s，%(description)s"),
}
