"""PUT /api/v1/e/<enterprise>/records/<id>: a check's answers from an app. The id names the record for ever."""

from uuid import UUID

from flask import Blueprint, Response, current_app

from service.core.acts.problems import Invalid, NotFound, _
from service.core.db.transactions import at_phones, retrying
from service.core.forms import take
from service.core.tenancy.viewer import Viewer
from service.inspections.commands import answering
from service.inspections.commands.at_once import Promised
from service.inspections.models import Record
from service.inspections.rules import Answer, hazard_id
from service.inspections.schemas import RecordForm
from service.web.access import api
from service.web.json_bodies import sent_object

blueprint = Blueprint("records", __name__)


@blueprint.put("/api/v1/e/<uuid:enterprise>/records/<uuid:record_id>")
@api
def put(viewer: Viewer, enterprise: UUID, record_id: UUID) -> Response:
    if enterprise != viewer.organisation_id:
        raise NotFound
    if record_id.version != 7:
        raise Invalid.at("id", _("记录的 id 应为 UUIDv7"))
    data = take(RecordForm, sent_object())
    with at_phones():
        made = retrying(lambda: answering.answer(viewer, record_id, data))
    return Response(current_app.json.dumps(shape(made)), 201, mimetype="application/json")


def shape(made: Record) -> Promised:
    return {
        "id": str(made.id),
        "occurrence_id": str(made.occurrence_id),
        "stands": made.stands,
        "answered_at": made.answered_at.isoformat(),
        "hazards": [
            str(hazard_id(made.id, answer["number"]))
            for answer in made.answers
            if answer["answer"] == Answer.FAILED
        ],
    }
