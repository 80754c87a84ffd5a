"""Reads of reference data: the same answer for every viewer, so none is asked for.

What is chosen by date takes the day of the act: the finding's for a law, the sealing's for a template.
"""

from service.reference.queries.areas import area, areas_within, county_of
from service.reference.queries.industries import industries, is_known_industry, sector_of
from service.reference.queries.laws import (
    Citation,
    Clause,
    bases,
    bases_by_code,
    citation,
    citations,
    clause_texts,
    unresolved_citations,
)
from service.reference.queries.rulebook import (
    Unverified,
    calendar,
    calendar_day,
    calendar_days,
    calendar_warning,
    calendar_years,
    criteria,
    profile,
    template,
    unverified,
)

__all__ = [
    "Citation",
    "Clause",
    "Unverified",
    "area",
    "areas_within",
    "bases",
    "bases_by_code",
    "calendar",
    "calendar_day",
    "calendar_days",
    "calendar_warning",
    "calendar_years",
    "citation",
    "citations",
    "clause_texts",
    "county_of",
    "criteria",
    "industries",
    "is_known_industry",
    "profile",
    "sector_of",
    "template",
    "unresolved_citations",
    "unverified",
]
