"""The lives as the trade tells them, written by hand: from a state, by a verb, to a state, who may.

A hazard: 安监总局令第16号 (2007) art. 14, 15 and 应急厅〔2022〕5号. Visits, orders and re-inspections:
安全生产法 art. 65–68, 行政处罚法 art. 42. Nothing here is reckoned from the product: what changes a life there
is entered here by hand too.
"""

from enum import StrEnum
from typing import Any

from service.core.acts.lifecycle import LifeCycle, Step
from service.enforcement.states import OrderState, ReinspectionState, VisitState
from service.hazards.states import State

MANAGERS = "principal safety_manager"
HEADS = "principal safety_manager department_head"
LEADERS = "principal safety_manager department_head team_leader"
PLANT = "principal safety_manager department_head team_leader worker"
BUREAU = "officer head"

HAZARD_ROWS = """
reported            confirm           confirmed           MANAGERS
reported            dismiss           dismissed           MANAGERS
reported            fix_on_the_spot   awaiting_acceptance PLANT
reported            control           reported            LEADERS
reported            escalate          reported            LEADERS
confirmed           assign            rectifying          HEADS
confirmed           endorse           planning            HEADS
confirmed           upgrade           confirmed           MANAGERS
confirmed           ask_downgrade     confirmed           MANAGERS
confirmed           downgrade         confirmed           MANAGERS
confirmed           control           confirmed           LEADERS
confirmed           escalate          confirmed           LEADERS
confirmed           order_again       confirmed           BUREAU
confirmed           release           confirmed           head
planning            plan              planning            HEADS
planning            return_plan       planning            principal
planning            approve_plan      rectifying          principal
planning            ask_downgrade     planning            MANAGERS
planning            downgrade         confirmed           MANAGERS
planning            control           planning            LEADERS
planning            escalate          planning            LEADERS
planning            order_again       planning            BUREAU
planning            release           planning            head
rectifying          rectify           awaiting_acceptance PLANT
rectifying          reassign          rectifying          HEADS
rectifying          request_extension rectifying          PLANT
rectifying          answer_extension  rectifying          MANAGERS
rectifying          decide_extension  rectifying          officer
rectifying          upgrade           confirmed           MANAGERS
rectifying          ask_downgrade     rectifying          MANAGERS
rectifying          downgrade         confirmed           MANAGERS
rectifying          control           rectifying          LEADERS
rectifying          escalate          rectifying          PLANT
rectifying          order_again       rectifying          BUREAU
rectifying          release           rectifying          head
awaiting_acceptance accept            accepted            LEADERS
awaiting_acceptance send_back         rectifying          LEADERS
awaiting_acceptance upgrade           confirmed           MANAGERS
awaiting_acceptance order_again       rectifying          BUREAU
awaiting_acceptance release           awaiting_acceptance head
accepted            close             closed              principal BUREAU system
accepted            send_back         rectifying          principal BUREAU
accepted            order_again       rectifying          BUREAU
accepted            release           accepted            head
closed              reopen            rectifying          MANAGERS BUREAU
"""
VISIT_ROWS = """
applied   approve         approved  head
applied   refuse          refused   head
applied   cancel          cancelled head officer
applied   replace_officer applied   head
approved  cancel          cancelled head officer
approved  replace_officer approved  head
approved  notice          noticed   officer
noticed   replace_officer noticed   head
noticed   find            noticed   officer
noticed   drop_finding    noticed   officer
noticed   describe        noticed   officer
noticed   confirm         noticed   officer
noticed   complete        recorded  officer
recorded  replace_officer noticed   head
recorded  find            noticed   officer
recorded  drop_finding    noticed   officer
recorded  describe        noticed   officer
recorded  seal_record     sealed    officer
sealed    replace_officer sealed    head
sealed    sign            signed    officer
sealed    draft_order     sealed    officer
sealed    void_record     noticed   head
signed    replace_officer signed    head
signed    draft_order     signed    officer
signed    void_record     noticed   head
signed    close           closed    officer
closed    void_record     noticed   head
"""
ORDER_ROWS = """
draft    set_deadlines    draft     officer
draft    confirm          draft     officer
draft    withdraw         withdrawn officer
draft    seal             sealed    officer
sealed   serve            served    officer
sealed   void             void      head
served   answer           served    MANAGERS
served   ask              answered  MANAGERS
served   decide_extension served    officer
served   reinspect        served    officer
served   reopen           served    officer
served   close            closed    officer
served   void             void      head
answered reinspect        answered  officer
answered reopen           served    officer
answered close            closed    officer
answered void             void      head
closed   void             void      head
"""
REINSPECTION_ROWS = """
draft  judge           draft  officer
draft  confirm         draft  officer
draft  seal            sealed officer
draft  replace_officer draft  head
sealed replace_officer sealed head
sealed void            draft  head
sealed serve           served officer
"""


def _who(words: list[str]) -> frozenset[str]:
    return frozenset(role for word in words for role in globals().get(word, word).split())


def _life(rows: str, states: type[StrEnum]) -> LifeCycle[Any]:
    steps = [line.split() for line in rows.strip().splitlines()]
    return LifeCycle(
        *(Step(states(before), verb, states(after), _who(who)) for before, verb, after, *who in steps)
    )


def rows(life: LifeCycle[Any]) -> set[str]:
    """Return the rows of a life as text, to be compared with another's."""
    return {
        " ".join((step.before, step.verb, step.after, *sorted(map(str, step.who))))
        for step in life.steps.values()
    }


HAZARD = _life(HAZARD_ROWS, State)
VISIT = _life(VISIT_ROWS, VisitState)
ORDER = _life(ORDER_ROWS, OrderState)
REINSPECTION = _life(REINSPECTION_ROWS, ReinspectionState)
