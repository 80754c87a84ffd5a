"""A hazard is assigned, planned where it is major, rectified; its deadline is moved."""

from dataclasses import fields

from service.attachments.commands import Target, attach
from service.core import clock
from service.core.acts.changes import Acting, Details
from service.core.acts.contents import values_of
from service.core.acts.problems import Invalid, _
from service.core.db.transactions import db
from service.core.forms import ActForm
from service.core.ids import new_id
from service.hazards.case import Case
from service.hazards.commands.changing import change, colleague, limit, rectifier, set_deadline
from service.hazards.limits import refuse_day
from service.hazards.models import Hazard, HazardExtension, HazardRound, RectificationPlan
from service.hazards.schemas import (
    AnswerForm,
    AssignForm,
    ExtensionForm,
    PlainForm,
    PlanForm,
    ReasonForm,
    ReassignForm,
    RectifyForm,
)
from service.hazards.states import Grade

CLASSES = ("hazard_type", "cause")
PLAN = {member.name for member in fields(PlanForm)} - {member.name for member in fields(ActForm)}


@change("assign")
def assign(acting: Acting[Case], data: AssignForm) -> Details:
    """Give a general hazard to a person until the end of a day; an order's deadline stays the order's."""
    hazard = acting.case.hazard
    hazard.assigned_to = rectifier(hazard, data.assigned_to, "assigned_to").id
    if data.due_on and not acting.case.is_ordered:
        set_deadline(hazard, data.due_on)
    return {}


@change("reassign")
def reassign(acting: Acting[Case], data: ReassignForm) -> Details:
    """Give it to another person; the deadline stays."""
    hazard = acting.case.hazard
    hazard.assigned_to = rectifier(hazard, data.assigned_to, "assigned_to").id
    return {"reason": data.reason}


@change("plan")
def plan(acting: Acting[Case], data: PlanForm) -> Details:
    """Write the plan of a major hazard; the one written before no longer counts."""
    hazard = acting.case.hazard
    rectifier(hazard, data.responsible_id, "responsible_id")
    refuse_day(data.due_on, clock.today(), limit(hazard))
    rectification_plan = RectificationPlan.child_of(
        hazard,
        hazard_id=hazard.id,
        id=new_id(),
        number=len(acting.case.plans) + 1,
        written_by=acting.viewer.person_id,
        written_at=acting.now,
        **values_of(data, PLAN),
    )
    db.session.add(rectification_plan)
    return {"plan": rectification_plan.number}


@change("approve_plan")
def approve_plan(acting: Acting[Case], _data: PlainForm) -> Details:
    """Approve the latest plan: its person and its deadline become the hazard's."""
    hazard, waiting = acting.case.hazard, acting.case.plans[-1]
    colleague(hazard, waiting.responsible_id, "responsible_id")
    waiting.approved_by, waiting.approved_at = acting.viewer.person_id, acting.now
    hazard.assigned_to = waiting.responsible_id
    if not acting.case.is_ordered:
        set_deadline(hazard, waiting.due_on)
    return {"plan": waiting.number}


@change("return_plan")
def return_plan(acting: Acting[Case], data: ReasonForm) -> Details:
    waiting = acting.case.plans[-1]
    waiting.returned_reason = data.reason
    return {"plan": waiting.number, "reason": data.reason}


@change("rectify")
def rectify(acting: Acting[Case], data: RectifyForm) -> Details:
    """Report that it is removed.

    Who rectifies what a bureau ordered says what kind of hazard it was: the order does not.
    """
    return _begin_round(acting, data)


@change("fix_on_the_spot")
def fix_on_the_spot(acting: Acting[Case], data: RectifyForm) -> Details:
    """Rectify a reported hazard at once: general by its nature; its acceptor looks at both photos."""
    acting.case.hazard.grade = Grade.GENERAL
    acting.case.hazard.assigned_to = acting.viewer.person_id
    return _begin_round(acting, data)


def _begin_round(acting: Acting[Case], data: RectifyForm) -> Details:
    """Write down an attempt to rectify; it needs a photo taken after."""
    hazard = acting.case.hazard
    _classify(hazard, data)
    if not data.photos:
        raise Invalid.at("photos_after", _("请拍一张整改后的照片"))
    hazard.round += 1
    attempt = HazardRound.child_of(
        hazard,
        hazard_id=hazard.id,
        id=new_id(),
        number=hazard.round,
        claim=hazard.claim,
        rectified_by=acting.viewer.person_id,
        rectified_at=acting.now,
        rectification=data.rectification,
        cost=data.cost,
    )
    db.session.add(attempt)
    attach(acting.viewer, list(data.photos), Target("hazard_round", attempt.id, hazard.claim))
    return {"rectification": attempt.rectification, "cost": attempt.cost}


def _classify(hazard: Hazard, data: RectifyForm) -> None:
    """Take the type and the cause of a hazard, as far as it has none; raise Invalid without."""
    missing = [name for name in CLASSES if getattr(hazard, name) is None]
    errors = {name: [_("请选择")] for name in missing if getattr(data, name) is None}
    if errors:
        raise Invalid(errors=errors)
    for name in missing:
        setattr(hazard, name, getattr(data, name))


@change("request_extension")
def request_extension(acting: Acting[Case], data: ExtensionForm) -> Details:
    """Ask for more time; of what a bureau ordered, while there still is time."""
    hazard = acting.case.hazard
    if not acting.case.is_ordered:
        refuse_day(data.until, clock.today(), limit(hazard), "until")
    asked = HazardExtension.child_of(
        hazard,
        hazard_id=hazard.id,
        id=new_id(),
        asked_by=acting.viewer.person_id,
        asked_at=acting.now,
        until=data.until,
        reason=data.reason,
    )
    db.session.add(asked)
    return {"until": asked.until, "reason": asked.reason}


@change("answer_extension")
def answer_extension(acting: Acting[Case], data: AnswerForm) -> Details:
    """Grant or refuse more time, as one who did not ask; for a major or an ordered hazard the principal.

    The deadline of an ordered hazard stays until the bureau has decided.
    """
    hazard, asked = acting.case.hazard, _asked(acting.case)
    asked.answered_by, asked.answered_at = acting.viewer.person_id, acting.now
    asked.granted, asked.opinion = data.granted, data.opinion
    if asked.granted and not acting.case.is_ordered:
        refuse_day(asked.until, clock.today(), limit(hazard), "granted")
        hazard.due_at = clock.end_of(asked.until)
    return {"granted": asked.granted, "until": asked.until, "opinion": asked.opinion}


@change("decide_extension")
def decide_extension(acting: Acting[Case], data: AnswerForm) -> Details:
    """Give an ordered hazard the time that its principal agreed to, or refuse it, as the bureau."""
    asked = _asked(acting.case)
    asked.decided_by, asked.decided_at = acting.viewer.person_id, acting.now
    asked.allowed, asked.grounds = data.granted, data.opinion
    if asked.allowed:
        acting.case.hazard.due_at = clock.end_of(asked.until)
    return {"granted": asked.allowed, "until": asked.until, "opinion": asked.grounds}


def _asked(case: Case) -> HazardExtension:
    assert case.asked is not None, "a guard asked for it"
    return case.asked
