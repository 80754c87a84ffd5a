"""What a bureau's documents are written with, kept right by the operator."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from service.core.acts.contents import values_of
from service.core.acts.ledger import timeline
from service.core.db.transactions import retrying
from service.core.models import LedgerEntry
from service.core.tenancy.viewer import Viewer
from service.identity.commands import organisations
from service.identity.queries import people
from service.identity.rules import BUREAU_FACTS, OF_BUREAU
from service.identity.schemas import BureauFactsForm
from service.web.access import operator
from service.web.addresses import see_other
from service.web.forms import sent, sent_act, shown
from service.web.language import translate
from service.web.timeline_items import items

blueprint = Blueprint("bureaus", __name__)


@blueprint.get("/ops/organisations/<uuid:organisation_id>/facts")
@operator()
def facts(viewer: Viewer, organisation_id: UUID) -> str:
    organisation, bureau = people.bureau(organisation_id)
    return render_template(
        "ops/bureau_facts.html",
        organisation=organisation,
        form=shown(**values_of(bureau, BUREAU_FACTS)),
        happened=items(reversed(timeline([bureau.id], organisation_id)), OF_BUREAU, _changes),
    )


@blueprint.post("/ops/organisations/<uuid:organisation_id>/facts")
@operator(form=facts)
def correct(viewer: Viewer, organisation_id: UUID) -> Response:
    correction, act = sent(BureauFactsForm), sent_act()
    retrying(lambda: organisations.correct_bureau(viewer, organisation_id, correction, act))
    return see_other("operator.organisation", organisation_id=organisation_id)


def _changes(entry: LedgerEntry) -> str:
    """Return what was changed from what to what."""
    before, after = entry.before or {}, entry.after or {}
    changed = [
        f"{translate(BUREAU_FACTS[name])} {before[name] or '–'} → {after[name] or '–'}" for name in before
    ]
    return " · ".join(changed)
