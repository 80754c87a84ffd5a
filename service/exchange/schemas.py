"""What a person answers to a run that asks."""

from marshmallow import fields

from service.core.forms import Form


class ImportAnswerForm(Form):
    id = fields.UUID(required=True)
    other_company = fields.Boolean(load_default=False)
