"""What a person may send about a risk. `id` names the act."""

from marshmallow import fields, validate

from service.core.forms import Form
from service.risks.rules import Level


class LowerForm(Form):
    """That a major unit is as low as `proposed`: what the page showed."""

    id = fields.UUID(required=True)
    proposed = fields.Enum(Level, by_value=True, required=True)
    reason = fields.String(required=True, validate=validate.Length(2, 500))
