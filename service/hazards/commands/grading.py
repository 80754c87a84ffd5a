"""A hazard is confirmed and graded, dismissed, raised or lowered. Two people stand behind every major grade."""

from service.attachments import queries as attachments
from service.attachments.commands import Target, attach
from service.core import clock
from service.core.acts.changes import Acting, Details
from service.core.acts.problems import Invalid, _
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.hazards.case import Case
from service.hazards.commands.changing import change
from service.hazards.models import CriterionMatch, Hazard
from service.hazards.schemas import ConfirmForm, ControlForm, PlainForm, ReasonForm, UpgradeForm
from service.hazards.states import Grade
from service.reference.queries import rulebook


@change("confirm")
def confirm(acting: Acting[Case], data: ConfirmForm) -> Details:
    """Confirm and grade it, with photos where its reporter could take none."""
    viewer, hazard = acting.viewer, acting.case.hazard
    if data.photos:
        attach(viewer, list(data.photos), Target("hazard", hazard.id, hazard.claim))
    elif not (data.no_photo or attachments.of(viewer, hazard.enterprise_id, "hazard", [hazard.id])):
        raise Invalid.at("photos", _("上报时没有照片：请补拍一张，或写明为什么没有照片"))
    hazard.grade, hazard.hazard_type, hazard.cause = data.grade, data.hazard_type, data.cause
    hazard.interim_control = data.interim_control or hazard.interim_control
    details = {"no_photo": data.no_photo} if data.no_photo else {}
    return details | (_propose(acting, data) if data.grade is Grade.MAJOR else {})


@change("dismiss")
def dismiss(acting: Acting[Case], data: ReasonForm) -> Details:
    """Find that it is no hazard; the reporter reads the reason."""
    acting.case.hazard.dismissed_reason = data.reason
    return {"reason": data.reason}


@change("control")
def control(acting: Acting[Case], data: ControlForm) -> Details:
    """Set what keeps people safe until it is rectified."""
    acting.case.hazard.interim_control = data.interim_control
    return {}


@change("escalate")
def escalate(acting: Acting[Case], data: ReasonForm) -> Details:
    """Put it before the principal."""
    acting.case.hazard.escalated_at = acting.now
    return {"reason": data.reason}


@change("upgrade")
def upgrade(acting: Acting[Case], data: UpgradeForm) -> Details:
    """Make a general hazard major: it is planned anew, and its deadline will be the plan's."""
    hazard = acting.case.hazard
    hazard.grade = Grade.MAJOR
    if not acting.case.is_ordered:
        hazard.due_at = hazard.original_due_at = None
    return _propose(acting, data)


@change("endorse")
def endorse(acting: Acting[Case], _data: PlainForm) -> Details:
    """Confirm, as the second person, that a hazard is major."""
    match = _match(acting.case)
    match.confirmed_by, match.confirmed_at = acting.viewer.person_id, acting.now
    return {"criterion_code": match.criterion_code}


@change("ask_downgrade")
def ask_downgrade(acting: Acting[Case], data: ReasonForm) -> Details:
    """Ask to lower a major hazard to general."""
    match = _match(acting.case)
    match.withdrawal_asked_by, match.withdrawal_reason = acting.viewer.person_id, data.reason
    return {"reason": data.reason}


@change("downgrade")
def downgrade(acting: Acting[Case], _data: PlainForm) -> Details:
    """Lower a major hazard, as the second person."""
    hazard, match = acting.case.hazard, _match(acting.case)
    match.withdrawn_by, match.withdrawn_at = acting.viewer.person_id, acting.now
    hazard.grade = Grade.GENERAL
    hazard.due_at = hazard.original_due_at = None
    return {"reason": match.withdrawal_reason, "criterion_code": match.criterion_code}


def _match(case: Case) -> CriterionMatch:
    assert case.match is not None, "a guard asked for it"
    return case.match


def _propose(acting: Acting[Case], data: ConfirmForm | UpgradeForm) -> dict[str, str]:
    match = match_for(acting.viewer, acting.case.hazard, data.criterion_code, data.evidence)
    return {"criterion_code": match.criterion_code, "criterion_version": match.criterion_version}


def match_for(viewer: Viewer, hazard: Hazard, code: str, evidence: str) -> CriterionMatch:
    """Write down which criterion a hazard meets, in the version of today, and on what evidence."""
    wanted = [criterion for criterion in rulebook.criteria() if criterion.code == code]
    if not wanted:
        raise Invalid.at("criterion_code", _("没有这条判定标准，请从列表中选择"))
    match = CriterionMatch.child_of(
        hazard,
        hazard_id=hazard.id,
        id=new_id(),
        criterion_code=wanted[0].code,
        criterion_version=wanted[0].version,
        evidence=evidence,
        proposed_by=viewer.person_id,
        proposed_at=clock.now(),
    )
    db.session.add(match)
    return match
