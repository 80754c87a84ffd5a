"""What a scanned label answers: to everybody the same public page, to a plant's own people theirs."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from mobile_api.pages.scan import own_page
from mobile_api.pages.scan.news import NEWS
from mobile_api.pages.scan.scanned_units import ScannedUnit, with_scanned_unit
from service.core.db.transactions import reading
from service.core.tenancy import scope
from service.inspections.queries import scans
from service.web import assets, headers, shared_pages
from service.web.access import anyone

blueprint = Blueprint("scan", __name__)

STYLE = ("tokens", "base", "controls", "level", "notes", "phone")


@blueprint.get("/s/<code>")
@blueprint.get("/S/<code>", endpoint="printed")
@anyone
@with_scanned_unit
def card(spot: ScannedUnit) -> Response:
    style, digest = assets.inline_css(*STYLE)
    headers.allow_style(digest)
    if spot.worker is None:
        request.environ[shared_pages.PLANT] = str(spot.enterprise.id)
        page = render_template("scan/card.html", spot=spot, style=style, code=spot.code)
        return _public(make_response(page))
    with scope.opened(spot.viewer.scope), reading():
        own = scans.scanned(spot.viewer, spot.card.unit_id, NEWS)
    frame = request.environ[own_page.FRAME] = own_page.frame(spot, style)
    response = make_response(frame.filled(own))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _public(response: Response) -> Response:
    """Let everybody's page be kept and asked for again: it names no visitor and holds no form."""
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Cookie")
    response.add_etag(weak=True)  # the same page compressed and as it is
    return response.make_conditional(request)
