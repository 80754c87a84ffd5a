"""A hazard is assigned, planned where it is major, rectified; its deadline is moved."""

from service.attachments.commands import Target, attach
from service.core import clock
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict, Invalid, NotAllowed, WrongState, _
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.hazards.commands.moving import Facts, colleague, limit, rectifier, row_of, set_deadline, verb
from service.hazards.models import Hazard, HazardExtension, HazardRound, RectificationPlan
from service.hazards.queries import cases
from service.hazards.rules import Grade, is_overdue, refuse_day
from service.identity.rules import MANAGERS, Role

CLASSES = ("hazard_type", "cause")
PLAN = (
    "state_and_cause",
    "harm_and_difficulty",
    "goals",
    "measures",
    "funds",
    "materials",
    "responsible_unit",
    "responsible_id",
    "due_on",
    "safety_measures",
    "emergency_plan",
)


@verb("assign")
def assign(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Give a general hazard to a person until the end of a day; an order's deadline stays the order's."""
    hazard.assigned_to = rectifier(hazard, facts["assigned_to"], "assigned_to").id
    if hazard.order_item_id is None:
        if facts.get("due_on") is None:
            raise Invalid.at("due_on", _("请填写整改期限"))
        set_deadline(hazard, facts["due_on"])
    return {}


@verb("reassign")
def reassign(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Give it to another person; the deadline stays."""
    hazard.assigned_to = rectifier(hazard, facts["assigned_to"], "assigned_to").id
    return {"reason": facts["reason"]}


@verb("plan")
def plan(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Write the plan of a major hazard, `facts` as PlanForm; the one written before no longer counts."""
    rectifier(hazard, facts["responsible_id"], "responsible_id")
    refuse_day(facts["due_on"], clock.today(), limit(hazard))
    if hazard.order_item_id and hazard.due_at and clock.end_of(facts["due_on"]) > hazard.due_at:
        raise Invalid.at("due_on", _("不能晚于指令规定的期限"))
    rectification_plan = RectificationPlan(
        **row_of(hazard),
        id=new_id(),
        number=len(cases.plans(hazard)) + 1,
        written_by=viewer.person_id,
        written_at=clock.now(),
        **{name: facts[name] for name in PLAN},
    )
    db.session.add(rectification_plan)
    return {"plan": rectification_plan.number}


@verb("approve_plan")
def approve_plan(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Approve the latest plan: its person and its deadline become the hazard's."""
    rectification_plan = _latest_plan(hazard)
    colleague(hazard, rectification_plan.responsible_id, "responsible_id")
    if rectification_plan.due_on < clock.today():
        raise WrongState(_("治理方案的期限已过，请退回重新编制"))
    rectification_plan.approved_by, rectification_plan.approved_at = viewer.person_id, clock.now()
    hazard.assigned_to = rectification_plan.responsible_id
    if not hazard.order_item_id:
        set_deadline(hazard, rectification_plan.due_on)
    return {"plan": rectification_plan.number}


@verb("return_plan")
def return_plan(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    rectification_plan = _latest_plan(hazard)
    rectification_plan.returned_reason = facts["reason"]
    return {"plan": rectification_plan.number, "reason": facts["reason"]}


def _latest_plan(hazard: Hazard) -> RectificationPlan:
    written = cases.plans(hazard)
    if not written or written[-1].returned_reason:
        raise WrongState(_("还没有可以批准的治理方案，请先编制"))
    return written[-1]


@verb("rectify")
def rectify(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Report that it is removed. `facts` as RectifyForm, with the ids of the after `photos`.

    Who rectifies what a bureau ordered says what kind of hazard it was: the order does not.
    """
    refuse_stranger(viewer, hazard)
    classify(hazard, facts)
    return begin_round(viewer, hazard, facts)


def classify(hazard: Hazard, facts: Facts) -> None:
    """Take the type and the cause of a hazard from `facts`, as far as it has none; raise Invalid without."""
    missing = [name for name in CLASSES if getattr(hazard, name) is None]
    if any(facts.get(name) is None for name in missing):
        raise Invalid(errors={name: [_("请选择")] for name in missing if facts.get(name) is None})
    for name in missing:
        setattr(hazard, name, facts[name])


def refuse_stranger(viewer: Viewer, hazard: Hazard) -> None:
    if viewer.person_id != hazard.assigned_to and not viewer.has(*MANAGERS):
        raise NotAllowed(_("这条隐患由别人负责整改；如需代办，请安全管理员改派"))


def begin_round(viewer: Viewer, hazard: Hazard, facts: Facts) -> Facts:
    """Write down an attempt to rectify; it needs a photo taken after."""
    if not facts.get("photos"):
        raise Invalid.at("photos_after", _("请拍一张整改后的照片"))
    hazard.round += 1
    attempt = HazardRound(
        **row_of(hazard),
        id=new_id(),
        number=hazard.round,
        claim=hazard.claim,
        rectified_by=viewer.person_id,
        rectified_at=clock.now(),
        rectification=facts["rectification"],
        cost=facts["cost"],
    )
    db.session.add(attempt)
    attach(viewer, facts["photos"], Target("hazard_round", attempt.id, hazard.claim))
    return {"rectification": attempt.rectification, "cost": attempt.cost}


@verb("request_extension")
def request_extension(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Ask for more time; of what a bureau ordered, while there still is time."""
    if viewer.person_id != hazard.assigned_to and not viewer.has(*MANAGERS):
        raise NotAllowed(_("由整改责任人申请延期"))
    if cases.open_extension(hazard):
        raise Conflict(_("已有一份延期申请等待答复"))
    if hazard.order_item_id:
        _refuse_order_request(viewer, hazard)
    else:
        refuse_day(facts["until"], clock.today(), limit(hazard), "until")
    if hazard.due_at and clock.end_of(facts["until"]) <= hazard.due_at:
        raise Invalid.at("until", _("延期后的日期要晚于现在的期限"))
    asked = HazardExtension(
        **row_of(hazard),
        id=new_id(),
        asked_by=viewer.person_id,
        asked_at=clock.now(),
        until=facts["until"],
        reason=facts["reason"],
    )
    db.session.add(asked)
    return {"until": asked.until, "reason": asked.reason}


def _refuse_order_request(viewer: Viewer, hazard: Hazard) -> None:
    if viewer.has(Role.PRINCIPAL):
        raise NotAllowed(_("延期先要主要负责人同意，请由整改责任人或安全管理员申请"))
    if is_overdue(hazard.state, hazard.due_at, clock.now()):
        raise WrongState(_("指令的期限已过，不能再申请延期；请尽快整改，答复后申请复查"))


@verb("answer_extension")
def answer_extension(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Grant or refuse more time, as one who did not ask; for a major or an ordered hazard the principal.

    The deadline of an ordered hazard stays until the bureau has decided.
    """
    asked = cases.open_extension(hazard)
    if asked is None or not asked.waits_for_plant():
        raise WrongState(_("没有等待答复的延期申请"))
    if viewer.person_id == asked.asked_by:
        raise NotAllowed(_("延期要由另一人批准，不能由申请的人自己批准"))
    if hazard.order_item_id and not viewer.has(Role.PRINCIPAL):
        raise NotAllowed(_("政府指令的延期先由主要负责人同意，再由监管部门决定"))
    if hazard.grade is Grade.MAJOR and not viewer.has(Role.PRINCIPAL):
        raise NotAllowed(_("重大隐患的延期由主要负责人批准"))
    asked.answered_by, asked.answered_at = viewer.person_id, clock.now()
    asked.granted, asked.opinion = facts["granted"], facts.get("opinion", "")
    if asked.granted and not hazard.order_item_id:
        refuse_day(asked.until, clock.today(), limit(hazard), "granted")
        hazard.due_at = clock.end_of(asked.until)
    return {"granted": asked.granted, "until": asked.until, "opinion": asked.opinion}


@verb("decide_extension")
def decide_extension(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Give an ordered hazard the time that its principal agreed to, or refuse it, as the bureau."""
    asked = cases.open_extension(hazard)
    if asked is None or not asked.waits_for_bureau(hazard):
        raise WrongState(_("没有等待监管部门决定的延期申请"))
    if not facts["opinion"].strip():
        raise Invalid.at("opinion", _("请填写准予或不予延期的意见"))
    asked.decided_by, asked.decided_at = viewer.person_id, clock.now()
    asked.allowed, asked.grounds = facts["granted"], facts["opinion"]
    if asked.allowed:
        _refuse_idle(hazard, asked)
        hazard.due_at = clock.end_of(asked.until)
    return {"granted": asked.allowed, "until": asked.until, "opinion": asked.grounds}


def _refuse_idle(hazard: Hazard, asked: HazardExtension) -> None:
    """Refuse a day that gives no time: it has passed since, or a re-inspection set a later one."""
    if asked.until < clock.today() or hazard.due_at and clock.end_of(asked.until) <= hazard.due_at:
        raise Invalid.at("granted", _("申请的日期已过，或者不晚于现在的期限，只能不予延期"))
