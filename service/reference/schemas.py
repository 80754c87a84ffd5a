"""What the operator may send about the working-day calendar."""

from marshmallow import fields, validate

from service.core.forms import Form, Version
from service.reference.working_days import DayKind
from service.reference.year_list import LONGEST_MARK, LONGEST_NAME

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_LIST = 20_000  # characters: a line for every day of a year, and room to spare


class DayForm(Form):
    id = fields.UUID(required=True)
    day = fields.Date(required=True)
    kind = fields.Enum(DayKind, by_value=True, required=True)
    name = fields.String(load_default="", validate=validate.Length(max=LONGEST_NAME))
    source = fields.String(required=True, validate=validate.Length(2, 100))
    version = Version()


class YearForm(Form):
    """`days` is the list as it was pasted; `seen` and `offered` are marks of the days and of the list shown."""

    id = fields.UUID(required=True)
    year = fields.Integer(required=True, validate=validate.Range(FIRST_YEAR, LAST_YEAR))
    source = fields.String(required=True, validate=validate.Length(2, 100))
    days = fields.String(load_default="", validate=validate.Length(max=LONGEST_LIST))
    seen = fields.String(load_default="", validate=validate.Length(max=LONGEST_MARK))
    offered = fields.String(load_default="", validate=validate.Length(max=LONGEST_MARK))
