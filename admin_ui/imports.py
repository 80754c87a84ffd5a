"""A plant's imports: upload a ledger, watch it land, see what is wrong with which row."""

from contextlib import closing
from pathlib import PurePath
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from service.core.db import retrying
from service.core.problems import Invalid, NotFound, TooLarge, _
from service.core.storage import store
from service.core.viewer import Viewer
from service.enterprises import queries as enterprises
from service.exchange import commands, queries
from service.exchange.error_workbook import with_reasons
from service.exchange.models import ImportRun
from service.exchange.package_check import UnreadableWorkbook, check_package
from service.exchange.rules import STATE_WORDS, ImportKind, said
from service.exchange.wording import CODE_WORDS
from service.identity.rules import MANAGERS
from service.web.access import plant
from service.web.forms import sent_act

blueprint = Blueprint("imports", __name__)
MAX_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 200
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/e/<uuid:enterprise>/imports/new")
@plant(*MANAGERS)
def new(viewer: Viewer, enterprise: UUID) -> str:
    runs = queries.recent_runs(viewer, enterprise, ImportKind.RISKS)
    return render_template("imports/new.html", runs=runs, states=STATE_WORDS)


@blueprint.post("/e/<uuid:enterprise>/imports")
@plant(*MANAGERS, form=new)
def begin(viewer: Viewer, enterprise: UUID) -> Redirect:
    act = sent_act()
    name, content = sent_workbook()
    upload = commands.Upload(ImportKind.RISKS, name, store().put(content).sha256)
    retrying(lambda: commands.begin(viewer, enterprises.enterprise(viewer, enterprise), upload, act))
    return redirect(url_for("imports.run", enterprise=enterprise, run_id=act.id), 303)


@blueprint.get("/e/<uuid:enterprise>/imports/<uuid:run_id>")
@plant(*MANAGERS)
def run(viewer: Viewer, enterprise: UUID, run_id: UUID) -> Response:
    """Show how far a run is, and what became of it; htmx asks for the progress alone."""
    found = queries.run(viewer, enterprise, run_id)
    if request.headers.get("HX-Request") and not found.state.is_over:
        return make_response(render_template("imports/progress.html", run=found))
    response = make_response(_result(viewer, found))
    if request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response


def _result(viewer: Viewer, found: ImportRun) -> str:
    code = request.args.get("code", "")
    return render_template(
        "imports/run.html",
        run=found,
        code=code,
        notes=[said(note) for note in found.notes],
        refusal=said(found.refusal) if found.refusal else "",
        counts=queries.finding_counts(viewer, found),
        page=queries.findings_page(viewer, found, code, request.args.get("after")),
        words=CODE_WORDS,
        said=said,
    )


@blueprint.get("/e/<uuid:enterprise>/imports/<uuid:run_id>/errors.xlsx")
@plant(*MANAGERS)
def error_workbook(viewer: Viewer, enterprise: UUID, run_id: UUID) -> Response:
    found = queries.run(viewer, enterprise, run_id)
    if not found.rejected:
        raise NotFound(_("这次导入没有出错的行"))
    with store().open(found.file_hash) as file:
        content = with_reasons(file.read(), queries.findings(viewer, found), found.header_rows)
    response = Response(content, mimetype=WORKBOOK)
    name = f"{PurePath(found.file_name).stem}_错误原因.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def sent_workbook(field: str = "file") -> tuple[str, bytes]:
    """Return the name and content of the workbook of a form. Raises Invalid at its field, TooLarge."""
    file = request.files.get(field)
    if file is None or not file.filename:
        raise Invalid.at(field, _("请选择要导入的 .xlsx 文件"))
    with closing(file):
        content = file.stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise TooLarge(_("文件超过 20 MB。请拆成几个文件，或删去图片后再上传。"))
    try:
        check_package(content)
    except UnreadableWorkbook as refused:
        raise Invalid(errors={field: [refused.detail]}) from refused
    return PurePath(file.filename.replace("\\", "/")).name[:LONGEST_NAME], content
