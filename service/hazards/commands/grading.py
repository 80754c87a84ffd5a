"""A hazard is confirmed and graded, dismissed, raised or lowered. Two people stand behind every major grade."""

from service.attachments import queries as attachments
from service.attachments.commands import Target, attach
from service.core import clock
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict, Invalid, NotAllowed, WrongState, _
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.hazards.commands.moving import Facts, row_of, verb
from service.hazards.models import CriterionMatch, Hazard
from service.hazards.queries import cases
from service.hazards.rules import Grade
from service.reference.queries import rulebook


@verb("confirm")
def confirm(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Confirm and grade. `facts` as ConfirmForm, `photos` where the reporter could take none."""
    if facts.get("photos"):
        attach(viewer, facts["photos"], Target("hazard", hazard.id, hazard.claim))
    elif not (facts.get("no_photo") or attachments.of(viewer, hazard.enterprise_id, "hazard", [hazard.id])):
        raise Invalid.at("photos", _("上报时没有照片：请补拍一张，或写明为什么没有照片"))
    hazard.grade, hazard.hazard_type, hazard.cause = facts["grade"], facts["hazard_type"], facts["cause"]
    hazard.interim_control = facts.get("interim_control") or hazard.interim_control
    details = {"no_photo": facts["no_photo"]} if facts.get("no_photo") else {}
    return details | (_propose(viewer, hazard, facts) if hazard.grade is Grade.MAJOR else {})


@verb("dismiss")
def dismiss(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Find that it is no hazard; the reporter reads the reason."""
    if hazard.order_item_id:
        raise NotAllowed(
            _(
                "监管部门查出的隐患，企业不能判定为非隐患；有异议请书面告知发出指令书的机关，"
                "或者按指令书写明的途径申请行政复议、提起行政诉讼"
            )
        )
    hazard.dismissed_reason = facts["reason"]
    return {"reason": facts["reason"]}


@verb("control")
def control(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Set what keeps people safe until it is rectified."""
    hazard.interim_control = facts["interim_control"]
    return {}


@verb("escalate")
def escalate(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Put it before the principal."""
    hazard.escalated_at = clock.now()
    return {"reason": facts["reason"]}


@verb("upgrade")
def upgrade(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Make a general hazard major: it is planned anew, and its deadline will be the plan's."""
    hazard.grade = Grade.MAJOR
    if not hazard.order_item_id:
        hazard.due_at = hazard.original_due_at = None
    return _propose(viewer, hazard, facts)


@verb("endorse")
def endorse(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Confirm, as the second person, that a hazard is major."""
    criterion_match = match(hazard)
    if viewer.person_id == criterion_match.proposed_by:
        raise NotAllowed(_("重大隐患要由另一人确认，不能由提出的人自己确认"))
    criterion_match.confirmed_by, criterion_match.confirmed_at = viewer.person_id, clock.now()
    return {"criterion_code": criterion_match.criterion_code}


@verb("ask_downgrade")
def ask_downgrade(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Ask to lower a major hazard to general."""
    criterion_match = match(hazard)
    _refuse_ordered(hazard)
    if criterion_match.withdrawal_asked_by:
        raise Conflict(_("已有人申请降级，等待另一人确认"))
    criterion_match.withdrawal_asked_by, criterion_match.withdrawal_reason = viewer.person_id, facts["reason"]
    return {"reason": facts["reason"]}


@verb("downgrade")
def downgrade(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Lower a major hazard, as the second person."""
    criterion_match = match(hazard)
    _refuse_ordered(hazard)
    if not criterion_match.withdrawal_asked_by:
        raise WrongState(_("降级要先由一人写明理由申请，再由另一人确认"))
    if viewer.person_id == criterion_match.withdrawal_asked_by:
        raise NotAllowed(_("降级要由另一人确认，不能由申请的人自己确认"))
    criterion_match.withdrawn_by, criterion_match.withdrawn_at = viewer.person_id, clock.now()
    hazard.grade = Grade.GENERAL
    hazard.due_at = hazard.original_due_at = None
    return {"reason": criterion_match.withdrawal_reason, "criterion_code": criterion_match.criterion_code}


def _refuse_ordered(hazard: Hazard) -> None:
    if hazard.order_item_id:
        raise NotAllowed(_("监管部门定的等级，企业不能降低"))


def match(hazard: Hazard) -> CriterionMatch:
    criterion_match = cases.match(hazard)
    if criterion_match is None:
        raise WrongState(_("这条重大隐患没有判定标准，请先升级并选择判定标准"))
    return criterion_match


def _propose(viewer: Viewer, hazard: Hazard, facts: Facts) -> Facts:
    if viewer.person_id is None or viewer.person_id == hazard.reported_by:
        raise NotAllowed(_("自己发现的隐患不能自己判定为重大隐患，请由其他管理人员定级"))
    criterion_match = match_for(viewer, hazard, facts)
    return {
        "criterion_code": criterion_match.criterion_code,
        "criterion_version": criterion_match.criterion_version,
    }


def match_for(viewer: Viewer, hazard: Hazard, facts: Facts) -> CriterionMatch:
    """Write down which criterion a hazard meets, in the version of today, and on what evidence."""
    if not facts.get("criterion_code"):
        raise Invalid.at("criterion_code", _("判定为重大隐患要选择一条判定标准"))
    if not facts.get("evidence"):
        raise Invalid.at("evidence", _("请写明判定为重大隐患的事实依据"))
    wanted = [criterion for criterion in rulebook.criteria() if criterion.code == facts["criterion_code"]]
    if not wanted:
        raise Invalid.at("criterion_code", _("没有这条判定标准，请从列表中选择"))
    criterion_match = CriterionMatch(
        **row_of(hazard),
        id=new_id(),
        criterion_code=wanted[0].code,
        criterion_version=wanted[0].version,
        evidence=facts["evidence"],
        proposed_by=viewer.person_id,
        proposed_at=clock.now(),
    )
    db.session.add(criterion_match)
    return criterion_match
