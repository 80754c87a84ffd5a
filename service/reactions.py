"""The one table: an act → the jobs that follow it; and what the clock starts."""

from functools import partial

from service.attachments.jobs import SWEEP
from service.core.acts.editions import RENEW
from service.core.acts.problems import _
from service.core.jobs.outbox import Job, Periodic
from service.enforcement import jobs as enforcement
from service.enforcement.deadlines import DEADLINES as OF_ORDERS
from service.exchange import jobs as exchange
from service.hazards import jobs as hazards
from service.hazards.deadlines import DEADLINES as OF_HAZARDS
from service.inspections.deadlines import DEADLINES as OF_CHECKS
from service.inspections.jobs import MATERIALISE
from service.labels import jobs as labels
from service.notifications import deadlines
from service.notifications import jobs as notifications

REACTIONS: dict[str, list[Job]] = {
    "hazard.report": [hazards.tell_managers],
    "hazard.confirm": [
        hazards.tell_reporter,
        hazards.tell_principal,
        hazards.tell_second_person,
        enforcement.tell_regulator,
    ],
    "hazard.dismiss": [hazards.tell_reporter],
    "hazard.fix_on_the_spot": [hazards.tell_managers],
    "hazard.rectify": [hazards.tell_managers],
    "hazard.upgrade": [hazards.tell_principal, hazards.tell_second_person, enforcement.tell_regulator],
    "hazard.endorse": [enforcement.tell_regulator],
    "hazard.downgrade": [enforcement.tell_regulator],
    "hazard.escalate": [hazards.tell_principal],
    "hazard.assign": [hazards.tell_rectifier],
    "hazard.reassign": [hazards.tell_rectifier],
    "hazard.approve_plan": [hazards.tell_rectifier],
    "hazard.send_back": [hazards.tell_rectifier],
    "hazard.reopen": [hazards.tell_rectifier],
    "hazard.close": [hazards.tell_reporter],
    "visit.apply": [enforcement.tell_of_application],
    "visit.approve": [enforcement.tell_applicant],
    "visit.refuse": [enforcement.tell_applicant],
    "visit.cancel": [enforcement.tell_inspectors],
    "visit.replace_officer": [enforcement.tell_inspectors],
    "visit.void_record": [enforcement.tell_of_void_record],
    "order.withdraw": [enforcement.tell_inspectors],
    "order.void": [enforcement.tell_of_void],
    "order.serve": [enforcement.tell_plant_of_order],
    "order.answer": [enforcement.tell_officers],
    "order.request_extension": [enforcement.tell_of_extension],
    "order.answer_extension": [enforcement.tell_of_extension],
    "order.decide_extension": [enforcement.tell_of_extension],
    "order.ask": [enforcement.tell_officers],
    "order.close": [enforcement.tell_officers, enforcement.tell_plant_of_close],
    "reinspection.replace_officer": [enforcement.tell_reinspectors],
    "reinspection.void": [enforcement.tell_reinspectors],
    "reinspection.serve": [enforcement.tell_plant_of_opinion],
    "organisation.close_pins": [notifications.tell_managers],
    "import.enterprises": [exchange.land_enterprises],
    "import.risks": [exchange.land_risks],
    "import.confirm_enterprises": [exchange.land_enterprises],
    "import.confirm_risks": [exchange.land_risks],
    "labels.print": [labels.draw],
    "risk_unit.lower": [RENEW],
    "code.replace": [RENEW],
    "enterprise.set_contacts": [RENEW],
    "enterprise.update": [RENEW],
}

TELL_DEADLINES = Periodic(
    "notifications.deadlines",
    deadlines.each_morning,
    partial(deadlines.tell_all, [*OF_HAZARDS, *OF_CHECKS, *OF_ORDERS]),
)

PERIODICS: list[Periodic] = [SWEEP, labels.SWEEP, MATERIALISE, TELL_DEADLINES]

TITLES = {
    "editions.renew": _("更新公开的风险告知页"),
    "enforcement.tell_of_application": _("告知局领导和另一名执法人员有检查待审批"),
    "enforcement.tell_applicant": _("告知申请人审批结果"),
    "enforcement.tell_inspectors": _("告知检查的各方取消、撤回和换人"),
    "enforcement.tell_reinspectors": _("告知复查人员局领导的决定"),
    "enforcement.tell_plant_of_order": _("告知企业收到指令书"),
    "enforcement.tell_of_void": _("告知各方指令书已撤销"),
    "enforcement.tell_of_void_record": _("告知各方检查记录已撤销"),
    "enforcement.tell_officers": _("告知执法人员企业的答复"),
    "enforcement.tell_of_extension": _("告知各方延期的进展"),
    "enforcement.tell_plant_of_close": _("告知企业指令已销号"),
    "enforcement.tell_plant_of_opinion": _("告知企业收到复查意见书"),
    "enforcement.tell_regulator": _("告知监管机构重大隐患"),
    "notifications.tell_managers": _("告知安全管理员新手机暂停用 PIN 码登录"),
    "hazards.tell_reporter": _("告知上报人隐患的结果"),
    "hazards.tell_managers": _("告知安全管理员有新上报或待验收的隐患"),
    "hazards.tell_second_person": _("告知可以确认重大隐患的第二人"),
    "hazards.tell_rectifier": _("告知整改人有新的整改"),
    "hazards.tell_principal": _("告知主要负责人重大隐患"),
    "exchange.land_risks": _("导入风险台账"),
    "exchange.land_enterprises": _("导入企业名册"),
    "labels.draw": _("生成标签"),
    "labels.sweep": _("清理过期的标签文件"),
    "attachments.sweep": _("清理过期的照片"),
    "inspections.materialise": _("生成到期的排查任务"),
    "notifications.deadlines": _("提醒快到期和过了期限的隐患、检查、指令"),
}
