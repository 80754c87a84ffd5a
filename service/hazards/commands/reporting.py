"""A hazard comes to be: reported, found by a check or a bureau, fixed on the spot; its reporter's claim."""

import hashlib
import hmac
from typing import Any
from uuid import UUID

from flask import current_app

from service.attachments.commands import Form, Target, attach, photo_id, receive
from service.attachments.queries import of
from service.codes.rules import claim_from
from service.core import clock
from service.core.acts.ledger import Act, record
from service.core.acts.problems import Conflict, Invalid, NotFound, _
from service.core.db.transactions import db
from service.core.db.upserts import insert_if_absent
from service.core.ids import new_id
from service.core.tenancy.scope import Kind
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.hazards.commands.grading import match_for
from service.hazards.commands.moving import Facts, verb
from service.hazards.commands.rectifying import begin_round, classify
from service.hazards.models import Hazard, HazardClaim
from service.hazards.rules import KIND_OF_SOURCE, Grade, Source, State
from service.risks import queries as risks

LINKS = ("unit_id", "measure_id", "record_id", "order_item_id")
LATER = ("grade", "hazard_type", "cause", "assigned_to", "due_at", "original_due_at")
NEVER_YET = ("dismissed_reason", "escalated_at", "closed_at")


def report(viewer: Viewer, facts: Facts, act: Act | None = None) -> Hazard:
    """Report a hazard; the same id with the same content is the same hazard, other content a Conflict.

    `facts`: id, place, description, source; where known photos (ids of attachments), unit_id, measure_id,
    record_id, inspection_kind; from a bureau enterprise_id. An anonymous report is made in the public
    scope that names the plant and opens the hash of `claim_of` its form; its photos are `kept`, not yet rows.
    """
    enterprise_id = facts.get("enterprise_id") or viewer.scope.enterprise_id
    row = _row(viewer, enterprise_id, facts)
    if not insert_if_absent(Hazard, [row]):
        return _known(viewer, enterprise_id, facts)
    hazard = db.session.get_one(Hazard, (enterprise_id, facts["id"]))
    target = Target("hazard", hazard.id, hazard.claim)
    if hazard.claim:
        _keep_claim(hazard)
    if facts.get("photos"):
        attach(viewer, facts["photos"], target)
    for photo in facts.get("kept", ()):
        receive(viewer, hazard, Form(hazard.id, target=target), photo)
    details = {name: row[name] for name in ("state", "place", "description", "source", *LINKS)}
    record(viewer, "hazard.report", hazard, act, after=details)
    return hazard


def _known(viewer: Viewer, enterprise_id: Any, facts: Facts) -> Hazard:
    known = db.session.get(Hazard, (enterprise_id, facts["id"]))
    same = ("place", "description", "source")
    if known is None or any(getattr(known, name) != facts[name] for name in same):
        raise Conflict(_("这个表单已经用过，请重新打开页面再上报"))
    photos = of(viewer, known.enterprise_id, "hazard", [known.id]).get(known.id, [])
    if not _photos(facts) <= {photo.id for photo in photos}:
        raise Conflict(_("这个表单已经用过，请重新打开页面再上报"))
    return known


def _photos(facts: Facts) -> set[UUID]:
    ids = {photo_id(facts["id"], photo.clean.sha256) for photo in facts.get("kept", ())}
    return ids | set(facts.get("photos") or ())


def _row(viewer: Viewer, enterprise_id: Any, facts: Facts) -> Facts:
    plant = enterprises.enterprise(viewer, enterprise_id)
    if facts.get("unit_id"):
        _check_unit(viewer, enterprise_id, facts["unit_id"])
    source = Source(facts["source"])
    own = viewer.scope.kind is Kind.ENTERPRISE and source is not Source.ANONYMOUS
    return {
        "enterprise_id": plant.enterprise_id,
        "id": facts["id"],
        "area_code": plant.area_code,
        "sector": plant.sector,
        "place": facts["place"],
        "description": facts["description"],
        "inspection_kind": facts.get("inspection_kind") or KIND_OF_SOURCE[source],
        "source": source,
        "state": State.REPORTED,
        "found_at": clock.now(),
        "reported_by": viewer.person_id if own else None,
        "claim": viewer.scope.opens if source is Source.ANONYMOUS else None,
        "interim_control": "",
        "round": 0,
        "version": 1,
        **dict.fromkeys((*LATER, *NEVER_YET)),
        **{name: facts.get(name) for name in LINKS},
    }


def _check_unit(viewer: Viewer, enterprise_id: Any, unit_id: UUID) -> None:
    try:
        risks.unit(viewer, unit_id, enterprise_id)
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
    claim = HazardClaim(
        enterprise_id=hazard.enterprise_id,
        id=new_id(),
        area_code=hazard.area_code,
        sector=hazard.sector,
        opened_by=hazard.claim,
        hazard_id=hazard.id,
        given_at=clock.now(),
    )
    db.session.add(claim)


def fix(viewer: Viewer, facts: Facts, act: Act) -> Hazard:
    """即查即改: report a hazard and its rectification in one form.

    `facts` as report and FixForm, type and cause among them, with photos (before) and photos_after; both must be there.
    """
    if db.session.get(Hazard, (viewer.scope.enterprise_id, facts["id"])):
        return _known(viewer, viewer.scope.enterprise_id, facts)
    if not facts.get("photos"):
        raise Invalid.at("photos", _("请拍一张整改前的照片"))
    hazard = report(viewer, facts)
    return fix_on_the_spot(viewer, hazard.id, facts | {"photos": facts.get("photos_after")}, act)


@verb("fix_on_the_spot")
def fix_on_the_spot(viewer: Viewer, hazard: Hazard, facts: Facts, act: Act) -> Facts:
    """Rectify a reported hazard at once: general by its nature; its acceptor looks at both photos."""
    classify(hazard, facts)
    hazard.grade = Grade.GENERAL
    hazard.assigned_to = viewer.person_id
    return begin_round(viewer, hazard, facts)


def report_ordered(viewer: Viewer, facts: Facts, act: Act | None = None) -> Hazard:
    """Enter what a bureau's order found: graded already, its deadline the order's.

    `facts` as report, with enterprise_id, order_item_id and due_at; for a major one criterion_code, evidence and
    second_id, the other officer of the visit. Its type and cause are the plant's to say when it rectifies.
    """
    hazard = report(viewer, facts | {"source": Source.REGULATOR}, act)
    if hazard.state is not State.REPORTED:
        return hazard
    hazard.due_at = hazard.original_due_at = facts["due_at"]
    hazard.state, hazard.grade = State.CONFIRMED, Grade.GENERAL
    if facts.get("criterion_code"):
        hazard.state, hazard.grade = State.PLANNING, Grade.MAJOR
        criterion_match = match_for(viewer, hazard, facts)
        criterion_match.confirmed_by, criterion_match.confirmed_at = facts["second_id"], clock.now()
    after = {"state": hazard.state, "grade": hazard.grade, "due_at": hazard.due_at}
    record(viewer, "hazard.confirm", hazard, after=after)
    db.session.flush()
    return hazard
