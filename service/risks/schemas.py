"""What a person may send about a risk. `id` names the act."""

from typing import Annotated
from uuid import UUID

from marshmallow.validate import Length

from service.core.forms import Sent, form_class
from service.risks.rules import Level


@form_class
class LowerForm(Sent):
    """That a major unit is as low as `proposed`: what the page showed."""

    id: UUID
    proposed: Level
    reason: Annotated[str, Length(2, 500)]
