import unicodedata

from sqlalchemy import select

from service.core.db import db
from service.reference.models import Area
from service.reference.rules import AreaLevel, area_range


def area(code: str) -> Area | None:
    return db.session.get(Area, code)


def children(code: str | None) -> list[Area]:
    """Return the areas right below one, by code; None stands for the country."""
    return list(db.session.scalars(select(Area).where(Area.parent_code == code).order_by(Area.code)))


def areas_within(code: str) -> list[Area]:
    """Return an area and those below it that still stand, by code."""
    low, high = area_range(code)
    query = select(Area).where(Area.code >= low, Area.code < high, Area.retired_on.is_(None))
    return list(db.session.scalars(query.order_by(Area.code)))


def county_of(code: str) -> Area | None:
    """Return the county that a county, town (9 digits) or village (12) code lies in."""
    found = area(code[:6]) if len(code) in (6, 9, 12) else None
    return found if found and found.level == AreaLevel.COUNTY else None


def find_area(text: str) -> Area | None:
    """Find an area by what people write: a code, a name from the province down, or a name only one bears."""
    wanted = "".join(unicodedata.normalize("NFKC", text).split())
    if wanted.isdigit():
        return area(wanted)
    query = select(Area).where((Area.full_name == wanted) | (Area.name == wanted)).limit(50)
    found = list(db.session.scalars(query))
    whole = [one for one in found if one.full_name == wanted] or found
    # A municipality and its nameless 市辖区 read the same: the province is meant.
    whole.sort(key=lambda one: one.code)
    return whole[0] if len({one.full_name for one in whole}) == 1 else None
