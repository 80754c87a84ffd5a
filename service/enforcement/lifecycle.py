"""The lives of a visit, an order and a re-inspection as tables: one row a verb. Start here."""

from service.core.acts.ledger import BUREAU
from service.core.acts.lifecycle import Step
from service.core.acts.problems import _
from service.core.acts.verbs import Verb, Verbs
from service.documents.schemas import ServeForm
from service.enforcement import schemas
from service.enforcement.case import ReinspectionCase, VisitCase
from service.enforcement.guards import officers, orders, reinspections, visits
from service.enforcement.guards.officers import of_own_bureau
from service.enforcement.schemas import PlainForm, ReasonForm
from service.enforcement.states import OrderState, ReinspectionState, VisitState
from service.identity.rules import MANAGERS, Role

HEAD = frozenset({Role.HEAD})
OFFICER = frozenset({Role.OFFICER})
APPLIED, APPROVED, REFUSED, NOTICED, RECORDED, SEALED, SIGNED, CLOSED, CANCELLED = VisitState
Ordered, Again = OrderState, ReinspectionState
IN_FORCE = (Ordered.SEALED, Ordered.SERVED, Ordered.ANSWERED, Ordered.CLOSED)
MAY_INSPECT = officers.certified(_("您的执法证已过有效期，不能继续执法；请联系本单位更新证件"))
MAY_DECIDE = officers.certified(_("您没有在有效期内的执法证，不能决定延期；请由本单位持证的执法人员办理"))
OF_TWO = [of_own_bureau, officers.one_of_two, MAY_INSPECT]
OF_REINSPECTORS = [*OF_TWO, reinspections.order_stands]


def dear(_case: object) -> bool:
    """Whether it asks for a password given within the last minutes: always."""
    return True


def _recorded(case: VisitCase) -> VisitState | None:
    """With the second confirmation the record is made."""
    return RECORDED if case.is_confirmed else None


def _sign_or_not(data: schemas.SignForm) -> str:
    return "refuse_signature" if data.refusal else "sign"


def _passes_major(case: ReinspectionCase) -> bool:
    return case.passes_major


