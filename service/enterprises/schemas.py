"""What a plant's manager may say about how to reach it."""

from marshmallow import fields, validate

from service.core.acts.problems import _
from service.core.forms import Form


class ContactsForm(Form):
    id = fields.UUID(required=True)
    duty_phone = fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9+\- ]{5,20}$", error=_("电话只写数字和短横线，如 0372-5550119")),
    )
    address = fields.String(required=True, validate=validate.Length(2, 100))
