from datetime import date

from sqlalchemy import ColumnElement, or_

from service.reference.models import Criterion, DocumentTemplate, Law, RuleProfile

Versioned = type[Criterion] | type[DocumentTemplate] | type[Law] | type[RuleProfile]


def in_force(model: Versioned, on: date) -> ColumnElement[bool]:
    """Both ends of a validity belong to it."""
    return (model.effective_from <= on) & or_(model.effective_to.is_(None), model.effective_to >= on)


def is_in_force(row: Law, on: date) -> bool:
    """Do as `in_force` for a row that was read already."""
    return row.effective_from <= on and (row.effective_to is None or row.effective_to >= on)
