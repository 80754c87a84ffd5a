"""What was done is judged by another: accepted or sent back; a hazard is closed, and may come back."""

from uuid import UUID

from service.core import clock
from service.core.acts.ledger import Act
from service.core.acts.problems import Invalid, NotAllowed, WrongState, _
from service.core.tenancy.viewer import Viewer
from service.hazards.commands.moving import Facts, set_deadline, system, verb
from service.hazards.models import Hazard, HazardRound
from service.hazards.queries import cases
from service.hazards.rules import REOPEN_DAYS, Grade, State, Verdict, closes_by_itself, may_reopen
from service.identity.commands.safeguards import require_recent_password
from service.identity.rules import BUREAU_ROLES, MANAGERS


def accept(viewer: Viewer, hazard_id: UUID, facts: Facts, act: Act) -> Hazard:
    """Accept a rectification, as one who did not do it; a general hazard is closed by the system at once."""
    hazard = _accept(viewer, hazard_id, facts, act)
    ordered = hazard.order_item_id is not None
    if hazard.state is State.ACCEPTED and closes_by_itself(hazard.grade, ordered=ordered):
        enterprise = {"enterprise_id": hazard.enterprise_id}
        return close(system(viewer), hazard_id, enterprise, Act.new())
    return hazard


@verb("accept")
def _accept(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    if hazard.grade is Grade.MAJOR and not viewer.has(*MANAGERS):
        raise NotAllowed(_("重大隐患由主要负责人或安全管理员验收"))
    judged = _judge(viewer, hazard, Verdict.PASSED, facts.get("opinion", ""))
    return {"round": judged.number, "opinion": judged.opinion}


@verb("send_back")
def send_back(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Send it back to be rectified again; after an acceptance the principal may, or the bureau that ordered it."""
    if hazard.state is State.ACCEPTED:
        _refuse_wrong_side(viewer, hazard)
        number = hazard.round
    else:
        number = _judge(viewer, hazard, Verdict.SENT_BACK, facts["opinion"]).number
    if facts.get("due_on"):
        if hazard.due_at is not None:
            raise Invalid.at("due_on", _("期限不能在退回时改，需要更多时间请申请延期"))
        set_deadline(hazard, facts["due_on"])
    elif hazard.due_at is None:
        raise Invalid.at("due_on", _("即查即改没有期限，退回时请定一个整改期限"))
    return {"round": number, "opinion": facts["opinion"]}


@verb("order_again")
def order_again(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Have it rectified again after a failed re-inspection, by the new deadline that the bureau sets."""
    if hazard.order_item_id is None:
        raise NotAllowed(_("监管部门只对指令里的隐患重新限期"))
    hazard.due_at = hazard.original_due_at = clock.end_of(facts["due_on"])
    return {"round": hazard.round, "opinion": facts["opinion"]}


def release(viewer: Viewer, hazard_id: UUID, facts: Facts, act: Act) -> Hazard:
    """Leave an ordered hazard to the plant once its order is void; what the plant has accepted is closed.

    Its deadline stays, as the plant's own: the duty to rectify does not end with the order (安全生产法 art. 41).
    """
    hazard = _release(viewer, hazard_id, facts, act)
    if hazard.state is State.ACCEPTED and closes_by_itself(hazard.grade, ordered=False):
        enterprise = {"enterprise_id": hazard.enterprise_id}
        return close(system(viewer), hazard_id, enterprise, Act.new())
    return hazard


@verb("release")
def _release(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    if hazard.order_item_id is None:
        raise NotAllowed(_("这条隐患不是政府指令的隐患"))
    hazard.order_item_id = None
    return {"reason": facts["reason"]}


@verb("close")
def close(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Take it off the open list: the system a general one, the principal a major one on its review,

    the bureau what it ordered, once its re-inspection has passed.
    """
    if hazard.hazard_type is None or hazard.cause is None:
        raise WrongState(_("还没有填写隐患类型和原因，请退回整改，由整改人补填"))
    if closes_by_itself(hazard.grade, ordered=hazard.order_item_id is not None):
        hazard.closed_at = clock.now()
        return {}
    _refuse_wrong_side(viewer, hazard)
    if hazard.grade is Grade.MAJOR:
        require_recent_password(viewer)
    if not facts.get("review"):
        raise Invalid.at("review", _("请填写复核记录"))
    _last_round(hazard).review = facts["review"]
    hazard.closed_at = clock.now()
    return {"review": facts["review"]}


@verb("reopen")
def reopen(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Open a closed hazard again that has come back, with a deadline of its own."""
    if hazard.closed_at is None or not may_reopen(hazard.closed_at, clock.now()):
        raise WrongState(_("销号已超过 %(days)d 天，请登记为新的隐患"), days=REOPEN_DAYS)
    if hazard.order_item_id and not viewer.has(*BUREAU_ROLES):
        raise NotAllowed(_("政府指令的隐患由监管部门重新打开"))
    set_deadline(hazard, facts["due_on"])
    hazard.closed_at = None
    return {"reason": facts["reason"]}


def _refuse_wrong_side(viewer: Viewer, hazard: Hazard) -> None:
    """An order's hazard is the bureau's to close, any other the plant's."""
    if (hazard.order_item_id is not None) != viewer.has(*BUREAU_ROLES):
        raise NotAllowed(_("政府指令的隐患由监管部门复查销号，其他隐患由企业销号"))


def _judge(viewer: Viewer, hazard: Hazard, verdict: Verdict, opinion: str) -> HazardRound:
    attempt = _last_round(hazard)
    if viewer.person_id in (attempt.rectified_by, hazard.assigned_to):
        raise NotAllowed(_("整改的人不能验收自己的整改，请由另一人验收"))
    attempt.verdict, attempt.opinion = verdict, opinion
    attempt.judged_by, attempt.judged_at = viewer.person_id, clock.now()
    return attempt


def _last_round(hazard: Hazard) -> HazardRound:
    rounds = cases.rounds(hazard)
    if not rounds:
        raise WrongState(_("这条隐患还没有整改记录"))
    return rounds[-1]
