"""Verbs of the rectification loop. A step of the life cycle takes (viewer, hazard_id, facts, act)."""

from service.hazards.commands.accepting import accept, close, order_again, release, reopen, send_back
from service.hazards.commands.grading import (
    ask_downgrade,
    confirm,
    control,
    dismiss,
    downgrade,
    endorse,
    escalate,
    upgrade,
)
from service.hazards.commands.outsiders import refuse_outsider
from service.hazards.commands.rectifying import (
    answer_extension,
    approve_plan,
    assign,
    decide_extension,
    plan,
    reassign,
    rectify,
    request_extension,
    return_plan,
)
from service.hazards.commands.reporting import claim_of, fix, fix_on_the_spot, report, report_ordered

__all__ = [
    "accept",
    "answer_extension",
    "approve_plan",
    "ask_downgrade",
    "assign",
    "claim_of",
    "close",
    "confirm",
    "control",
    "decide_extension",
    "dismiss",
    "downgrade",
    "endorse",
    "escalate",
    "fix",
    "fix_on_the_spot",
    "order_again",
    "plan",
    "reassign",
    "rectify",
    "refuse_outsider",
    "release",
    "reopen",
    "report",
    "report_ordered",
    "request_extension",
    "return_plan",
    "send_back",
    "upgrade",
]
