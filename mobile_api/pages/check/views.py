"""A day's check, answered where one stands; what is sent twice is there once."""

import re
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request

from mobile_api.pages import photo_uploads
from mobile_api.pages.scan.scanned_units import ScannedUnit, with_scanned_unit
from service.attachments.commands import Form as PhotoForm
from service.core import ids
from service.core.acts.problems import Invalid, _
from service.core.db.transactions import reading, retrying
from service.core.forms import take
from service.core.tenancy import scope
from service.core.tenancy.viewer import Viewer
from service.hazards.queries import lists
from service.inspections.commands import answering
from service.inspections.queries import checks as check_queries
from service.inspections.queries import lists as list_queries
from service.inspections.queries import records
from service.inspections.queries.checks import Check
from service.inspections.rules import MAX_ITEMS, Answer, hazard_id
from service.inspections.schemas import RecordForm
from service.risks import queries as risks
from service.web import limits
from service.web.access import anyone, member_of, phone, public_form
from service.web.addresses import see_other
from service.web.forms import sent_id

blueprint = Blueprint("checks", __name__)


class Echo(NamedTuple):
    """An item as the page had it: who is signed out reads nothing from the plant's tables."""

    number: int
    id: str
    text: str


@blueprint.get("/s/<code>/check")
@anyone
@with_scanned_unit
def form(spot: ScannedUnit) -> str | Response:
    if spot.worker is None:
        address = request.full_path.rstrip("?")
        return see_other("phone.sign_in_page", next=address, where=spot.shown_code)
    with scope.opened(spot.viewer.scope), reading():
        check = _wanted(spot)
        items = list_queries.items(spot.enterprise.id, check.occurrence.checklist_id) if check else ()
        waiting = _waiting(spot.viewer, [item.number for item in items])
        return render_template("scan/check.html", spot=spot, check=check, items=items, waiting=waiting)


def _waiting(viewer: Viewer, numbers: list[int]) -> dict[int, int]:
    """Return how many photos of each item the form has already sent."""
    if request.method != "POST":
        return dict.fromkeys(numbers, 0)
    return {number: len(photos) for number, photos in _photos(viewer, sent_id(), numbers).items()}


def _photos(viewer: Viewer, form_id: UUID, numbers: list[int]) -> dict[int, list[UUID]]:
    forms = {number: hazard_id(form_id, number) for number in numbers}
    photos = photo_uploads.sent_under(viewer, forms.values())
    return {number: photos[form] for number, form in forms.items()}


def _wanted(spot: ScannedUnit) -> Check | None:
    """Return the check that the address names, else the one that waits for this person."""
    checks = check_queries.checks_of_unit(spot.viewer, spot.card.unit_id)
    named = ids.parse(request.args.get("check"))
    if named:
        checks = [check for check in checks if check.occurrence.id == named]
    waiting = [check for check in checks if not check.record and check.is_for(spot.viewer)]
    return next(iter(waiting or checks), None)


@blueprint.post("/s/<code>/check")
@public_form(form)
@limits.anonymous_writes
@with_scanned_unit
def send(spot: ScannedUnit) -> Response:
    form_id, numbers = sent_id(), _numbers()
    if spot.worker is None:
        return _signed_out(spot, form_id, numbers)
    _refuse_outsider(spot, form_id)
    for number in numbers:
        form = PhotoForm(hazard_id(form_id, number))
        photo_uploads.store(spot.viewer, spot.enterprise, form, f"photos-{number}")
    data = _given(spot.viewer, form_id, numbers)
    with scope.opened(spot.viewer.scope):
        retrying(lambda: answering.answer(spot.viewer, form_id, data))
    return see_other("checks.receipt", record_id=form_id)


def _refuse_outsider(spot: ScannedUnit, form_id: UUID) -> None:
    """Raise what the command would raise for a stranger or at a wrong time, before any photo is kept."""
    occurrence_id = ids.parse(request.form.get("check", ""))
    if occurrence_id is None:
        return  # the schema says so
    with scope.opened(spot.viewer.scope), reading():
        due = check_queries.due(spot.viewer, occurrence_id, form_id)
        if not due.is_answered:
            answering.refuse(spot.viewer, due)


def _numbers() -> list[int]:
    matches = (re.fullmatch(r"id-([1-9][0-9]?)", name) for name in request.form)
    return sorted(int(match[1]) for match in matches if match)[:MAX_ITEMS]


def _given(viewer: Viewer, form_id: UUID, numbers: list[int]) -> RecordForm:
    """Read the answers of the form; a fault is said beside its item."""
    chosen = [number for number in numbers if request.form.get(f"item-{number}")]
    photos = _photos(viewer, form_id, chosen)
    answers = [
        {
            "item_id": request.form[f"id-{number}"],
            "answer": request.form[f"item-{number}"],
            "words": request.form.get(f"words-{number}", ""),
            "photos": photos[number],
        }
        for number in chosen
    ]
    if not answers:
        raise Invalid(_("还没有选，请逐项看过再选"))
    try:
        return take(RecordForm, {"occurrence_id": request.form.get("check", ""), "answers": answers})
    except Invalid as problem:
        errors = {_field(name, chosen): message for name, message in problem.errors.items()}
        raise Invalid(errors=errors) from problem


def _field(name: str, numbers: list[int]) -> str:
    """Return the form's name of a field: `answers.2.words` is `words-3`, or whatever number stands third."""
    _list, *rest = name.split(".")
    if not rest:
        return name
    column = rest[1] if len(rest) > 1 else "answer"
    return f"{'words' if column == 'words' else 'item'}-{numbers[int(rest[0])]}"


def _signed_out(spot: ScannedUnit, form_id: UUID, numbers: list[int]) -> Response:
    """Keep the answers in the page, and the photos under their items' ids, until he has signed in again."""
    photo_uploads.store_signed_out(spot, {f"photos-{n}": hazard_id(form_id, n) for n in numbers})
    typed = request.form
    given = [Echo(n, typed[f"id-{n}"], typed.get(f"text-{n}", "")) for n in numbers]
    return make_response(render_template("scan/check_signed_out.html", spot=spot, given=given), 401)


@blueprint.get("/m/records/<uuid:record_id>")
@phone()
def receipt(viewer: Viewer, record_id: UUID) -> str:
    record = records.record(member_of(viewer), record_id)
    failed = [answer["number"] for answer in record.answers if answer["answer"] == Answer.FAILED]
    return render_template(
        "scan/record.html",
        record=record,
        check=check_queries.check(viewer, record.occurrence_id),
        reported=lists.named(viewer, [hazard_id(record.id, number) for number in failed]),
        unit=risks.unit(record.unit_id),
    )
