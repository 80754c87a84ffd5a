"""The life of a hazard as a table: one row a verb. Start here.

Grades, acceptance and the contents of a major hazard's plan: 安监总局令第16号 (2007) art. 14, 15.
"""

from service.core.acts.lifecycle import Step
from service.core.acts.problems import _
from service.core.acts.verbs import Verb, Verbs, always
from service.core.tenancy.viewer import Viewer
from service.hazards import guards, schemas
from service.hazards.case import Case
from service.hazards.guards import SYSTEM
from service.hazards.states import State
from service.identity.rules import MANAGERS, PLANT_ROLES, Role

PRINCIPAL = frozenset({Role.PRINCIPAL})
HEADS = MANAGERS | {Role.DEPARTMENT_HEAD}
LEADERS = HEADS | {Role.TEAM_LEADER}
OFFICER = frozenset({Role.OFFICER})
BUREAU_HEAD = frozenset({Role.HEAD})
OFFICERS = OFFICER | BUREAU_HEAD
REVIEWERS = PRINCIPAL | OFFICERS

REPORTED, CONFIRMED, PLANNING, RECTIFYING, AWAITING, ACCEPTED, CLOSED, DISMISSED = State
PLANT_OPEN = (REPORTED, CONFIRMED, PLANNING)  # before it is rectified
GRADED = (CONFIRMED, PLANNING, RECTIFYING)
NOT_DISMISSIBLE = _(
    "监管部门查出的隐患，企业不能判定为非隐患；有异议请书面告知发出指令书的机关，"
    "或者按指令书写明的途径申请行政复议、提起行政诉讼"
)
LEVEL_IS_SET = _("监管部门定的等级，企业不能降低")
NOT_YOURS = _("这条隐患由别人负责整改；如需代办，请安全管理员改派")


def _is_mine(viewer: Viewer, case: Case) -> bool:
    """Another's work is a link, one's own a form."""
    return case.hazard.assigned_to == viewer.person_id


def _plan_is_due(_viewer: Viewer, case: Case) -> bool:
    """Who handed a plan in waits for its answer, and is not asked again."""
    return not case.is_plan_waiting


def _is_major(case: Case) -> bool:
    return case.is_major


