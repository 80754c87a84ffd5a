"""Photos over HTTP: what a form sent, and what a viewer may see."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response, g, request

from service.attachments import commands, pictures, queries, rules
from service.attachments.commands import ProcessedPhoto
from service.attachments.models import Attachment
from service.core.acts.problems import Invalid, TooLarge, WrongKind, _
from service.core.tenancy.viewer import Viewer
from service.hazards.models import Hazard, HazardRound
from service.web import limits, viewers


@dataclass(frozen=True)
class Figure:
    """A photo as `components/photos.html` draws it; `alt` says what is to be seen."""

    src: str
    alt: str
    at: datetime | None = None
    by: str = ""
    href: str = ""  # where it opens; empty: itself
    caption: str = ""


def sent(field: str = "photos") -> list[bytes]:
    """Return the photos of a form; the names that came with them are not even looked at.

    Raises Invalid beyond nine, TooLarge; call it only for who may send them.
    """
    limits.need(limits.UPLOADS, limits.WRITES)
    files = request.files.getlist(field)
    if len(files) > rules.MAX_PER_FORM:
        raise Invalid.at(field, _("一次最多 %(most)s 张照片，请去掉几张再提交"), most=rules.MAX_PER_FORM)
    contents = []
    for file in files:
        with closing(file):
            contents.append(pictures.read(file.stream))
    return [content for content in contents if content]  # an empty file field is sent as an empty file


def kept(field: str = "photos", *, anonymous: bool) -> list[ProcessedPhoto]:
    """Keep the photos of a form; one that cannot be taken is said beside its field, and the form is kept."""
    is_known = g.get("viewer") is not None or viewers.on_phone() is not None
    budget = rules.KNOWN if is_known else rules.UNKNOWN
    try:
        return [commands.process(content, anonymous=anonymous, budget=budget) for content in sent(field)]
    except (TooLarge, WrongKind, pictures.TooManyPixels) as problem:
        refused = Invalid(errors={field: [problem.detail]})
        refused.status, refused.code = problem.status, problem.code
        raise refused from problem


def before_and_after(
    viewer: Viewer, hazard: Hazard, rounds: Sequence[HazardRound]
) -> tuple[list[Attachment], list[Attachment]]:
    """Return the photos of a hazard as it was found, and as it was rectified last."""
    plant, last = hazard.enterprise_id, [row.id for row in rounds[-1:]]
    before = queries.of(viewer, plant, "hazard", [hazard.id]).get(hazard.id, [])
    after = queries.of(viewer, plant, "hazard_round", last).get(last[0], []) if last else []
    return before, after


def shown(viewer: Viewer, enterprise_id: UUID, photo_id: UUID) -> Response:
    """Answer with the clean copy: asked for again each time, so that a sign-out or a lost grant is felt."""
    photo, file = queries.clean_copy(viewer, enterprise_id, photo_id)
    with file:
        response = Response(file.read(), mimetype=photo.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{photo.id}.jpg"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(photo.clean_sha256)
    response.make_conditional(request)
    return response
