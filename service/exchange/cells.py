"""A cell as the trade means it: full-width digits, stray spaces, dates written in five ways."""

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from service.exchange.workbook import Cell

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?( \d{1,2}:\d{2}(:\d{2})?)?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DASHES = frozenset("/ \\ - -- — —— ／ 无".split())
_EXCEL_EPOCH = datetime.date(1899, 12, 30)


def text(cell: Cell) -> str:
    """What a person reads in the cell, trimmed; 3.0 reads as 3. Full-width punctuation stays as written."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, str):
        return cell.strip() if cell.isprintable() else _UNPRINTABLE.sub("", cell).strip()
    return str(cell)


def words(cell: Cell) -> str:
    """Text, where a lone dash or 无 means that there is nothing."""
    content = text(cell)
    return "" if content in _DASHES else content


def code(cell: Cell) -> str:
    """A code as machines compare it: half-width, no spaces, upper case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text(cell))).upper()


def number(cell: Cell) -> Decimal | None:
    """The number in the cell, digits half- or full-width; None where it is not one. Rounded to 1e-6."""
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        return None
    written = unicodedata.normalize("NFKC", str(cell)).strip()
    if isinstance(cell, str) and not _NUMBER.fullmatch(written):
        return None
    try:
        value = Decimal(written).quantize(Decimal("1e-6")).normalize()
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral() else value


def date(cell: Cell) -> datetime.date | None:
    """A day as Excel's date, as its serial number, or as 2026.3.5, 2026-03-05, 2026/3/5, 2026年3月5日."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _EXCEL_EPOCH + datetime.timedelta(days=int(cell)) if 1 <= cell < 2_958_466 else None
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", text(cell)))
    if match is None:
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
