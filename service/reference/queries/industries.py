import re

from sqlalchemy import select

from service.core.db.transactions import db
from service.reference.models import Industry
from service.reference.rules import IndustryLevel, Sector

CODE = re.compile(r"([A-T]?)([0-9]{2,4})")


def sector_of(industry_code: str) -> Sector:
    """Return the default sector of supervision of an industry (its user may set another)."""
    rows = _known(industry_code)
    return Sector(rows[-1].sector) if rows else Sector.OTHER


def is_known_industry(code: str) -> bool:
    """Tell whether a code is an industry: 2 to 4 digits of a known division, or those after its letter."""
    return bool(_known(code))


def _known(code: str) -> list[Industry]:
    """Return the rows a code lies in below the section, the widest first."""
    match = CODE.fullmatch(code)
    if match is None:
        return []
    letter, digits = match.groups()
    wanted = {digits[:2], digits}
    rows = list(db.session.scalars(select(Industry).where(Industry.code.in_(wanted)).order_by(Industry.code)))
    rows.sort(key=lambda row: len(row.code))
    if not rows or rows[0].level != IndustryLevel.DIVISION or (letter and rows[0].parent_code != letter):
        return []
    return rows
