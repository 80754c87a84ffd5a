"""What a regulator reads of one plant besides its file: its hazards, its checks and its register of risks."""

from collections.abc import Callable
from functools import wraps
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


@blueprint.get("/g/<region>/e/<uuid:enterprise>/hazards/<uuid:hazard_id>")
@bureau(*BUREAU_ROLES)
def hazard(viewer: Viewer, region: str, enterprise: UUID, hazard_id: UUID) -> str:
    case = cases.case(viewer, hazard_id, enterprise)
    place = _place(viewer, region, enterprise)
    return render_template("hazards/show.html", page=page_of(viewer, case, place))


def _place(viewer: Viewer, region: str, enterprise: UUID) -> DeskContext:
    """Return where the pages of a plant lie for whoever sees it; raise NotFound for everybody else."""
    return desk_context.supervised(viewer, region, enterprises.enterprise(enterprise))


def _open(name: str, path: str, page: Callable[..., str]) -> None:
    """Open a page of a plant to whoever supervises it."""

    @wraps(page)
    def view(viewer: Viewer, region: str, enterprise: UUID, **part: UUID) -> str:
        return page(viewer, _place(viewer, region, enterprise), **part)

    blueprint.add_url_rule(f"/g/<region>/e/<uuid:enterprise>/{path}", name, bureau(*BUREAU_ROLES)(view))


_open("hazard_list", "hazards", hazards.list_of)
_open("register", "risks", risks.register_of)
_open("unit", "risks/units/<uuid:unit_id>", risks.unit_of)
_open("records", "checks/records", checks.records_of)
_open("record", "checks/records/<uuid:record_id>", checks.record_of)
