"""A plant's imports: upload a ledger, watch it land, see what is wrong with which row."""

from uuid import UUID

from flask import Blueprint, Response, render_template, url_for

from admin_ui.imports import pages
from admin_ui.imports.presenter import RunLinks
from service.core.acts.problems import _
from service.core.db.transactions import retrying
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.exchange import commands, queries
from service.exchange.rules import ImportKind
from service.identity.rules import MANAGERS
from service.web import limits
from service.web.access import plant
from service.web.addresses import see_other
from service.web.forms import sent_act

blueprint = Blueprint("imports", __name__)


@blueprint.get("/e/<uuid:enterprise>/imports/new")
@plant(*MANAGERS)
def new(viewer: Viewer, enterprise: UUID) -> str:
    runs = queries.recent_runs(enterprise, ImportKind.RISKS)
    return render_template("imports/new.html", runs=runs)


@blueprint.post("/e/<uuid:enterprise>/imports")
@plant(*MANAGERS, form=new)
@limits.imports
def begin(viewer: Viewer, enterprise: UUID) -> Response:
    act, upload = sent_act(), pages.sent_upload(ImportKind.RISKS)
    retrying(lambda: commands.begin(viewer, enterprises.enterprise(enterprise), upload, act))
    return see_other(".run", enterprise=enterprise, run_id=act.id)


@blueprint.get("/e/<uuid:enterprise>/imports/<uuid:run_id>")
@plant(*MANAGERS)
def run(viewer: Viewer, enterprise: UUID, run_id: UUID) -> Response:
    register = url_for("risks.register", enterprise=enterprise)
    links = RunLinks("layouts/plant.html", register, _("风险清单"), run_id, enterprise)
    return pages.run_page(queries.run(enterprise, run_id), links)


@blueprint.post("/e/<uuid:enterprise>/imports/<uuid:run_id>/confirm")
@plant(*MANAGERS, form=run)
def confirm(viewer: Viewer, enterprise: UUID, run_id: UUID) -> Response:
    pages.confirm(viewer, enterprise, run_id)
    return see_other(".run", enterprise=enterprise, run_id=run_id)


@blueprint.post("/e/<uuid:enterprise>/imports/<uuid:run_id>/decline")
@plant(*MANAGERS, form=run)
def decline(viewer: Viewer, enterprise: UUID, run_id: UUID) -> Response:
    act = sent_act()
    retrying(lambda: commands.decline(viewer, queries.run(enterprise, run_id), act))
    return see_other(".new", enterprise=enterprise)


@blueprint.get("/e/<uuid:enterprise>/imports/<uuid:run_id>/errors.xlsx")
@plant(*MANAGERS)
@limits.exports
def error_workbook(viewer: Viewer, enterprise: UUID, run_id: UUID) -> Response:
    return pages.error_workbook(queries.run(enterprise, run_id))
