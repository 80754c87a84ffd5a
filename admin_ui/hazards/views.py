"""A plant's hazards: the list, one with the form of its next step, and new ones."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from admin_ui.hazards.presenter import page_of
from admin_ui.shared import desk_context
from admin_ui.shared.acts import Desk, take_photos
from admin_ui.shared.desk_context import DeskContext
from admin_ui.shared.pickers import NOT_LISTED, Field, Picker, of_units
from service.attachments.queries import waiting
from service.core import clock, ids
from service.core.acts.ledger import Act
from service.core.acts.problems import NotFound
from service.core.db.transactions import retrying
from service.core.forms import form_class
from service.core.tenancy.viewer import Viewer
from service.enforcement.commands import extensions
from service.hazards.case import Case
from service.hazards.commands import registry, reporting
from service.hazards.commands.changing import change
from service.hazards.commands.rectifying import PLAN
from service.hazards.commands.reporting import Report
from service.hazards.lifecycle import VERBS
from service.hazards.queries import cases, lists
from service.hazards.queries.lists import Wanted
from service.hazards.schemas import FixForm, ReportForm
from service.hazards.states import OPEN, Grade, InspectionKind, Source, State
from service.hazards.titles import AWAITS_SECOND, CAUSE_TITLES, GRADE_TITLES, TYPE_TITLES
from service.identity.queries import people
from service.identity.rules import PLANT_ROLES
from service.risks import queries as risks
from service.web import limits
from service.web.access import plant
from service.web.addresses import see_other
from service.web.forms import Shown, sent, sent_id, shown
from service.web.language import options, translate

blueprint = Blueprint("hazards", __name__)
SECOND = "second"  # of the list's states: proposed as major, and not confirmed yet


# More time for what an order demands is the order's matter too.
DESK = Desk(change, cases.case, {**registry.COMMANDS, **extensions.COMMANDS})


@form_class
class NewFixForm(FixForm):
    """即查即改 at a desk: the photos after come under an id of their own."""

    after_id: UUID


@blueprint.get("/e/<uuid:enterprise>/hazards")
@plant(*PLANT_ROLES)
def hazards(viewer: Viewer, enterprise: UUID) -> str:
    return list_of(viewer, desk_context.own(viewer, enterprise))


def list_of(viewer: Viewer, place: DeskContext) -> str:
    asked = {name: request.args.get(name, "") for name in ("state", "grade", "assignee", "overdue")}
    page = lists.list_page(viewer, wanted(viewer, place.plant, asked), request.args.get("after"))
    concerned = [person for row in page.rows for person in (row.reported_by, row.assigned_to)]
    return render_template(
        "hazards/list.html",
        place=place,
        page=page,
        asked=asked,
        here=f"{place.home}/hazards",
        query={name: value for name, value in asked.items() if value},
        people=people.names(place.plant, concerned),
        states=_states(),
        grades=options(GRADE_TITLES),
    )


def _states() -> list[tuple[str, str]]:
    """Return the states that a list offers; what waits for a second person stands before what is to be assigned."""
    states = options(State)
    return [*states[:1], (SECOND, translate(AWAITS_SECOND)), *states[1:]]


def wanted(viewer: Viewer, enterprise: UUID, asked: dict[str, str]) -> Wanted:
    """Return what a list's address asks for; what it does not know it does not narrow by."""
    state, grade = asked["state"], asked["grade"]
    states = OPEN if state == "open" else frozenset({State(state)} if state in set(State) else ())
    second = True if state == SECOND else (False if state == State.CONFIRMED else None)
    assignee = viewer.person_id if asked["assignee"] == "me" else ids.parse(asked["assignee"])
    grades = Grade(grade) if grade in set(Grade) else None
    return Wanted(states, grades, assignee, asked["overdue"] == "1", second, enterprise)


