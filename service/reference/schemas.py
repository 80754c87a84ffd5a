"""What the operator may send about the working-day calendar."""

from datetime import date
from typing import Annotated
from uuid import UUID

from marshmallow.validate import Length, Range

from service.core.forms import Sent, Version, form_class
from service.reference.working_days import DayKind
from service.reference.year_list import LONGEST_MARK, LONGEST_NAME

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_LIST = 20_000  # characters: a line for every day of a year, and room to spare


@form_class
class DayForm(Sent):
    id: UUID
    day: date
    kind: DayKind
    name: Annotated[str, Length(max=LONGEST_NAME)] = ""
    source: Annotated[str, Length(2, 100)]
    version: Annotated[int, Version()]


@form_class
class YearForm(Sent):
    """`days` is the list as it was pasted; `seen` and `offered` are marks of the days and of the list shown."""

    id: UUID
    year: Annotated[int, Range(FIRST_YEAR, LAST_YEAR)]
    source: Annotated[str, Length(2, 100)]
    days: Annotated[str, Length(max=LONGEST_LIST)] = ""
    seen: Annotated[str, Length(max=LONGEST_MARK)] = ""
    offered: Annotated[str, Length(max=LONGEST_MARK)] = ""
