"""What a regulator reads of one plant besides its file: its hazards, its checks and its register of risks."""

from uuid import UUID

from flask import Blueprint, render_template

from admin_ui.hazards import views as hazards
from admin_ui.hazards.presenter import page_of
from admin_ui.inspections import views as checks
from admin_ui.risks import views as risks
from admin_ui.shared import desk_context
from admin_ui.shared.desk_context import DeskContext
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.hazards.queries import cases
from service.identity.rules import BUREAU_ROLES
from service.web.access import bureau

blueprint = Blueprint("supervised", __name__)


@blueprint.get("/g/<region>/e/<uuid:enterprise>/hazards")
@bureau(*BUREAU_ROLES)
def hazard_list(viewer: Viewer, region: str, enterprise: UUID) -> str:
    return hazards.list_of(viewer, _place(viewer, region, enterprise))


@blueprint.get("/g/<region>/e/<uuid:enterprise>/hazards/<uuid:hazard_id>")
@bureau(*BUREAU_ROLES)
def hazard(viewer: Viewer, region: str, enterprise: UUID, hazard_id: UUID) -> str:
    case = cases.case(viewer, hazard_id, enterprise)
    place = _place(viewer, region, enterprise)
    return render_template("hazards/show.html", page=page_of(viewer, case, place))


@blueprint.get("/g/<region>/e/<uuid:enterprise>/risks")
@bureau(*BUREAU_ROLES)
def register(viewer: Viewer, region: str, enterprise: UUID) -> str:
    return risks.register_of(viewer, _place(viewer, region, enterprise))


@blueprint.get("/g/<region>/e/<uuid:enterprise>/risks/units/<uuid:unit_id>")
@bureau(*BUREAU_ROLES)
def unit(viewer: Viewer, region: str, enterprise: UUID, unit_id: UUID) -> str:
    return risks.unit_of(viewer, _place(viewer, region, enterprise), unit_id)


@blueprint.get("/g/<region>/e/<uuid:enterprise>/checks/records")
@bureau(*BUREAU_ROLES)
def records(viewer: Viewer, region: str, enterprise: UUID) -> str:
    return checks.records_of(viewer, _place(viewer, region, enterprise))


@blueprint.get("/g/<region>/e/<uuid:enterprise>/checks/records/<uuid:record_id>")
@bureau(*BUREAU_ROLES)
def record(viewer: Viewer, region: str, enterprise: UUID, record_id: UUID) -> str:
    return checks.record_of(viewer, _place(viewer, region, enterprise), record_id)


def _place(viewer: Viewer, region: str, enterprise: UUID) -> DeskContext:
    """Return where the pages of a plant lie for whoever sees it; raise NotFound for everybody else."""
    return desk_context.supervised(viewer, region, enterprises.enterprise(enterprise))
