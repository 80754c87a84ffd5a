from sqlalchemy import select

from service.core.db import db
from service.core.scope import area_range
from service.reference.models import Area
from service.reference.rules import AreaLevel


def area(code: str) -> Area | None:
    return db.session.get(Area, code)


def areas_within(code: str) -> list[Area]:
    """Return an area and those below it that still stand, by code."""
    low, high = area_range(code)
    query = select(Area).where(Area.code >= low, Area.code < high, Area.retired_on.is_(None))
    return list(db.session.scalars(query.order_by(Area.code)))


def county_of(code: str) -> Area | None:
    """Return the county that a county, town (9 digits) or village (12) code lies in."""
    found = area(code[:6]) if len(code) in (6, 9, 12) else None
    return found if found and found.level == AreaLevel.COUNTY else None
