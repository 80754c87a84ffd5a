"""What a plant's manager may say about how to reach it."""

from typing import Annotated
from uuid import UUID

from marshmallow.validate import Length, Regexp

from service.core.acts.problems import _
from service.core.forms import Sent, form_class


@form_class
class ContactsForm(Sent):
    """`id` names the act."""

    id: UUID
    duty_phone: Annotated[str, Regexp(r"^[0-9+\- ]{5,20}$", error=_("电话只写数字和短横线，如 0372-5550119"))]
    address: Annotated[str, Length(2, 100)]
