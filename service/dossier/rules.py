"""Which acts stand on a plant's timeline, and how they read."""

from service.core.acts.problems import _
from service.enforcement import lifecycle as enforcement
from service.enterprises import rules as enterprises
from service.hazards import lifecycle as hazards
from service.inspections import rules as inspections
from service.risks import rules as risks

# A register of three hundred rows is one line of the story, not three hundred.
ONE_BY_ONE = {"risk_unit.add", "risk_unit.change", "risk_event.add", "risk_event.change"}
ACTS = {
    act: title
    for room in (enterprises, risks, inspections, hazards, enforcement)
    for act, title in room.ACTS.items()
    if act not in ONE_BY_ONE
} | {
    "import.risks": _("导入风险清单"),
    "import.attended": _("导入风险清单"),
    "import.confirm_risks": _("确认导入风险清单"),
    "import.decline": _("放弃导入风险清单"),
    "labels.print": _("打印一批标签"),
    "labels.expire": _("过期的标签文件已删除"),
    "person.leave": _("人员离岗"),
}

# Which act gives a thing the words that it is called by, and where its entry keeps them.
SUBJECTS = {
    "hazard.report": "description",
    "visit.seal_record": "number",
    "order.seal": "number",
    "order.serve": "number",
    "reinspection.seal": "number",
    "reinspection.serve": "number",
}
