"""Reporting a hazard where one stands: without an account, or by name."""

from contextlib import suppress
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from flask import Blueprint, Response, current_app, make_response, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from marshmallow.validate import Length, OneOf

from mobile_api.pages import photo_uploads
from mobile_api.pages.scan.scanned_units import ScannedUnit, with_scanned_unit
from service.attachments.commands import Form as PhotoForm
from service.attachments.jobs import discard
from service.codes.rules import hash_of
from service.core import ids
from service.core.acts.problems import Gone, Invalid, NotFound, _
from service.core.db.transactions import reading, retrying
from service.core.forms import Sent, form_class
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.hazards.commands import reporting
from service.hazards.commands.reporting import Report
from service.hazards.limits import report_id
from service.hazards.queries import cases
from service.hazards.states import Source
from service.web import limits, photos
from service.web.access import anyone, public_form
from service.web.addresses import see_other
from service.web.forms import sent, sent_id, shown
from service.web.language import translate

blueprint = Blueprint("reports", __name__)

FAULTS = (
    _("设备损坏"),
    _("跑冒滴漏"),
    _("防护缺失"),
    _("电气线路"),
    _("消防器材"),
    _("通道堵塞"),
    _("违规操作"),
    _("劳保用品"),
    _("其他"),
)
CLAIM_SHOWN_S = 600  # by the receipt; pressing the form's button again shows the claim code again


@form_class
class ReportForm(Sent):
    id: UUID
    place: Annotated[str, Length(1, 100)]
    what: tuple[Annotated[str, OneOf(FAULTS)], ...] = ()
    words: Annotated[str, Length(max=500)] = ""
    no_photo: bool = False
    anonymous: bool = False
    mine: bool = False  # the page was rendered for somebody signed in


@blueprint.get("/s/<code>/report")
@anyone
@with_scanned_unit
def form(spot: ScannedUnit) -> str | Response:
    """The form's id stands in its address: who comes back by the browser's history finds the same report."""
    if request.method == "POST":
        return _page(spot)
    form_id = ids.parse(request.args.get("id", ""))
    if form_id is None:
        return see_other("reports.form", code=spot.code, id=ids.new_id())
    if _has_arrived(spot, form_id):
        return render_template("scan/arrived.html", spot=spot)
    return _page(spot, form_id=str(form_id))


def _has_arrived(spot: ScannedUnit, form_id: UUID) -> bool:
    for viewer in (spot.viewer, _reporter(spot, form_id)):
        with scope.opened(viewer.scope), reading(), suppress(NotFound):
            return bool(cases.own_report(viewer, report_id(form_id)))
    return False


def _page(spot: ScannedUnit, *, signed_out: bool = False, form_id: str = "") -> str:
    waiting = _photos(spot, sent_id()) if spot.worker and request.method == "POST" else []
    return render_template(
        "scan/report.html",
        id=form_id,
        form=shown(place=spot.card.name),
        spot=spot,
        faults=[(fault, translate(fault)) for fault in FAULTS],
        waiting=len(waiting),
        signed_out=signed_out,
    )


@blueprint.post("/s/<code>/report")
@public_form(form)
@limits.anonymous_writes
@with_scanned_unit
def send(spot: ScannedUnit) -> Response:
    form_id = sent_id()
    if request.form.get("anonymous"):
        return _anonymous(spot, form_id)
    if spot.worker:
        return _named(spot, form_id)
    return _signed_out(spot, form_id) if request.form.get("mine") else _anonymous(spot, form_id)


def _named(spot: ScannedUnit, form_id: UUID) -> Response:
    photo_uploads.store(spot.viewer, spot.enterprise, PhotoForm(form_id), "photos")
    data = sent(ReportForm)
    taken = _photos(spot, form_id)
    reported = replace(_reported(spot, data, Source.WORKER, has_photo=bool(taken)), photos=taken)
    with scope.opened(spot.viewer.scope):
        retrying(lambda: reporting.report(spot.viewer, reported))
    return see_other("reports.receipt", code=spot.code, hazard_id=reported.id)


def _photos(spot: ScannedUnit, form_id: UUID) -> list[UUID]:
    return photo_uploads.sent_under(spot.viewer, [form_id])[form_id]


def _anonymous(spot: ScannedUnit, form_id: UUID) -> Response:
    """Take a report of nobody known: no original photo is kept, no person, no address."""
    discard(spot.enterprise.id, form_id)  # he may have sent it by name before
    data = sent(ReportForm)
    uploads = photos.kept(anonymous=True)
    reported = replace(_reported(spot, data, Source.ANONYMOUS, has_photo=bool(uploads)), processed=uploads)
    viewer = _reporter(spot, form_id)
    with scope.opened(viewer.scope):
        retrying(lambda: reporting.report(viewer, reported))
    seal = _signer().dumps(str(form_id))
    return see_other("reports.receipt", code=spot.code, hazard_id=reported.id, k=seal)


def _reporter(spot: ScannedUnit, form_id: UUID) -> Viewer:
    """Return who reports without an account: he reaches his own report, and nothing else."""
    opens = hash_of(reporting.claim_of(spot.enterprise.id, form_id))
    return Viewer(Scope.public(opens=opens, enterprise_id=spot.enterprise.id))


def _reported(spot: ScannedUnit, data: ReportForm, source: Source, *, has_photo: bool) -> Report:
    if not has_photo and not data.no_photo:
        raise Invalid.at("photos", _("请拍一张照片；没法拍照就勾选“没法拍照”"))
    if not (has_photo or data.what or data.words):
        raise Invalid.at("words", _("没有照片时，请选一项或说一句"))
    description = _("：").join(part for part in (_("、").join(data.what), data.words) if part)
    is_at_unit = data.place == spot.card.name
    return Report(
        id=report_id(data.id),
        place=data.place,
        description=description or _("见照片"),
        source=source,
        unit_id=spot.card.unit_id if is_at_unit else None,
    )


def _signed_out(spot: ScannedUnit, form_id: UUID) -> Response:
    """Keep everything in the page, and the photos under the form's id, until he has signed in again."""
    photo_uploads.store_signed_out(spot, {"photos": form_id})
    return make_response(_page(spot, signed_out=True), 401)


@blueprint.get("/s/<code>/reports/<uuid:hazard_id>")
@anyone
@with_scanned_unit
def receipt(spot: ScannedUnit, hazard_id: UUID) -> str:
    if "k" in request.args:
        form_id = _sealed(request.args["k"], hazard_id)
        viewer, claim = _reporter(spot, form_id), reporting.claim_of(spot.enterprise.id, form_id)
    else:
        viewer, claim = spot.viewer, ""
    with scope.opened(viewer.scope), reading():
        hazard = cases.own_report(viewer, hazard_id)
        return render_template("scan/receipt.html", spot=spot, hazard=hazard, claim=claim)


def _sealed(seal: str, hazard_id: UUID) -> UUID:
    """Return the form that a fresh seal names; raise Gone for a stale one, or another hazard's."""
    try:
        form_id = ids.parse(_signer().loads(seal, max_age=CLAIM_SHOWN_S))
    except BadSignature:
        form_id = None
    if form_id is None or report_id(form_id) != hazard_id:
        raise Gone(_("回执只在提交后十分钟内显示。请用查询码查看进展；没有记下查询码，扫码再报一次即可"))
    return form_id


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="receipt")
