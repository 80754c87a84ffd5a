"""What a person may send about a document: how it was handed over."""

from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from marshmallow import fields
from marshmallow.validate import Length

from service.core.clock import DEFAULT_ZONE
from service.core.forms import ActForm, Upload, form_class
from service.documents.states import ServiceMode

Short = Annotated[str, Length(max=60)]
Long = Annotated[str, Length(max=500)]
Photos = Annotated[tuple[UUID, ...], Upload("photos")]
# A moment as a form sends it, in the site's zone.
Minute = Annotated[
    datetime, fields.AwareDateTime(format="iso", default_timezone=ZoneInfo(DEFAULT_ZONE), required=True)
]


@form_class
class ServeForm(ActForm):
    mode: ServiceMode
    at: Minute
    receiver: Short = ""
    receiver_post: Short = ""
    refusal: Long = ""
    witness: Short = ""
    consent: Short = ""
    photos: Photos = ()