VISIT = Verbs(
    "visit",
    Verb("approve", APPLIED, APPROVED, HEAD, schemas.DecideForm, [of_own_bureau, visits.not_own_visit],
         _("批准检查"), _("批准检查")),
    Verb("refuse", APPLIED, REFUSED, HEAD, schemas.DecideForm, [of_own_bureau, visits.not_own_visit],
         _("不批准检查"), _("不批准"), with_data=[visits.says_why_not]),
    Verb("cancel", (APPLIED, APPROVED), CANCELLED, HEAD | OFFICER, ReasonForm,
         [of_own_bureau, visits.applied_or_leads], _("取消检查"), _("取消这次检查")),
    Verb("replace_officer", (APPLIED, APPROVED, NOTICED, SEALED, SIGNED), None, HEAD, schemas.ReplaceForm,
         [of_own_bureau, visits.order_not_served], _("更换执法人员"), _("更换执法人员"),
         with_data=[officers.replaces_another], also=[Step(RECORDED, "replace_officer", NOTICED, HEAD)]),
    Verb("notice", APPROVED, NOTICED, OFFICER, schemas.NoticeForm, OF_TWO,
         _("现场告知权利"), _("记录告知，开始检查"), with_data=[visits.noticed_in_time]),
    Verb("find", (NOTICED, RECORDED), NOTICED, OFFICER, schemas.FindingForm, OF_TWO,
         _("记录检查发现"), _("保存"), with_data=[visits.finding_in_time], audience=BUREAU),
    Verb("drop_finding", (NOTICED, RECORDED), NOTICED, OFFICER, schemas.DropForm, OF_TWO,
         _("删去检查发现"), _("删去"), with_data=[visits.finding_stands], audience=BUREAU),
    Verb("describe", (NOTICED, RECORDED), NOTICED, OFFICER, schemas.SceneForm, OF_TWO,
         _("填写检查场所和时间"), _("保存"), with_data=[visits.inspected_in_time], audience=BUREAU),
    Verb("confirm", NOTICED, None, OFFICER, PlainForm,
         [*OF_TWO, visits.record_not_confirmed, visits.scene_described], _("确认检查记录"), _("我已核对，确认记录"),
         also=[Step(NOTICED, "complete", RECORDED, OFFICER)], leads=_recorded, audience=BUREAU),
    Verb("seal_record", RECORDED, SEALED, OFFICER, PlainForm, [*OF_TWO, visits.record_confirmed],
         _("签发现场检查记录"), _("签发现场检查记录"), step_up=dear),
    Verb("sign", SEALED, SIGNED, OFFICER, schemas.SignForm, OF_TWO,
         _("存回签字页"), _("存回"), with_data=[visits.signed_or_refused], told_as=_sign_or_not),
    Verb("draft_order", (SEALED, SIGNED), None, OFFICER, schemas.DraftForm,
         [*OF_TWO, visits.none_ordered, visits.something_to_order], _("起草责令限期整改指令书"), _("起草指令书"),
         makes="order.draft"),
    Verb("void_record", (SEALED, SIGNED, CLOSED), NOTICED, HEAD, ReasonForm,
         [of_own_bureau, visits.record_not_rested_upon], _("撤销现场检查记录"), _("撤销检查记录"), step_up=dear),
    Verb("close", SIGNED, CLOSED, OFFICER, PlainForm, [of_own_bureau, visits.ordered_is_served],
         _("办结检查"), _("办结这次检查")),
)  # fmt: skip
ORDER = Verbs(
    "order",
    Verb("set_deadlines", Ordered.DRAFT, None, OFFICER, schemas.DeadlineForm, OF_TWO,
         _("修改整改期限"), _("保存期限"), on_part=[orders.of_order], with_data=[orders.deadline_in_time]),
    Verb("confirm", Ordered.DRAFT, None, OFFICER, PlainForm, [*OF_TWO, orders.order_not_confirmed],
         _("确认指令书"), _("我已核对，确认指令书")),
    Verb("withdraw", Ordered.DRAFT, Ordered.WITHDRAWN, OFFICER, ReasonForm, OF_TWO,
         _("撤回指令书草稿"), _("撤回草稿")),
    Verb("seal", Ordered.DRAFT, Ordered.SEALED, OFFICER, PlainForm,
         [*OF_TWO, orders.order_confirmed, orders.deadlines_ahead],
         _("签发指令书"), _("签发，取得文号"), step_up=dear),
    Verb("serve", Ordered.SEALED, Ordered.SERVED, OFFICER, ServeForm, OF_TWO,
         _("送达指令书"), _("记录送达"), with_data=[orders.served_in_time]),
    Verb("void", IN_FORCE, Ordered.VOID, HEAD, ReasonForm, [of_own_bureau],
         _("撤销指令书"), _("撤销指令书"), step_up=dear),
    Verb("answer", Ordered.SERVED, None, MANAGERS, schemas.AnswerForm, [],
         _("逐项答复整改情况"), _("提交答复"),
         on_part=[orders.of_order, orders.item_open], with_data=[orders.done_in_time, orders.shows_work]),
    Verb("ask", Ordered.SERVED, Ordered.ANSWERED, MANAGERS, PlainForm, [orders.all_answered, orders.not_own_work],
         _("申请复查"), _("自查验收，申请复查")),
    Verb("decide_extension", Ordered.SERVED, None, OFFICER, schemas.ExtensionForm, [of_own_bureau, MAY_DECIDE],
         _("决定延期申请"), _("决定延期申请"), on_part=[orders.of_order, orders.extension_waits]),
    Verb("reinspect", (Ordered.SERVED, Ordered.ANSWERED), None, OFFICER, schemas.ReinspectForm,
         [of_own_bureau, MAY_INSPECT, orders.reinspection_due, orders.none_reinspected],
         _("开始复查"), _("开始复查"), with_data=[orders.takes_part], makes="reinspection.open"),
    Verb("reopen", (Ordered.SERVED, Ordered.ANSWERED), Ordered.SERVED, OFFICER, PlainForm, [of_own_bureau],
         _("复查未通过，继续整改")),
    Verb("close", (Ordered.SERVED, Ordered.ANSWERED), Ordered.CLOSED, OFFICER, PlainForm,
         [of_own_bureau, orders.all_passed], _("指令销号")),
)  # fmt: skip
REINSPECTION = Verbs(
    "reinspection",
    Verb("judge", Again.DRAFT, None, OFFICER, schemas.JudgeForm, OF_REINSPECTORS,
         _("记录复查结论"), _("保存结论"),
         on_part=[reinspections.of_reinspection], with_data=[reinspections.judged_as_it_is]),
    Verb("confirm", Again.DRAFT, None, OFFICER, PlainForm,
         [*OF_REINSPECTORS, reinspections.opinion_not_confirmed, reinspections.all_judged],
         _("确认复查意见"), _("我已核对，确认复查意见")),
    Verb("seal", Again.DRAFT, Again.SEALED, OFFICER, PlainForm, [*OF_REINSPECTORS, reinspections.opinion_confirmed],
         _("签发整改复查意见书"), _("签发整改复查意见书"), step_up=dear),
    Verb("serve", Again.SEALED, Again.SERVED, OFFICER, ServeForm, OF_REINSPECTORS,
         _("送达整改复查意见书"), _("记录送达"), step_up=_passes_major),
    Verb("replace_officer", (Again.DRAFT, Again.SEALED), None, HEAD, schemas.ReplaceForm,
         [of_own_bureau, reinspections.order_stands],
         _("更换复查人员"), _("更换复查人员"), with_data=[officers.replaces_another]),
    Verb("void", Again.SEALED, Again.DRAFT, HEAD, ReasonForm, [of_own_bureau, reinspections.order_stands],
         _("撤销整改复查意见书"), _("撤销复查意见书"), step_up=dear,
         elsewhere={Again.SERVED: _("复查意见书已经送达，各项结论已经生效，不能撤销；结论有误的，请另行申请检查")}),
)  # fmt: skip
ACTS = {
    "visit.apply": _("申请行政检查"),
    "visit.refuse_signature": _("记录拒绝签字"),
    "order.request_extension": _("申请延期"),
    "order.answer_extension": _("主要负责人答复延期申请"),
    "order.due": _("责令限期整改指令书 %(number)s 有 %(n)s 项 %(due_on)s 到期，请按期整改并答复"),
    "order.late": _("责令限期整改指令书 %(number)s 有 %(n)s 项过了期限 %(due_on)s，请立即整改并答复"),
    "order.late_at_plant": _("%(plant)s 的 %(number)s 有 %(n)s 项过了期限 %(due_on)s，还没有答复"),
    **VISIT.titles(),
    **ORDER.titles(),
    **REINSPECTION.titles(),
}