@blueprint.get("/e/<uuid:enterprise>/hazards/new")
@plant(*PLANT_ROLES)
def new_hazard(viewer: Viewer, enterprise: UUID) -> str:
    chosen = ids.parse(request.args.get("unit"))
    unit = risks.unit(chosen) if chosen else None
    return render_template(
        "hazards/new.html",
        kinds=options(InspectionKind),
        unit=_unit(enterprise, "new_hazard", unit.id if unit else None),
        form=shown(place=unit.name) if unit else shown(),
    )


def _unit(enterprise: UUID, page: str, chosen: UUID | None = None) -> Picker:
    field = Field("unit_id", url_for(f"hazards.{page}", enterprise=enterprise), NOT_LISTED, chosen)
    return of_units(enterprise, field)


@blueprint.post("/e/<uuid:enterprise>/hazards")
@plant(*PLANT_ROLES, form=new_hazard)
@limits.uploads
def report(viewer: Viewer, enterprise: UUID) -> Response:
    take_photos(viewer, enterprise, "photos", sent_id())
    data = sent(ReportForm)

    def act() -> UUID:
        reported = Report.of(data, _source(viewer), waiting(viewer, data.id))
        return reporting.report(viewer, reported).id

    return _to(enterprise, retrying(act))


@blueprint.get("/e/<uuid:enterprise>/hazards/fix")
@plant(*PLANT_ROLES)
def new_fix(viewer: Viewer, enterprise: UUID) -> str:
    return render_template(
        "hazards/fix.html",
        kinds=options(InspectionKind),
        unit=_unit(enterprise, "new_fix"),
        types=options(TYPE_TITLES),
        causes=options(CAUSE_TITLES),
        form=shown(after_id=ids.new_id(), cost="0"),
    )


@blueprint.post("/e/<uuid:enterprise>/hazards/fix")
@plant(*PLANT_ROLES, form=new_fix)
@limits.uploads
def fix(viewer: Viewer, enterprise: UUID) -> Response:
    take_photos(viewer, enterprise, "photos", sent_id())
    take_photos(viewer, enterprise, "photos_after", sent_id("after_id"))
    data = sent(NewFixForm)

    def act() -> UUID:
        reported = Report.of(data, _source(viewer), waiting(viewer, data.id))
        return reporting.fix(viewer, reported, data, waiting(viewer, data.after_id), Act(data.after_id)).id

    return _to(enterprise, retrying(act))


@blueprint.get("/e/<uuid:enterprise>/hazards/<uuid:hazard_id>")
@blueprint.get("/e/<uuid:enterprise>/hazards/<uuid:hazard_id>/<verb>", endpoint="step_page")
@plant(*PLANT_ROLES)
def show(viewer: Viewer, enterprise: UUID, hazard_id: UUID, verb: str = "") -> str:
    if verb and verb not in VERBS:
        raise NotFound
    page = page_of(viewer, cases.case(viewer, hazard_id), desk_context.own(viewer, enterprise), verb)
    return render_template("hazards/show.html", form=_form(page.case), page=page)


@blueprint.post("/e/<uuid:enterprise>/hazards/<uuid:hazard_id>/<verb>")
@plant(*PLANT_ROLES, form=show)
@limits.uploads
def step(viewer: Viewer, enterprise: UUID, hazard_id: UUID, verb: str) -> Response:
    DESK.move(viewer, verb, hazard_id)
    return _to(enterprise, hazard_id)


def _form(case: Case) -> Shown:
    """Return what a step's form starts with: the deadline of its grade, and the plan that is to be bettered."""
    days = cases.deadline(case.hazard.grade or Grade.GENERAL).default_days
    last = case.plans if case.hazard.state is State.PLANNING else ()
    firsts = {"due_on": clock.today() + timedelta(days=days), "cost": "0", "grade": Grade.GENERAL.value}
    return shown(**firsts | {name: getattr(plan, name) for plan in last[-1:] for name in PLAN})


def _source(viewer: Viewer) -> Source:
    return Source.WORKER if viewer.roles == {"worker"} else Source.MANAGER


def _to(enterprise: UUID, hazard_id: UUID) -> Response:
    return see_other("hazards.show", enterprise=enterprise, hazard_id=hazard_id)
