from functools import lru_cache

from sqlalchemy import select

from service.core.db.transactions import db
from service.core.tenancy.scope import area_range
from service.reference.models import Area
from service.reference.rules import AreaLevel


def area(code: str) -> Area | None:
    """Return an area, kept for the life of the process: a page of plants names the county of each."""
    try:
        return _area(code)
    except LookupError:
        return None


@lru_cache(maxsize=8192)
def _area(code: str) -> Area:
    row = db.session.get(Area, code)
    if row is None:
        raise LookupError(code)
    return Area(**{column.key: getattr(row, column.key) for column in Area.__table__.columns})


def areas_within(code: str) -> list[Area]:
    """Return an area and those below it that still stand, by code."""
    low, high = area_range(code)
    query = select(Area).where(Area.code >= low, Area.code < high, Area.retired_on.is_(None))
    return list(db.session.scalars(query.order_by(Area.code)))


def county_of(code: str) -> Area | None:
    """Return the county that a county, town (9 digits) or village (12) code lies in."""
    county = area(code[:6]) if len(code) in (6, 9, 12) else None
    return county if county and county.level == AreaLevel.COUNTY else None
