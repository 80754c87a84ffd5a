"""A hazard comes to be: reported, found by a check or a bureau, fixed on the spot; its reporter's claim."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app

from service.attachments.commands import Form, ProcessedPhoto, Target, attach, photo_id, receive
from service.attachments.queries import of
from service.codes.rules import claim_from
from service.core import clock
from service.core.acts.contents import values_of
from service.core.acts.ledger import Act, record
from service.core.acts.problems import Conflict, Invalid, NotFound, _
from service.core.db.transactions import db
from service.core.db.upserts import add_if_absent
from service.core.ids import new_id
from service.core.tenancy.scope import Kind
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.hazards.commands.grading import match_for
from service.hazards.commands.rectifying import fix_on_the_spot
from service.hazards.models import Hazard, HazardClaim
from service.hazards.schemas import FixForm, RectifyForm, ReportForm
from service.hazards.states import KIND_OF_SOURCE, Grade, InspectionKind, Source, State
from service.risks import queries as risks

LINKS = ("unit_id", "measure_id", "record_id", "order_item_id")


@dataclass(frozen=True, kw_only=True)
class Report:
    """A hazard as it is reported; `id` is the hazard's.

    photos      ids of attachments that wait for it
    processed   photos of an anonymous report, not yet rows
    enterprise_id   from a bureau; otherwise the scope's
    """

    id: UUID
    place: str
    description: str
    source: Source
    inspection_kind: InspectionKind | None = None
    unit_id: UUID | None = None
    measure_id: UUID | None = None  # the measure that failed
    record_id: UUID | None = None  # the check that found it
    order_item_id: UUID | None = None
    photos: Sequence[UUID] = ()
    processed: Sequence[ProcessedPhoto] = ()
    enterprise_id: UUID | None = None

    @classmethod
    def of(cls, form: ReportForm, source: Source, photos: Sequence[UUID] = ()) -> "Report":
        names = ("id", "place", "description", "inspection_kind", "unit_id")
        return cls(source=source, photos=photos, **values_of(form, names))


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """What a bureau's order says besides: its deadline, and of a major hazard why it is one."""

    due_at: datetime
    criterion_code: str | None
    evidence: str
    second_id: UUID  # the other officer of the visit


def report(viewer: Viewer, reported: Report, act: Act | None = None) -> Hazard:
    """Report a hazard; the same id with the same content is the same hazard, other content a Conflict.

    An anonymous report is made in the public scope that names the plant and opens the hash of `claim_of` its form.
    """
    enterprise_id = reported.enterprise_id or viewer.scope.enterprise_id
    if not add_if_absent(_row(viewer, enterprise_id, reported)):
        return _known(viewer, enterprise_id, reported)
    hazard = db.session.get_one(Hazard, (enterprise_id, reported.id))
    target = Target("hazard", hazard.id, hazard.claim)
    if hazard.claim:
        _keep_claim(hazard)
    if reported.photos:
        attach(viewer, list(reported.photos), target)
    for photo in reported.processed:
        receive(viewer, hazard, Form(hazard.id, target=target), photo)
    details = values_of(hazard, ("state", "place", "description", "source", *LINKS))
    record(viewer, "hazard.report", hazard, act, after=details)
    return hazard


def _known(viewer: Viewer, enterprise_id: Any, reported: Report) -> Hazard:
    known = db.session.get(Hazard, (enterprise_id, reported.id))
    same = ("place", "description", "source")
    if known is None or any(getattr(known, name) != getattr(reported, name) for name in same):
        raise Conflict(_("这个表单已经用过，请重新打开页面再上报"))
    photos = of(viewer, known.enterprise_id, "hazard", [known.id]).get(known.id, [])
    if not _photos(reported) <= {photo.id for photo in photos}:
        raise Conflict(_("这个表单已经用过，请重新打开页面再上报"))
    return known


