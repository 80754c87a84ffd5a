"""A plant's checks at the desk: how today stands, the lists, the plans, the records."""

from typing import Annotated
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from admin_ui.inspections import presenter
from admin_ui.shared import desk_context
from admin_ui.shared.desk_context import DeskContext
from admin_ui.shared.pickers import Field, of_units
from service.core import ids
from service.core.acts.problems import _
from service.core.db.transactions import retrying
from service.core.forms import form_class
from service.core.tenancy.viewer import Viewer
from service.identity.queries import people
from service.identity.rules import MANAGERS
from service.inspections.commands import planning
from service.inspections.queries import check_rows, checks
from service.inspections.queries import lists as list_queries
from service.inspections.queries import records as record_queries
from service.inspections.rules import MAX_ITEMS
from service.inspections.schemas import ChecklistForm, PlanForm, StopForm
from service.risks import queries as risks
from service.risks.queries import Measure
from service.risks.rules import SEEN_ON_THE_SPOT
from service.web.access import plant
from service.web.addresses import see_other
from service.web.forms import sent, sent_act, shown

blueprint = Blueprint("plant_checks", __name__)
MISSED_SINCE, MISSED_SHOWN = 7, 10  # days that the overview looks back for missed checks; how many it shows


@form_class
class UnitChecklistForm(ChecklistForm):
    unit_id: Annotated[UUID, {"error_messages": {"invalid_uuid": _("请从列表中选择")}}]


@blueprint.get("/e/<uuid:enterprise>/checks")
@plant()
def overview(viewer: Viewer, enterprise: UUID) -> str:
    today = check_rows.checks_page(viewer, request.args.get("after"))
    lists = check_rows.lists_page(viewer, request.args.get("lists"))
    return render_template(
        "checks/overview.html",
        tally=checks.today(viewer),
        today=today,
        missed=check_rows.last_missed(viewer, checks.days_ago(MISSED_SINCE), MISSED_SHOWN),
        has_plans=bool(today.rows) or list_queries.has_plans(viewer),
        whose=check_rows.who_checks(viewer, lists.rows) if lists.rows else {},
        lists_of_plant=lists,
        may_manage=viewer.has(*MANAGERS),
    )


@blueprint.get("/e/<uuid:enterprise>/checks/missed")
@plant()
def missed(viewer: Viewer, enterprise: UUID) -> str:
    page = check_rows.missed(viewer, after=request.args.get("after"))
    return render_template("checks/missed.html", page=page)


@blueprint.get("/e/<uuid:enterprise>/checks/lists/new")
@plant(*MANAGERS)
def new_checklist(viewer: Viewer, enterprise: UUID) -> str:
    chosen = ids.parse(request.values.get("unit_id") or request.args.get("unit"))
    unit = risks.unit(chosen) if chosen else None
    name = _("%(unit)s日常检查") % {"unit": unit.name} if unit else ""
    measures = risks.measures_of(unit.id) if unit else []
    page = url_for("plant_checks.new_checklist", enterprise=enterprise)
    return render_template(
        "checks/new_list.html",
        form=shown(name=name, measures=_proposed(measures)),
        unit=unit,
        choice=None if unit else of_units(enterprise, Field("unit", page)),
        measures=measures,
        most=MAX_ITEMS,
    )


def _proposed(measures: list[Measure]) -> list[UUID]:
    """Return what is ticked at first: each measure once, of the kinds that can be looked at on the spot."""
    by_text: dict[str, UUID] = {}
    for measure in measures:
        if measure.kind in SEEN_ON_THE_SPOT:
            by_text.setdefault(measure.text, measure.id)
    return list(by_text.values())[:MAX_ITEMS]


@blueprint.post("/e/<uuid:enterprise>/checks/lists")
@plant(*MANAGERS, form=new_checklist)
def make_checklist(viewer: Viewer, enterprise: UUID) -> Response:
    data = sent(UnitChecklistForm)
    made = retrying(lambda: planning.make_checklist(viewer, risks.unit(data.unit_id), data))
    return see_other("plant_checks.checklist", enterprise=enterprise, checklist_id=made.id)


@blueprint.get("/e/<uuid:enterprise>/checks/lists/<uuid:checklist_id>")
@plant()
def checklist(viewer: Viewer, enterprise: UUID, checklist_id: UUID) -> str:
    page = presenter.checklist_page(viewer, list_queries.checklist(viewer, checklist_id))
    return render_template("checks/list.html", page=page)


@blueprint.post("/e/<uuid:enterprise>/checks/lists/<uuid:checklist_id>/plans")
@plant(*MANAGERS, form=checklist)
def make_plan(viewer: Viewer, enterprise: UUID, checklist_id: UUID) -> Response:
    data = sent(PlanForm)
    retrying(lambda: planning.plan(viewer, checklist_id, data))
    return see_other("plant_checks.overview", enterprise=enterprise)


@blueprint.post("/e/<uuid:enterprise>/checks/plans/<uuid:plan_id>/stop")
@plant(*MANAGERS)
def stop_plan(viewer: Viewer, enterprise: UUID, plan_id: UUID) -> Response:
    sent(StopForm)
    act = sent_act()
    retrying(lambda: planning.stop(viewer, plan_id, act))
    return see_other("plant_checks.overview", enterprise=enterprise)


@blueprint.get("/e/<uuid:enterprise>/checks/records")
@plant()
def records(viewer: Viewer, enterprise: UUID) -> str:
    return records_of(viewer, desk_context.own(viewer, enterprise))


def records_of(_viewer: Viewer, place: DeskContext) -> str:
    """Draw the page of a plant's records, for the plant or for whoever supervises it."""
    unit_id = ids.parse(request.args.get("unit"))
    page = record_queries.records(place.plant, unit_id, request.args.get("after"))
    unit_ids = {row.unit_id for row in page.rows}
    return render_template(
        "checks/records.html",
        place=place,
        page=page,
        unit=risks.unit(unit_id, place.plant) if unit_id else None,
        units={unit.id: unit.name for unit in risks.units(place.plant, unit_ids)} if unit_ids else {},
        people=people.names(place.plant, [row.answered_by for row in page.rows]),
    )


@blueprint.get("/e/<uuid:enterprise>/checks/records/<uuid:record_id>")
@plant()
def record(viewer: Viewer, enterprise: UUID, record_id: UUID) -> str:
    return record_of(viewer, desk_context.own(viewer, enterprise), record_id)


def record_of(viewer: Viewer, place: DeskContext, record_id: UUID) -> str:
    page = presenter.record_page(viewer, record_queries.record(place.plant, record_id), place)
    return render_template("checks/record.html", page=page)
