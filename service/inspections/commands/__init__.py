"""Verbs of checks: lists are made, days are planned, checks are answered."""

from service.inspections.commands.answering import answer, refuse
from service.inspections.commands.materialising import materialise
from service.inspections.commands.planning import make_checklist, plan, stop

__all__ = ["answer", "make_checklist", "materialise", "plan", "refuse", "stop"]
