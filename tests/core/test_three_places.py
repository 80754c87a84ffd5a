"""A verb costs three places, its row, its function and its form: a throw-away room adds one."""

from datetime import datetime
from typing import Annotated

import pytest
from marshmallow.validate import Length

from service.core.acts.changes import Acting, Changes, Details
from service.core.acts.ledger import Act, timeline
from service.core.acts.problems import Conflict, Invalid, NotAllowed, Problem, WrongState
from service.core.acts.verbs import Verb, Verbs
from service.core.forms import ActForm, form_class, take
from service.core.tenancy.viewer import Viewer
from service.hazards.case import Case
from service.hazards.queries import cases
from service.hazards.states import State
from service.identity.rules import PLANT_ROLES
from tests.builders import hazards as a
from tests.builders.hazards import Plant


# The form: what is asked.
@form_class
class PraiseForm(ActForm):
    words: Annotated[str, Length(2, 50)]


def not_own(viewer: Viewer, case: Case, _now: datetime) -> Problem | None:
    return NotAllowed("自己不能表扬自己") if viewer.person_id == case.hazard.reported_by else None


# The row: from where to where, whose it is, who is refused why.
ROOM = Verbs(
    "hazard", Verb("praise", State.REPORTED, None, PLANT_ROLES, PraiseForm, [not_own], "表扬", "表扬上报人")
)
change = Changes(ROOM, cases.locked, lambda row: {"state": row.state})


# The function: what it changes, and what the ledger tells of it.
@change("praise")
def praise(acting: Acting[Case], data: PraiseForm) -> Details:
    acting.case.hazard.interim_control = data.words
    return {"words": data.words}


def test_all_else_follows_from_the_three(staffed: Plant) -> None:
    hazard, manager, once = a.a_hazard(staffed), staffed.manager, Act.new()
    case = a.see(manager, lambda: cases.case(manager, hazard.id))
    now = hazard.found_at
    assert [ROOM[verb].button for verb in ROOM.available(manager, case, now)] == ["表扬上报人"]
    assert ROOM.available(staffed.worker, case, now) == []
    assert (ROOM["praise"].form, ROOM.titles()) == ("praise", {"hazard.praise": "表扬"})
    data = take(PraiseForm, {"id": str(once.id), "version": "1", "words": " 看得细 "})
    for _time in range(2):
        praised = a.do(manager, lambda: praise(manager, hazard.id, data, once))
    assert (praised.interim_control, praised.version) == ("看得细", 2)
    told = a.see(manager, lambda: timeline([hazard.id], staffed.id))[-1]
    assert (told.act, told.actor_id, told.after) == ("hazard.praise", manager.person_id, {"words": "看得细"})


def test_whoever_may_not_do_it_is_told_why_before_a_photo_is_taken_in(staffed: Plant) -> None:
    hazard, worker = a.a_hazard(staffed), staffed.worker
    case = a.see(worker, lambda: cases.case(worker, hazard.id))
    with pytest.raises(NotAllowed, match="自己不能表扬自己"):
        a.see(worker, lambda: change.refuse_outsider("praise", worker, case, ActForm(), Act.new()))


def test_what_every_verb_is_refused_for_is_refused_here_too(staffed: Plant) -> None:
    hazard, manager = a.a_hazard(staffed), staffed.manager
    with pytest.raises(Invalid):
        take(PraiseForm, {"id": str(hazard.id), "version": "1"})
    with pytest.raises(Conflict):
        a.do(manager, lambda: praise(manager, hazard.id, PraiseForm(version=7, words="看得细"), Act.new()))
    dismissed = a.act(manager, hazard, "dismiss", reason="是伸缩缝，设计如此")
    with pytest.raises(WrongState):
        a.do(manager, lambda: praise(manager, dismissed.id, PraiseForm(words="看得细"), Act.new()))
