"""What the pages of visits, orders and re-inspections share: photos, timelines, printed documents."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Response, current_app, request, url_for

from service.attachments import commands as attachments
from service.attachments import queries as photos_kept
from service.attachments.commands import Form as PhotoForm
from service.attachments.models import Attachment
from service.attachments.queries import waiting
from service.attachments.rules import Source
from service.core import clock
from service.core.acts.ledger import is_known, timeline
from service.core.acts.problems import Conflict, Message, NotFound, _
from service.core.db.tables import BureauRow
from service.core.db.transactions import db, reading, retrying
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.documents import paper, receipts, seals
from service.documents import queries as documents
from service.documents.content import Frame, signers
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.enforcement import limits, schemas, states, titles
from service.enforcement.commands.outsiders import refuse_outsider
from service.enforcement.models.orders import Order
from service.enforcement.queries import rows as row_queries
from service.enforcement.queries import visits
from service.enterprises import queries as enterprises
from service.enterprises.models import Enterprise
from service.hazards import lifecycle as hazard_lifecycle
from service.printing import documents as printed
from service.reference.queries import rulebook
from service.web import photos, viewers
from service.web.files import file_response
from service.web.forms import note_received, sent, sent_act, sent_id
from service.web.language import translate
from service.web.timeline_items import TimelineItem, items

Command = Callable[..., Any]
Step = tuple[Command, type[schemas.MovedForm]]
TITLES = titles.ACTS | hazard_lifecycle.ACTS
TOLD = ("number", "place", "fact", "reason", "opinion", "legal_reason", "refusal")  # in the order of reading
TAGS = {
    "applied": "new",
    "draft": "new",
    "open": "run",
    "served": "run",
    "approved": "run",
    "noticed": "run",
    "answered": "wait",
    "sealed": "wait",
    "recorded": "wait",
    "refused": "back",
    "cancelled": "back",
    "withdrawn": "back",
    "void": "back",
    "signed": "done",
    "passed": "done",
    "closed": "done",
}


def take_photos(viewer: Viewer, enterprise_id: UUID) -> list[UUID]:
    """Keep the photos of this form before the act, and return all that came under its id."""
    form_id = sent_id()
    uploads = photos.kept(anonymous=False)

    def receive() -> None:
        plant = db.session.get(Enterprise, (enterprise_id, enterprise_id))
        if plant is None:
            raise NotFound
        for upload in uploads:
            attachments.receive(viewer, plant, PhotoForm(form_id, Source.DESK), upload)

    if uploads:
        retrying(receive)
    with reading():
        photo_ids = waiting(viewer, form_id)
    note_received("photos", len(photo_ids))
    return photo_ids


def moved(steps: Mapping[str, Step], viewer: Viewer, model: type[BureauRow], row_id: UUID, step: str) -> None:
    """Do the step of a row that its form asks for, with the photos or the password that came beside it."""
    if step not in steps:
        raise NotFound
    command, schema = steps[step]
    facts, act = sent(schema), sent_act()
    if issubclass(schema, schemas.WithPhotos):
        facts["photos"] = photos_for(viewer, model, row_id, step, facts)
    if issubclass(schema, schemas.SealForm):
        viewer = viewers.step_up(viewer, facts["password"])
    retrying(lambda: command(viewer, row_id, facts, act))


def photos_for(
    viewer: Viewer, model: type[BureauRow], row_id: UUID, verb: str, facts: dict[str, Any]
) -> list[UUID]:
    """Keep the photos that came beside a form; none of who may not act on the row as it stands."""
    with reading():
        row = row_queries.one(viewer, model, row_id)
        if not is_known(row.enterprise_id, sent_act()):
            refuse_outsider(viewer, row, verb, facts)
    return take_photos(viewer, row.enterprise_id)


def photos_of(
    viewer: Viewer, plant: UUID, kind: str, ids: Iterable[UUID], region: str = ""
) -> dict[UUID, Any]:
    """Return what the photo macros draw, by the row that the photos belong to."""
    by_target = photos_kept.of(viewer, plant, kind, list(ids))
    return {target: [_figure(row, region) for row in rows] for target, rows in by_target.items()}


def _figure(photo: Attachment, region: str) -> dict[str, Any]:
    where: dict[str, Any] = {"enterprise": photo.enterprise_id, "photo": photo.id}
    address = url_for("photos.of_supervised", region=region, **where) if region else ""
    src = address or url_for("photos.of_own", **where)
    return {
        "src": src,
        "href": src,
        "alt": translate(_("现场照片")),
        "at": photo.taken_at or photo.received_at,
        "since": photo.received_at,
    }


def history(row_ids: list[UUID], plant: UUID) -> list[TimelineItem]:
    """Return what happened, the newest first, as the timeline macro draws it."""
    return items(reversed(timeline(row_ids, plant)), TITLES, told)


def told(entry: LedgerEntry) -> str:
    """Return what an entry tells besides its act: the item, its day, the document's number, what was said."""
    after = entry.after or {}
    item, day = after.get("item"), after.get("until") or after.get("due_on") or after.get("completed_on")
    answers = {None: "", True: translate(_("同意")), False: translate(_("不同意"))}
    granted = answers.get(after.get("granted"), "")
    details = (after.get(name) for name in TOLD)
    words = [translate(Message(_("第 %(n)s 项"), n=item)) if item else "", granted, day, *details]
    return " · ".join(str(word) for word in words if word)


