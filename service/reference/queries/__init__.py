"""Reads of reference data: the same answer for every viewer, so none is asked for.

What is chosen by date takes the day of the act: the finding's for a law, the sealing's for a template.
"""

from service.reference.queries.areas import area, areas_within, children, county_of, find_area
from service.reference.queries.industries import industries, is_known_industry, sector_of
from service.reference.queries.laws import (
    Citation,
    Clause,
    bases,
    bases_by_code,
    basis,
    citation,
    citations,
    clause_texts,
    unresolved_citations,
)
from service.reference.queries.rulebook import (
    Unverified,
    calendar,
    calendar_days,
    calendar_warning,
    criteria,
    criterion,
    profile,
    template,
    unverified,
)
from service.reference.rules import area_range

__all__ = [
    "Citation",
    "Clause",
    "Unverified",
    "area",
    "area_range",
    "areas_within",
    "bases",
    "bases_by_code",
    "basis",
    "calendar",
    "calendar_days",
    "calendar_warning",
    "children",
    "citation",
    "citations",
    "clause_texts",
    "county_of",
    "criteria",
    "criterion",
    "find_area",
    "industries",
    "is_known_industry",
    "profile",
    "sector_of",
    "template",
    "unresolved_citations",
    "unverified",
]
