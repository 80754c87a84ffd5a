"""How states, acts and notices read."""

from service.core.acts.problems import _
from service.enforcement.states import ItemState, OrderState, ReinspectionState, VisitKind, VisitState

KIND_TITLES = {
    VisitKind.PLANNED: _("计划检查"),
    VisitKind.RANDOM: _("双随机抽查"),
    VisitKind.SPECIAL: _("专项检查"),
    VisitKind.REPORT: _("举报核查"),
    VisitKind.REINSPECTION: _("复查"),
}
VISIT_STATES = {
    VisitState.APPLIED: _("待审批"),
    VisitState.APPROVED: _("已批准"),
    VisitState.REFUSED: _("未批准"),
    VisitState.NOTICED: _("现场检查中"),
    VisitState.RECORDED: _("记录已确认"),
    VisitState.SEALED: _("待企业签字"),
    VisitState.SIGNED: _("已签字"),
    VisitState.CLOSED: _("已办结"),
    VisitState.CANCELLED: _("已取消"),
}
ORDER_STATES = {
    OrderState.DRAFT: _("草稿"),
    OrderState.SEALED: _("待送达"),
    OrderState.SERVED: _("整改中"),
    OrderState.ANSWERED: _("待复查"),
    OrderState.CLOSED: _("已销号"),
    OrderState.WITHDRAWN: _("已撤回"),
    OrderState.VOID: _("已撤销"),
}
ITEM_STATES = {
    ItemState.OPEN: _("待整改"),
    ItemState.ANSWERED: _("已答复"),
    ItemState.PASSED: _("复查通过"),
}
REINSPECTION_STATES = {
    ReinspectionState.DRAFT: _("复查中"),
    ReinspectionState.SEALED: _("待送达"),
    ReinspectionState.SERVED: _("已送达"),
}

NOTICES = {
    "visit.apply": _("申请检查 %(plant)s，等待局领导审批：%(reason)s"),
    "visit.approve": _("您申请的检查已批准：%(plant)s，%(reason)s"),
    "visit.refuse": _("您申请的检查未获批准：%(plant)s，%(reason)s。意见：%(opinion)s"),
    "visit.cancel": _("%(plant)s 的检查已取消：%(reason)s。原因：%(why)s"),
    "visit.replace_officer": _("%(plant)s 的检查更换了执法人员：%(reason)s。原因：%(why)s"),
    "visit.void_record": _("%(plant)s 的 %(number)s 已撤销，请更正后重新确认、签发。原因：%(why)s"),
    "visit.record_void": _("现场检查记录 %(number)s 已撤销，以重新签发的记录为准。原因：%(why)s"),
    "order.withdraw": _("%(plant)s 的责令限期整改指令书草稿已撤回。原因：%(why)s"),
    "order.void": _("%(plant)s 的 %(number)s 已撤销。原因：%(why)s"),
    "order.void_served": _(
        "责令限期整改指令书 %(number)s 已撤销，原因：%(why)s。"
        "其中没有整改完的隐患由企业自行治理，原定日期作为企业的整改期限"
    ),
    "order.serve": _("收到责令限期整改指令书 %(number)s，共 %(items)s 项，最近期限 %(due_on)s"),
    "order.answer": _("%(plant)s 答复了 %(number)s 第 %(item)s 项"),
    "order.ask": _("%(plant)s 已逐项答复 %(number)s，申请复查"),
    "extension.asked": _("%(number)s 第 %(item)s 项申请延期到 %(until)s，请您答复。原因：%(reason)s"),
    "extension.agreed": _("主要负责人同意 %(number)s 第 %(item)s 项延期到 %(until)s，等待监管部门决定"),
    "extension.declined": _(
        "主要负责人不同意 %(number)s 第 %(item)s 项延期到 %(until)s，期限不变。意见：%(opinion)s"
    ),
    "extension.sent": _("%(plant)s 申请将 %(number)s 第 %(item)s 项延期到 %(until)s，请您决定"),
    "extension.allowed": _("监管部门准予 %(number)s 第 %(item)s 项延期到 %(until)s。意见：%(opinion)s"),
    "extension.denied": _("监管部门不予 %(number)s 第 %(item)s 项延期，期限不变。意见：%(opinion)s"),
    "order.close": _("%(plant)s 的 %(number)s 各项均已通过复查，指令销号"),
    "reinspection.replace_officer": _("%(plant)s 的 %(number)s 复查更换了执法人员。原因：%(why)s"),
    "reinspection.void": _("%(plant)s 的 %(number)s 已撤销，请更正后重新确认、签发。原因：%(why)s"),
    "reinspection.passed": _("收到整改复查意见书 %(number)s：复查的各项均已整改"),
    "reinspection.failed": _("收到整改复查意见书 %(number)s：第 %(failed)s 项未通过，最近期限 %(due_on)s"),
    "hazard.major": _("%(plant)s 拟判重大隐患，待第二人确认：%(place)s，%(description)s"),
    "hazard.endorse": _("%(plant)s 确认重大隐患：%(place)s，%(description)s"),
    "hazard.downgrade": _("%(plant)s 把拟判或已判的重大隐患改为一般隐患：%(place)s，%(description)s"),
}
