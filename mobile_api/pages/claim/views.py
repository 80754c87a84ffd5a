"""/r/: what became of a report, for whoever holds its claim code."""

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from service.attachments.models import Attachment
from service.codes.rules import hash_of, normalise_claim
from service.core.acts.problems import NotFound, _, existing
from service.core.db.transactions import reading
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.hazards.models import HazardClaim
from service.hazards.queries import cases
from service.hazards.states import State
from service.web import limits, photos
from service.web.access import anyone, as_public
from service.web.addresses import see_other
from service.web.language import translate
from service.web.photos import Figure

blueprint = Blueprint("claims", __name__)

STEPS = (
    ({State.REPORTED}, _("已送达企业，等待确认")),
    ({State.CONFIRMED, State.PLANNING}, _("企业已确认，正在安排整改")),
    ({State.RECTIFYING}, _("正在整改")),
    ({State.AWAITING_ACCEPTANCE, State.ACCEPTED}, _("已整改，等待验收")),
    ({State.CLOSED}, _("您上报的隐患已整改")),
)
UNKNOWN = _("没有这个查询码，请对照回执再输一次")
DISMISSED = _("经核实不属于隐患")


@blueprint.get("/r/")
@anyone
@limits.unknown_codes
def ask() -> str | Response:
    """Let him type the code that he copied from his receipt."""
    claim = request.args.get("claim", "").strip()
    if claim:
        return see_other("claims.follow", claim=claim)
    return render_template("claims/ask.html")


@blueprint.get("/r/<claim>")
@anyone
@limits.unknown_codes
def follow(claim: str) -> str | Response:
    try:
        hazard_claim, opens = _opened(claim)
    except NotFound as problem:  # a code copied by hand: it is shown again, to be mended where it is wrong
        return make_response(render_template("claims/ask.html", typed=claim, problem=problem), problem.status)
    viewer = Viewer(Scope.public(opens, hazard_claim.enterprise_id))
    with as_public(opens, hazard_claim.enterprise_id), reading():
        hazard = cases.hazard(viewer, hazard_claim.hazard_id, hazard_claim.enterprise_id)
        before, after = photos.before_and_after(viewer, hazard, cases.rounds(hazard))
        shows_after = hazard.state is State.CLOSED
        return render_template(
            "claims/follow.html",
            hazard=hazard,
            told=translate(next((words for states, words in STEPS if hazard.state in states), DISMISSED)),
            steps=[translate(words) for _states, words in STEPS],
            current=_current(hazard.state),
            before=_photo(claim, before, translate(_("整改前的照片"))),
            after=_photo(claim, after, translate(_("整改后的照片"))) if shows_after else None,
        )


@blueprint.get("/r/<claim>/photos/<uuid:photo>")
@anyone
@limits.unknown_codes
def photo(claim: str, photo: UUID) -> Response:
    hazard_claim, opens = _opened(claim)
    viewer = Viewer(Scope.public(opens, hazard_claim.enterprise_id))
    with as_public(opens, hazard_claim.enterprise_id), reading():
        response = photos.shown(viewer, hazard_claim.enterprise_id, photo)
    response.headers["Cache-Control"] = "no-store"
    return response


def _opened(claim: str) -> tuple[HazardClaim, str]:
    """Return what a claim opens and the hash that opens it; a mistyped one is like an unknown one."""
    if normalise_claim(claim) is None:
        raise NotFound(UNKNOWN)
    opens = hash_of(claim)
    with as_public(opens), reading():
        return existing(cases.by_claim(opens), UNKNOWN), opens


def _current(state: State) -> int:
    """Return the step that stands now; a closed report has them all behind it."""
    at = next((n for n, (states, _words) in enumerate(STEPS) if state in states), 0)
    return at + 1 if state is State.CLOSED else at


def _photo(claim: str, rows: list[Attachment], alt: str) -> Figure | None:
    if not rows:
        return None
    src = url_for("claims.photo", claim=claim, photo=rows[0].id)
    return Figure(src, alt)
