"""What the pages of visits, orders and re-inspections share: words, photos, timelines, who may take a place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import url_for

from service.attachments import queries as attachments
from service.attachments.models import Attachment
from service.core import clock
from service.core.acts.ledger import timeline
from service.core.acts.problems import Message, _
from service.core.acts.verbs import Standing, Verb, Verbs
from service.core.db.tables import BureauRow
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.models import Document, DocumentService
from service.documents.titles import MODE_TITLES
from service.enforcement import limits
from service.enforcement.case import Inspection
from service.enforcement.lifecycle import ACTS
from service.enforcement.limits import Appeal
from service.enforcement.queries import rows as row_queries
from service.enforcement.queries import visits
from service.enforcement.titles import (
    ITEM_STATES,
    KIND_TITLES,
    ORDER_STATES,
    REINSPECTION_STATES,
    VISIT_STATES,
)
from service.enterprises import queries as enterprises
from service.hazards import lifecycle as hazard_lifecycle
from service.reference.queries import rulebook
from service.web.language import options, translate
from service.web.photos import Figure
from service.web.timeline_items import TimelineItem, items

TITLES = ACTS | hazard_lifecycle.ACTS
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


# How states and kinds read, and the colour of a state's tag, as templates look them up.
WORDS = SimpleNamespace(
    tags=TAGS,
    kinds=KIND_TITLES,
    visits=VISIT_STATES,
    orders=ORDER_STATES,
    items=ITEM_STATES,
    reinspections=REINSPECTION_STATES,
    modes=MODE_TITLES,
)


# The verbs that their page draws where they belong; any other has a panel behind these.
IN_PLACE = {
    "visit": {
        *("approve", "refuse", "cancel", "replace_officer", "notice", "find", "drop_finding", "describe"),
        *("confirm", "seal_record", "sign", "draft_order", "void_record", "close"),
    },
    "order": {
        *("set_deadlines", "confirm", "withdraw", "seal", "serve", "void", "answer", "ask"),
        *("decide_extension", "reinspect"),
    },
    "reinspection": {"judge", "confirm", "seal", "serve", "replace_officer", "void"},
}


MARKS = {"cancel": "cancel", "replace_officer": "replace", "void": "void", "void_record": "void"}


@dataclass(frozen=True)
class Offer:
    """What a page offers its reader: verbs with their forms, and why others cannot be done yet."""

    verbs: list[str]
    words: Mapping[str, str]  # what the button of each verb says
    further: list[Verb[Any]]  # those of them that the page draws nowhere else
    sentences: Mapping[str, str]
    former: list[tuple[str, str]]  # who of the two may be replaced
    successors: list[tuple[str, str]]  # who may take a place

    def marked(self, verb: str | None) -> str:
        """Return before which mark the fields of a refused verb stand, where several forms have fields of one name."""
        return MARKS.get(verb or "", next((row.id for row in self.further if row.id == verb), ""))


def offer(viewer: Viewer, verbs: Verbs[Any], case: Standing) -> Offer:
    now = clock.now()
    available = verbs.available(viewer, case, now)
    officers = case.officers if isinstance(case, Inspection) and "replace_officer" in available else []
    known = {str(officer.person_id) for officer in officers}
    return Offer(
        available,
        {verb.id: verb.button for verb in verbs.rows.values()},
        [verbs[verb] for verb in available if verbs[verb].button and verb not in IN_PLACE[verbs.kind]],
        verbs.sentences(viewer, case, now),
        [(str(officer.person_id), officer.name) for officer in officers],
        [(person, title) for person, title in certified(viewer) if person not in known] if officers else [],
    )


@dataclass(frozen=True)
class Photo(Figure):
    since: datetime | None = None  # when it came in


def photos_of(
    viewer: Viewer, plant: UUID, kind: str, ids: Iterable[UUID], region: str = ""
) -> dict[UUID, list[Photo]]:
    """Return the photos of some rows, by the row that they belong to."""
    by_target = attachments.of(viewer, plant, kind, list(ids))
    return {target: [_photo(row, region) for row in rows] for target, rows in by_target.items()}


def _photo(photo: Attachment, region: str) -> Photo:
    if region:
        src = url_for("photos.of_supervised", region=region, enterprise=photo.enterprise_id, photo=photo.id)
    else:
        src = url_for("photos.of_own", enterprise=photo.enterprise_id, photo=photo.id)
    taken = photo.taken_at or photo.received_at
    return Photo(src, translate(_("现场照片")), taken, href=src, since=photo.received_at)


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


def modes() -> list[tuple[str, str]]:
    """Return the ways of service, as a field offers them."""
    return options(MODE_TITLES)


def numbers_of(rows: Sequence[BureauRow]) -> dict[UUID, str]:
    return documents.numbers(row_queries.plants_of(rows), [row.id for row in rows])


def names_of(rows: Sequence[BureauRow]) -> dict[UUID, str]:
    """Return the names of the plants that some rows are about."""
    return enterprises.names(row_queries.plants_of(rows))


def in_charge(viewer: Viewer, row: BureauRow) -> bool:
    """Tell whether a row is of the viewer's own bureau, and its plant is still in the region that he looks at."""
    return row.organisation_id == viewer.organisation_id and not has_left(viewer, row)


def has_left(viewer: Viewer, row: BureauRow) -> bool:
    return not viewer.scope.covers(row.area_code, row.sector)


def service_of(document: Document | None) -> DocumentService | None:
    return documents.service_of(document) if document else None


def appeal_of(service: DocumentService | None) -> Appeal | None:
    """Return the last days of appeal against what was handed over."""
    return limits.appeal(clock.day_of(service.at), rulebook.calendar()) if service else None