def _photos(reported: Report) -> set[UUID]:
    return {photo_id(reported.id, photo.clean.sha256) for photo in reported.processed} | set(reported.photos)


def _row(viewer: Viewer, enterprise_id: Any, reported: Report) -> Hazard:
    plant, source = enterprises.enterprise(enterprise_id), reported.source
    if reported.unit_id:
        _check_unit(viewer, enterprise_id, reported.unit_id)
    own = viewer.scope.kind is Kind.ENTERPRISE and source is not Source.ANONYMOUS
    return Hazard.child_of(
        plant,
        id=reported.id,
        place=reported.place,
        description=reported.description,
        inspection_kind=reported.inspection_kind or KIND_OF_SOURCE[source],
        source=source,
        state=State.REPORTED,
        found_at=clock.now(),
        reported_by=viewer.person_id if own else None,
        claim=viewer.scope.opens if source is Source.ANONYMOUS else None,
        interim_control="",
        round=0,
        version=1,
        **values_of(reported, LINKS),
    )


def _check_unit(viewer: Viewer, enterprise_id: Any, unit_id: UUID) -> None:
    try:
        risks.unit(unit_id, enterprise_id)
    except NotFound as problem:
        if viewer.scope.kind is not Kind.ENTERPRISE:
            raise
        raise Invalid.at("unit_id", _("没有这个风险点")) from problem  # the form and all that is in it stays


def claim_of(enterprise_id: UUID, form_id: UUID) -> str:
    """Return the claim code of an anonymous report, the same each time: a lost answer is not lost for good.

    It is drawn from the service's secret, the plant and the id of the form, which its sender's page alone knows;
    only its hash is kept. The same form sent to another plant is another report, and tells nothing of the first.
    """
    key = str(current_app.config["SECRET_KEY"]).encode()
    return claim_from(
        hmac.new(key, b"claim of a form|" + enterprise_id.bytes + form_id.bytes, hashlib.sha256).digest()
    )


def _keep_claim(hazard: Hazard) -> None:
    claim = {"opened_by": hazard.claim, "hazard_id": hazard.id, "given_at": clock.now()}
    db.session.add(HazardClaim.child_of(hazard, id=new_id(), **claim))


def fix(viewer: Viewer, reported: Report, data: FixForm, photos_after: Sequence[UUID], act: Act) -> Hazard:
    """即查即改: report a hazard and its rectification in one form; photos of before and after must be there."""
    known = db.session.get(Hazard, (viewer.scope.enterprise_id, reported.id))
    if known:
        return _known(viewer, viewer.scope.enterprise_id, reported)
    if not reported.photos:
        raise Invalid.at("photos", _("请拍一张整改前的照片"))
    hazard = report(viewer, reported)
    done = values_of(data, ("rectification", "cost", "hazard_type", "cause"))
    rectified = RectifyForm(photos=tuple(photos_after), **done)
    fixed: Hazard = fix_on_the_spot(viewer, hazard.id, rectified, act)
    return fixed


def report_ordered(viewer: Viewer, reported: Report, ordered: Ordered, act: Act | None = None) -> Hazard:
    """Enter what a bureau's order found: graded already, its deadline the order's.

    Its type and cause are the plant's to say when it rectifies.
    """
    hazard = report(viewer, reported, act)
    if hazard.state is not State.REPORTED:
        return hazard
    hazard.due_at = hazard.original_due_at = ordered.due_at
    hazard.state, hazard.grade = State.CONFIRMED, Grade.GENERAL
    if ordered.criterion_code:
        hazard.state, hazard.grade = State.PLANNING, Grade.MAJOR
        match = match_for(viewer, hazard, ordered.criterion_code, ordered.evidence)
        match.confirmed_by, match.confirmed_at = ordered.second_id, clock.now()
    after = {"state": hazard.state, "grade": hazard.grade, "due_at": hazard.due_at}
    record(viewer, "hazard.confirm", hazard, after=after)
    db.session.flush()
    return hazard