VERBS = Verbs(
    "hazard",
    Verb("endorse", CONFIRMED, PLANNING, HEADS, schemas.PlainForm, [guards.major_only, guards.not_who_proposed],
         _("第二人确认重大隐患"), _("确认是重大隐患"), opens=always,
         waits=_("已拟判为重大隐患，要由提出人以外的一人确认。")),
    Verb("downgrade", GRADED, CONFIRMED, MANAGERS, schemas.PlainForm,
         [guards.major_only, guards.not_ordered(LEVEL_IS_SET), guards.not_who_asked_lowering],
         _("降为一般隐患"), _("同意降为一般隐患"), opens=always),
    Verb("approve_plan", PLANNING, RECTIFYING, PRINCIPAL, schemas.PlainForm, [guards.plan_waits, guards.plan_in_time],
         _("批准治理方案"), _("批准治理方案"), opens=always),
    Verb("answer_extension", RECTIFYING, None, MANAGERS, schemas.AnswerForm, [guards.answers_extension],
         _("答复延期申请"), _("答复延期申请"), opens=always),
    Verb("confirm", REPORTED, CONFIRMED, MANAGERS, schemas.ConfirmForm, [],
         _("确认并定级"), _("确认并定级"), with_data=[guards.graded], opens=always),
    Verb("assign", CONFIRMED, RECTIFYING, HEADS, schemas.AssignForm, [guards.general_only],
         _("分派整改"), _("分派整改"), with_data=[guards.has_deadline], opens=always),
    Verb("plan", PLANNING, None, HEADS, schemas.PlanForm, [],
         _("编制治理方案"), _("编制治理方案"), with_data=[guards.within_order], opens=_plan_is_due),
    Verb("rectify", RECTIFYING, AWAITING, PLANT_ROLES, schemas.RectifyForm, [guards.in_charge(NOT_YOURS)],
         _("整改完成"), _("提交整改结果"), opens=_is_mine),
    Verb("accept", AWAITING, ACCEPTED, LEADERS, schemas.AcceptForm, [guards.accepts_major, guards.not_who_rectified],
         _("验收通过"), _("验收通过"), opens=always, waits=_("整改已完成，要由整改人以外的一人验收。")),
    Verb("close", ACCEPTED, CLOSED, REVIEWERS | {SYSTEM}, schemas.CloseForm, [guards.is_classed, guards.on_its_side],
         _("销号"), _("复核销号"), opens=always, step_up=_is_major),
    Verb("dismiss", REPORTED, DISMISSED, MANAGERS, schemas.ReasonForm, [guards.not_ordered(NOT_DISMISSIBLE)],
         _("判定为非隐患"), _("判定为非隐患")),
    Verb("fix_on_the_spot", REPORTED, AWAITING, PLANT_ROLES, schemas.RectifyForm, [],
         _("即查即改"), _("当场改好了")),
    Verb("reassign", RECTIFYING, None, HEADS, schemas.ReassignForm, [],
         _("改派整改人"), _("改派整改人")),
    Verb("request_extension", RECTIFYING, None, PLANT_ROLES, schemas.ExtensionForm,
         [guards.in_charge(_("由整改责任人申请延期")), guards.none_asked, guards.may_ask_bureau],
         _("申请延期"), _("申请延期"), with_data=[guards.later_than_now]),
    Verb("upgrade", (CONFIRMED, RECTIFYING, AWAITING), CONFIRMED, MANAGERS, schemas.UpgradeForm,
         [guards.general_only, guards.not_own_report],
         _("升为重大隐患"), _("升为重大隐患")),
    Verb("ask_downgrade", GRADED, None, MANAGERS, schemas.ReasonForm,
         [guards.major_only, guards.not_ordered(LEVEL_IS_SET), guards.lowering_not_asked],
         _("申请降为一般隐患"), _("申请降为一般隐患")),
    Verb("return_plan", PLANNING, None, PRINCIPAL, schemas.ReasonForm, [guards.plan_waits],
         _("退回治理方案"), _("退回治理方案")),
    Verb("send_back", AWAITING, RECTIFYING, LEADERS, schemas.SendBackForm, [guards.sends_back],
         _("退回整改"), _("退回整改"), with_data=[guards.deadline_stays],
         also=[Step(ACCEPTED, "send_back", RECTIFYING, REVIEWERS)]),
    Verb("control", (*PLANT_OPEN, RECTIFYING), None, LEADERS, schemas.ControlForm, [],
         _("落实临时管控"), _("登记临时管控")),
    Verb("escalate", PLANT_OPEN, None, LEADERS, schemas.ReasonForm, [],
         _("提级"), _("提级"), also=[Step(RECTIFYING, "escalate", RECTIFYING, PLANT_ROLES)]),
    Verb("reopen", CLOSED, RECTIFYING, MANAGERS | OFFICERS, schemas.ReopenForm,
         [guards.closed_lately, guards.reopens_order],
         _("重新打开"), _("重新打开")),
    Verb("decide_extension", RECTIFYING, None, OFFICER, schemas.AnswerForm, [guards.extension_waits_for_bureau],
         _("监管部门决定延期申请"), with_data=[guards.has_grounds]),
    Verb("order_again", (RECTIFYING, AWAITING, ACCEPTED), RECTIFYING, OFFICERS, schemas.OrderAgainForm,
         [guards.ordered_only(_("监管部门只对指令里的隐患重新限期"))],
         _("复查未通过，重新限期整改"),
         also=[Step(state, "order_again", state, OFFICERS) for state in (CONFIRMED, PLANNING)]),
    Verb("release", (*GRADED, AWAITING, ACCEPTED), None, BUREAU_HEAD, schemas.ReasonForm,
         [guards.ordered_only(_("这条隐患不是政府指令的隐患"))],
         _("指令已撤销，转为企业自行治理")),
)  # fmt: skip
ACTS = {"hazard.report": _("上报"), **VERBS.titles()}
