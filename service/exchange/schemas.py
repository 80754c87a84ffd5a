"""What a person answers to a run that asks."""

from uuid import UUID

from service.core.forms import Sent, form_class


@form_class
class ImportAnswerForm(Sent):
    id: UUID
    other_company: bool = False