def certified(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the officers who may inspect today, as a field offers them."""
    return [
        (str(person.id), f"{person.name} {certificate.number}")
        for person, certificate in visits.certified(viewer)
    ]


def replacing(viewer: Viewer, officers: Sequence[Any], verbs: Sequence[str]) -> dict[str, Any]:
    """Return who of the two may be replaced, and who may take a place, as the fields of the form offer them."""
    known = {str(officer.person_id) for officer in officers}
    offered = certified(viewer) if "replace_officer" in verbs else []
    return {
        "former": [(str(officer.person_id), officer.name) for officer in officers],
        "successors": [(person, title) for person, title in offered if person not in known],
    }


def lapsed(viewer: Viewer, officers: Sequence[Any]) -> list[str]:
    """Return the names of those who may not go on: their certificates are not valid today."""
    valid = {person for person, _title in certified(viewer)}
    return [officer.name for officer in officers if str(officer.person_id) not in valid]


def numbers_of(viewer: Viewer, rows: Sequence[BureauRow]) -> dict[UUID, str]:
    return documents.numbers(row_queries.plants_of(rows), [row.id for row in rows])


def names_of(viewer: Viewer, rows: Sequence[BureauRow]) -> dict[UUID, str]:
    """Return the names of the plants that some rows are about."""
    return enterprises.names(row_queries.plants_of(rows))


def in_charge(viewer: Viewer, row: BureauRow) -> bool:
    """Tell whether a row is of the viewer's own bureau, and its plant is still in the region that he looks at."""
    return row.organisation_id == viewer.organisation_id and not has_left(viewer, row)


def has_left(viewer: Viewer, row: BureauRow) -> bool:
    return not viewer.scope.covers(row.area_code, row.sector)


def about(viewer: Viewer, row: BureauRow) -> dict[str, Any]:
    """Return for a page which plant a row is about, and whether it has moved away."""
    plant = enterprises.addressee(row.enterprise_id)
    return {"plant": plant, "has_left": has_left(viewer, row)}


def sealed_content(document: Document | None) -> dict[str, Any] | None:
    return dict(json.loads(document.content)) if document else None


def papers(viewer: Viewer, subject: BureauRow, kind: DocumentKind) -> dict[str, Any]:
    """Return for a page what stands sealed about a subject, and what was made void."""
    sealed = documents.documents_of(subject, kind)
    standing = next((document for document in sealed if document.voided_at is None), None)
    return {"document": standing, "void": [document for document in sealed if document.voided_at]}


def paper_of(viewer: Viewer, subject: BureauRow, kind: DocumentKind) -> Document | None:
    """Return the void document that the address names, else the one that stands. Raises NotFound."""
    sealed, asked = papers(viewer, subject, kind), request.args.get("void", "")
    if not asked:
        standing: Document | None = sealed["document"]
        return standing
    named: Document | None = next(
        (document for document in sealed["void"] if str(document.id) == asked), None
    )
    if named is None:
        raise NotFound
    return named


def pdf_of(document: Document | None) -> Response:
    """Answer with a sealed document on paper."""
    form = sealed_form(document)
    return _pdf(printed.pdf(form, _fonts()), form.number)


def sealed_form(document: Document | None) -> printed.Form:
    """Return what is printed of a sealed document. Raises Conflict where it is no longer what was sealed."""
    if document is None:
        raise NotFound(_("文书还没有签发"))
    if seals.broken_seals(document):
        raise Conflict(_("这份文书与签发时的校验值不一致，不能再作为文书打印；请告知平台运营方核查"))
    return paper.sealed_form(document, current_app.config["SETTINGS"].public_base_url)


def draft_pdf(content: dict[str, Any], frame: Frame) -> Response:
    return _pdf(printed.pdf(paper.draft_form(content, frame.number(None)), _fonts()), "draft")


def picture_of(form: printed.Form) -> Response:
    """Answer with the pages of a paper as one drawing, to be seen beside what is written."""
    drawn = printed.picture(form, _fonts())
    return _unstored(file_response(drawn, "image/svg+xml", f"{form.kind}.svg", shown=True))


def form_pdf(draw: Callable[[Path | None], bytes], name: str) -> Response:
    """Answer with a form that is signed by pen."""
    return _pdf(draw(_fonts()), name)


def receipt_pdf(viewer: Viewer, document: Document | None, officers: Sequence[Any]) -> Response:
    """Answer with the receipt of service of a document by its two officers."""
    if document is None:
        raise NotFound(_("文书还没有送达"))
    return form_pdf(lambda fonts: receipts.receipt(document, signers(officers), fonts), "receipt")


def _fonts() -> Path | None:
    folder = current_app.config["SETTINGS"].document_font_dir
    return Path(folder) if folder else None


def _pdf(content: bytes, name: str) -> Response:
    return _unstored(file_response(content, "application/pdf", f"{name}.pdf", shown=True))


def _unstored(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


def served(viewer: Viewer, document: Document | None) -> dict[str, Any]:
    """Return the service of an order and the last days of appeal against it, for its page."""
    service = documents.service_of(document) if document else None
    days = limits.appeal(clock.day_of(service.at), rulebook.calendar()) if service else None
    return {"service": service, "appeal": days}


def reinspection_due(order: Order) -> dict[str, Any]:
    """Return by when officers should look again at an order that waits for it, for its page."""
    asked_at = order.asked_at if order.state is states.OrderState.ANSWERED else None
    day = limits.reinspection_due(clock.day_of(asked_at), rulebook.calendar()).day if asked_at else None
    return {"look_again_by": day, "look_again_days": limits.REINSPECTION_DAYS}
