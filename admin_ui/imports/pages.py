"""What the pages of every import share: the upload taken, the run shown, the workbook given back."""

from contextlib import closing
from pathlib import PurePath
from uuid import UUID

from flask import Response, make_response, render_template, request

from admin_ui.imports.presenter import RunLinks, page_of
from service.core.acts.ledger import Act
from service.core.acts.problems import Invalid, NotFound, TooLarge, _
from service.core.db.transactions import retrying
from service.core.storage import store
from service.core.tenancy.viewer import Viewer
from service.exchange import commands, queries
from service.exchange.commands import Upload
from service.exchange.error_workbook import with_reasons
from service.exchange.models import ImportRun
from service.exchange.old_format import is_old
from service.exchange.package_check import check_package
from service.exchange.rules import ImportKind
from service.exchange.schemas import ImportAnswerForm
from service.exchange.unreadable import UnreadableWorkbook
from service.web import limits
from service.web.files import file_response
from service.web.forms import sent

MAX_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 200
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def run_page(run: ImportRun, links: RunLinks) -> Response:
    """Show how far a run is, and what became of it; htmx asks for the progress alone."""
    if request.headers.get("HX-Request") and run.state.moves:
        return make_response(render_template("imports/progress.html", run=run, links=links))
    page = page_of(run, request.args.get("code", ""), request.args.get("after"))
    response = make_response(render_template("imports/run.html", run=run, links=links, page=page))
    if request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response


def confirm(viewer: Viewer, owner_id: UUID, run_id: UUID) -> None:
    """Take the answer to a run that asks: it shall land."""
    answer = sent(ImportAnswerForm)

    def confirmed() -> None:
        run = queries.run(owner_id, run_id)
        commands.confirm(viewer, run, Act(answer.id), other_company=answer.other_company)

    retrying(confirmed)


def error_workbook(run: ImportRun) -> Response:
    if not run.rejected:
        raise NotFound(_("这次导入没有出错的行"))
    with store().open(run.file_hash) as file:
        content = with_reasons(file.read(), queries.findings(run), run.header_rows)
    return file_response(content, WORKBOOK, f"{PurePath(run.file_name).stem}_错误原因.xlsx")


def sent_upload(kind: ImportKind, field: str = "file") -> Upload:
    """Keep the workbook of a form. Raises Invalid at its field, TooLarge."""
    limits.need(limits.IMPORTS)
    file = request.files.get(field)
    if file is None or not file.filename:
        raise Invalid.at(field, _("请选择要导入的 Excel 文件"))
    with closing(file):
        content = file.stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise TooLarge(_("文件超过 20 MB。请拆成几个文件，或删去图片后再上传。"))
    try:
        if not is_old(content):  # what is in the old format the job converts and checks
            check_package(content)
    except UnreadableWorkbook as refused:
        raise Invalid(errors={field: [refused.detail]}) from refused
    name = PurePath(file.filename.replace("\\", "/")).name[:LONGEST_NAME]
    return Upload(kind, name, store().put(content).sha256)
