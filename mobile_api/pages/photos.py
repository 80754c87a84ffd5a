"""Photos on the phone: of the plant one works in."""

from uuid import UUID

from flask import Blueprint, Response

from service.core.tenancy.viewer import Viewer
from service.web.access import phone
from service.web.photos import shown

blueprint = Blueprint("phone_photos", __name__)


@blueprint.get("/m/e/<uuid:enterprise>/photos/<uuid:photo>")
@phone()
def of_own(viewer: Viewer, enterprise: UUID, photo: UUID) -> Response:
    return shown(viewer, enterprise, photo)
