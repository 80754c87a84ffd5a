"""What was done is judged by another: accepted or sent back; a hazard is closed, and may come back."""

from service.core import clock
from service.core.acts.changes import Acting, Details
from service.core.acts.ledger import Act
from service.core.tenancy.viewer import Viewer
from service.hazards.case import Case
from service.hazards.commands.changing import change, set_deadline, system
from service.hazards.limits import closes_by_itself
from service.hazards.models import Hazard, HazardRound
from service.hazards.schemas import (
    AcceptForm,
    CloseForm,
    OrderAgainForm,
    ReasonForm,
    ReopenForm,
    SendBackForm,
)
from service.hazards.states import State, Verdict


def close_by_itself(viewer: Viewer, hazard: Hazard) -> Hazard:
    """Close what is accepted and needs nobody's review, as the system."""
    if hazard.state is State.ACCEPTED and closes_by_itself(
        hazard.grade, ordered=hazard.order_item_id is not None
    ):
        close(system(viewer), hazard.id, CloseForm(review=""), Act.new(), hazard.enterprise_id)
    return hazard


@change("accept", then=close_by_itself)
def accept(acting: Acting[Case], data: AcceptForm) -> Details:
    """Accept a rectification, as one who did not do it; a general hazard is closed by the system at once."""
    judged = _judge(acting, Verdict.PASSED, data.opinion)
    return {"round": judged.number, "opinion": judged.opinion}


@change("send_back")
def send_back(acting: Acting[Case], data: SendBackForm) -> Details:
    """Send it back to be rectified again; after an acceptance the principal may, or the bureau that ordered it."""
    hazard, number = acting.case.hazard, acting.case.hazard.round
    if hazard.state is not State.ACCEPTED:
        number = _judge(acting, Verdict.SENT_BACK, data.opinion).number
    if data.due_on:
        set_deadline(hazard, data.due_on)
    return {"round": number, "opinion": data.opinion}


@change("order_again")
def order_again(acting: Acting[Case], data: OrderAgainForm) -> Details:
    """Have it rectified again after a failed re-inspection, by the new deadline that the bureau sets."""
    hazard = acting.case.hazard
    hazard.due_at = hazard.original_due_at = clock.end_of(data.due_on)
    return {"round": hazard.round, "opinion": data.opinion}


@change("release", then=close_by_itself)
def release(acting: Acting[Case], data: ReasonForm) -> Details:
    """Leave an ordered hazard to the plant once its order is void; what the plant has accepted is closed.

    Its deadline stays, as the plant's own: the duty to rectify does not end with the order (安全生产法 art. 41).
    """
    acting.case.hazard.order_item_id = None
    return {"reason": data.reason}


@change("close")
def close(acting: Acting[Case], data: CloseForm) -> Details:
    """Take it off the open list: the system a general one, the principal a major one on its review,

    the bureau what it ordered, once its re-inspection has passed.
    """
    hazard, last = acting.case.hazard, acting.case.last_round
    hazard.closed_at = acting.now
    if closes_by_itself(hazard.grade, ordered=acting.case.is_ordered) or last is None:
        return {}
    last.review = data.review
    return {"review": data.review}


@change("reopen")
def reopen(acting: Acting[Case], data: ReopenForm) -> Details:
    """Open a closed hazard again that has come back, with a deadline of its own."""
    set_deadline(acting.case.hazard, data.due_on)
    acting.case.hazard.closed_at = None
    return {"reason": data.reason}


def _judge(acting: Acting[Case], verdict: Verdict, opinion: str) -> HazardRound:
    attempt = acting.case.rounds[-1]
    attempt.verdict, attempt.opinion = verdict, opinion
    attempt.judged_by, attempt.judged_at = acting.viewer.person_id, acting.now
    return attempt
