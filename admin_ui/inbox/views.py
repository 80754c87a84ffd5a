"""A person's inbox at a plant's or a bureau's desk: what he was told, what he has not read yet."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, render_template, request, url_for

from service.core.acts.problems import Message
from service.core.db.transactions import retrying
from service.core.tenancy.scope import Kind, current_or_none
from service.core.tenancy.viewer import Viewer
from service.enforcement.titles import NOTICES as OF_ENFORCEMENT
from service.hazards.titles import NOTICES as OF_HAZARDS
from service.identity.rules import NOTICES as OF_SIGN_IN
from service.identity.schemas import ActForm
from service.inspections.rules import NOTICES as OF_CHECKS
from service.notifications import commands, queries
from service.notifications.queries import OneTold
from service.web.access import bureau, plant
from service.web.addresses import go_to
from service.web.forms import sent
from service.web.language import translate

blueprint = Blueprint("inbox", __name__)
View = Callable[..., Any]
# What a notice is about → where its pages lie.
PLANT_PAGES = {"hazard": "hazards", "rectification_order": "orders", "visit": "visits"}
OF_THE_DAY = {"check.due": "checks", "check.missed": "checks/missed"}  # about no one row
BUREAU_PAGES = {"visit": "visits", "rectification_order": "orders"}


@dataclass(frozen=True)
class PlantDesk:
    """The inbox of a person of a plant."""

    enterprise: UUID
    layout = "layouts/plant.html"
    is_bureau = False
    sentences = OF_ENFORCEMENT | OF_HAZARDS | OF_CHECKS | OF_SIGN_IN

    def url(self, name: str, **more: Any) -> str:
        return url_for(f"inbox.{name}", enterprise=self.enterprise, **more)

    def page_of(self, notice: OneTold) -> str:
        """Return the address of what a notice is about, or nothing where it has no page."""
        if notice.kind in OF_THE_DAY:
            return f"/e/{notice.enterprise_id}/{OF_THE_DAY[notice.kind]}"
        if notice.object_kind == "organisation":
            return url_for("people.people", enterprise=self.enterprise)
        folder = PLANT_PAGES.get(notice.object_kind)
        return f"/e/{notice.enterprise_id}/{folder}/{notice.object_id}" if folder else ""


@dataclass(frozen=True)
class BureauDesk:
    """The inbox of a person of a bureau, who looks through a region."""

    region: str
    layout = "layouts/regulator.html"
    is_bureau = True
    sentences = OF_ENFORCEMENT

    def url(self, name: str, **more: Any) -> str:
        return url_for(f"inbox.bureau_{name}", region=self.region, **more)

    def page_of(self, notice: OneTold) -> str:
        """Return the address of what a notice is about, or nothing where it has no page."""
        if notice.object_kind == "hazard":
            return f"/g/{self.region}/e/{notice.enterprise_id}/hazards/{notice.object_id}"
        folder = BUREAU_PAGES.get(notice.object_kind)
        return f"/g/{self.region}/{folder}/{notice.object_id}" if folder else ""


Desk = PlantDesk | BureauDesk


@dataclass(frozen=True)
class Line:
    """A notice as the inbox shows it; `href` is empty where it has no page."""

    notice: OneTold
    words: str
    href: str


def at_both_desks(rule: str, method: str = "GET") -> Callable[[View], View]:
    """Open a page of the inbox to a plant and to a bureau: its view is given the desk that its address lies at."""

    def opened(view: View) -> View:
        @wraps(view)
        def of_plant(viewer: Viewer, enterprise: UUID, **notice: UUID) -> Any:
            return view(viewer, PlantDesk(enterprise), **notice)

        @wraps(view)
        def of_bureau(viewer: Viewer, region: str, **notice: UUID) -> Any:
            return view(viewer, BureauDesk(region), **notice)

        name = view.__name__
        blueprint.add_url_rule(f"/e/<uuid:enterprise>{rule}", name, plant()(of_plant), methods=[method])
        blueprint.add_url_rule(f"/g/<region>{rule}", f"bureau_{name}", bureau()(of_bureau), methods=[method])
        return view

    return opened


@at_both_desks("/inbox")
def inbox(viewer: Viewer, desk: Desk) -> str:
    only_unread = request.args.get("show") == "unread"
    page = queries.inbox(viewer, request.args.get("after"), only_unread=only_unread)
    return render_template(
        "inbox/list.html",
        page=page,
        desk=desk,
        lines=[_line(row, desk) for row in page.rows],
        only_unread=only_unread,
        unread=queries.unread_count(viewer),
        most=queries.MOST_COUNTED,
    )


def _line(notice: OneTold, desk: Desk) -> Line:
    words = translate(Message(desk.sentences[notice.kind], **notice.values))
    return Line(notice, words, desk.page_of(notice))


@at_both_desks("/inbox/read", "POST")
def read_all(viewer: Viewer, desk: Desk) -> Response:
    sent(ActForm)
    retrying(lambda: commands.read(viewer))
    return go_to(desk.url("inbox"))


@at_both_desks("/inbox/<uuid:notice_id>/read", "POST")
def read_one(viewer: Viewer, desk: Desk, notice_id: UUID) -> Response:
    sent(ActForm)
    retrying(lambda: commands.read_one(viewer, notice_id))
    return go_to(desk.url("inbox", show=request.args.get("show")))


@blueprint.app_context_processor
def unread() -> dict[str, int]:
    """Say how much is unread in the head of a desk's pages; asked before a page is drawn, with what stands on it."""
    viewer: Viewer | None = g.get("viewer")
    open_scope = current_or_none()
    if viewer is None or open_scope != viewer.scope or g.access.who not in ("plant", "bureau", "desk"):
        return {}  # a page of nobody's, or of a refusal after the scope was closed
    is_read = open_scope.kind in (Kind.ENTERPRISE, Kind.REGULATOR)
    return {"unread_notices": queries.unread_count(viewer) if is_read else 0}
