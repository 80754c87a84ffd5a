"""Photos at the desk: of the plant one works in, and of the plants one supervises."""

from uuid import UUID

from flask import Blueprint, Response

from service.core.tenancy.viewer import Viewer
from service.web.access import bureau, plant
from service.web.photos import shown

blueprint = Blueprint("photos", __name__)


@blueprint.get("/e/<uuid:enterprise>/photos/<uuid:photo>")
@plant()
def of_own(viewer: Viewer, enterprise: UUID, photo: UUID) -> Response:
    return shown(viewer, enterprise, photo)


@blueprint.get("/g/<region>/e/<uuid:enterprise>/photos/<uuid:photo>")
@bureau()
def of_supervised(viewer: Viewer, region: str, enterprise: UUID, photo: UUID) -> Response:
    return shown(viewer, enterprise, photo)
