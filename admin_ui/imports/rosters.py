"""The operator's plants: the list, and the rosters they come from."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from admin_ui.imports import pages
from admin_ui.imports.presenter import RunLinks
from service.core.acts.problems import _
from service.core.db.transactions import retrying
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.exchange import commands, queries
from service.exchange.rules import ImportKind
from service.identity.queries import people
from service.reference.rules import SECTOR_NAMES
from service.web import limits
from service.web.access import member_of, operator
from service.web.addresses import see_other
from service.web.forms import sent_act

blueprint = Blueprint("rosters", __name__)


@blueprint.get("/ops/enterprises")
@operator()
def plants(viewer: Viewer) -> str:
    search = request.args.get("search", "").strip()
    page = enterprises.list_page(search, request.args.get("after"))
    return render_template("ops/enterprises.html", page=page, search=search, sectors=SECTOR_NAMES)


@blueprint.get("/ops/imports")
@operator()
def new(viewer: Viewer) -> str:
    """The imports of lists are kept as those of whoever runs the platform."""
    runs = queries.recent_runs(member_of(viewer), ImportKind.ENTERPRISES)
    return render_template("ops/imports.html", runs=runs)


@blueprint.post("/ops/imports")
@operator(form=new)
@limits.imports
def begin(viewer: Viewer) -> Response:
    act, upload = sent_act(), pages.sent_upload(ImportKind.ENTERPRISES)
    retrying(lambda: commands.begin(viewer, people.organisation(member_of(viewer)), upload, act))
    return see_other(".run", run_id=act.id)


@blueprint.get("/ops/imports/<uuid:run_id>")
@operator()
def run(viewer: Viewer, run_id: UUID) -> Response:
    links = RunLinks("layouts/operator.html", url_for(".plants"), _("企业"), run_id)
    return pages.run_page(queries.run(member_of(viewer), run_id), links)


@blueprint.post("/ops/imports/<uuid:run_id>/confirm")
@operator(form=run)
def confirm(viewer: Viewer, run_id: UUID) -> Response:
    pages.confirm(viewer, member_of(viewer), run_id)
    return see_other(".run", run_id=run_id)


@blueprint.post("/ops/imports/<uuid:run_id>/decline")
@operator(form=run)
def decline(viewer: Viewer, run_id: UUID) -> Response:
    act = sent_act()
    retrying(lambda: commands.decline(viewer, queries.run(member_of(viewer), run_id), act))
    return see_other(".new")


@blueprint.get("/ops/imports/<uuid:run_id>/errors.xlsx")
@operator()
@limits.exports
def error_workbook(viewer: Viewer, run_id: UUID) -> Response:
    return pages.error_workbook(queries.run(member_of(viewer), run_id))
