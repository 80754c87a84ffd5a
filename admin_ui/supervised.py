"""What a regulator reads of one plant besides its file: its hazards, its checks and its register of risks."""

from uuid import UUID

from flask import Blueprint, render_template

from admin_ui import checks, hazards, places, risks
from admin_ui.hazard_page import page_of
from service.core.viewer import Viewer
from service.enterprises import queries as enterprises
from service.hazards import queries
from service.identity.rules import BUREAU_ROLES
from service.web.access import bureau

blueprint = Blueprint("supervised", __name__)


@blueprint.get("/g/<region>/e/<uuid:enterprise>/hazards")
@bureau(*BUREAU_ROLES)
def hazard_list(viewer: Viewer, region: str, enterprise: UUID) -> str:
    plant = enterprises.enterprise(viewer, enterprise)
    return hazards.list_of(viewer, places.supervised(viewer, region, plant))


@blueprint.get("/g/<region>/e/<uuid:enterprise>/hazards/<uuid:hazard_id>")
@bureau(*BUREAU_ROLES)
def hazard(viewer: Viewer, region: str, enterprise: UUID, hazard_id: UUID) -> str:
    case = queries.case(viewer, hazard_id, enterprise)
    place = places.supervised(viewer, region, enterprises.enterprise(viewer, enterprise))
    return render_template("hazards/show.html", page=page_of(viewer, case, place))


@blueprint.get("/g/<region>/e/<uuid:enterprise>/risks")
@bureau(*BUREAU_ROLES)
def register(viewer: Viewer, region: str, enterprise: UUID) -> str:
    plant = enterprises.enterprise(viewer, enterprise)
    return risks.register_of(viewer, places.supervised(viewer, region, plant))


@blueprint.get("/g/<region>/e/<uuid:enterprise>/risks/units/<uuid:unit_id>")
@bureau(*BUREAU_ROLES)
def unit(viewer: Viewer, region: str, enterprise: UUID, unit_id: UUID) -> str:
    plant = enterprises.enterprise(viewer, enterprise)
    return risks.unit_of(viewer, places.supervised(viewer, region, plant), unit_id)


@blueprint.get("/g/<region>/e/<uuid:enterprise>/checks/records")
@bureau(*BUREAU_ROLES)
def records(viewer: Viewer, region: str, enterprise: UUID) -> str:
    plant = enterprises.enterprise(viewer, enterprise)
    return checks.records_of(viewer, places.supervised(viewer, region, plant))


@blueprint.get("/g/<region>/e/<uuid:enterprise>/checks/records/<uuid:record_id>")
@bureau(*BUREAU_ROLES)
def record(viewer: Viewer, region: str, enterprise: UUID, record_id: UUID) -> str:
    plant = enterprises.enterprise(viewer, enterprise)
    return checks.record_of(viewer, places.supervised(viewer, region, plant), record_id)
