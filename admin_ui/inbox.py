"""A person's inbox at a plant's desk: what he was told, what he has not read yet."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from marshmallow import fields
from werkzeug.wrappers import Response

from service.core.db import retrying
from service.core.forms import Form
from service.core.problems import Said
from service.core.scope import Kind
from service.core.viewer import Viewer
from service.hazards.rules import NOTICES
from service.notifications import commands, queries
from service.notifications.models import Notice
from service.web.access import plant
from service.web.forms import sent
from service.web.language import say

blueprint = Blueprint("inbox", __name__)
PAGES = {"hazard": "hazards"}  # what a notice is about → where its pages lie


class ReadForm(Form):
    id = fields.UUID(required=True)


@blueprint.get("/e/<uuid:enterprise>/inbox")
@plant()
def inbox(viewer: Viewer, enterprise: UUID) -> str:
    only_unread = request.args.get("show") == "unread"
    page = queries.inbox(viewer, request.args.get("after"), only_unread=only_unread)
    return render_template(
        "inbox/list.html",
        page=page,
        lines=[_line(one) for one in page.rows],
        only_unread=only_unread,
        unread=queries.unread_count(viewer),
        most=queries.MOST_COUNTED,
    )


def _line(notice: Notice) -> dict[str, Any]:
    folder = PAGES.get(notice.object_kind)
    return {
        "notice": notice,
        "words": say(Said(NOTICES[notice.kind], **notice.values)),
        "href": f"/e/{notice.enterprise_id}/{folder}/{notice.object_id}" if folder else "",
    }


@blueprint.post("/e/<uuid:enterprise>/inbox/read")
@plant()
def read_all(viewer: Viewer, enterprise: UUID) -> Response:
    sent(ReadForm)
    retrying(lambda: commands.read(viewer))
    return redirect(url_for(".inbox", enterprise=enterprise), 303)


@blueprint.post("/e/<uuid:enterprise>/inbox/<uuid:notice_id>/read")
@plant()
def read_one(viewer: Viewer, enterprise: UUID, notice_id: UUID) -> Response:
    sent(ReadForm)
    retrying(lambda: commands.read_one(viewer, notice_id))
    return redirect(url_for(".inbox", enterprise=enterprise, show=request.args.get("show")), 303)


@blueprint.app_context_processor
def unread() -> dict[str, Callable[[], int]]:
    """Let the head of a plant's pages say how much is unread; only such a head asks."""
    return {"unread_notices": _unread}


def _unread() -> int:
    viewer: Viewer = g.viewer
    return queries.unread_count(viewer) if viewer.scope.kind is Kind.ENTERPRISE else 0
