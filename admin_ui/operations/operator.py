"""The operator's pages: bureaus and their people, a plant's first manager, the jobs."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from admin_ui.people import invitations
from admin_ui.people.shared import asked, role_options
from service.core.acts import ledger
from service.core.acts.problems import _
from service.core.db.transactions import reading, retrying
from service.core.jobs import outbox, scheduler
from service.core.jobs.scheduler import Outcome
from service.core.tenancy.viewer import Viewer
from service.identity.commands import organisations, people
from service.identity.queries import people as people_queries
from service.identity.queries.organisations import organisation_of
from service.identity.rules import MANAGERS, ROLES_OF, InvitationKind, OrganisationKind
from service.identity.schemas import ActForm, BureauForm, PersonForm
from service.reactions import TITLES
from service.web import limits, viewers
from service.web.access import operator
from service.web.addresses import see_other
from service.web.forms import sent, sent_act

blueprint = Blueprint("operator", __name__)
OUTCOMES = {  # of a periodic act: how it is marked, and in which words
    Outcome.DONE: ("done", _("完成")),
    Outcome.FAILED: ("back", _("失败")),
    Outcome.LATE: ("late", _("迟了")),
    Outcome.AWAITED: ("run", _("等待完成")),
}


@blueprint.get("/ops/")
@blueprint.get("/ops/bureaus")
@operator()
def overview(viewer: Viewer) -> str:
    return render_template("ops/overview.html", page=people_queries.bureaus_page(request.args.get("after")))


@blueprint.get("/ops/bureaus/new")
@operator()
def new_bureau(viewer: Viewer) -> str:
    return render_template("ops/new_bureau.html")


@blueprint.post("/ops/bureaus")
@operator(form=new_bureau)
def open_bureau(viewer: Viewer) -> Response:
    data = sent(BureauForm)
    retrying(lambda: organisations.open_bureau(viewer, data))
    return see_other("operator.organisation", organisation_id=data.id)


@blueprint.get("/ops/organisations/<uuid:organisation_id>")
@operator()
def organisation(viewer: Viewer, organisation_id: UUID) -> str:
    """Show the people of a bureau or plant, with what the operator may do for them."""
    organisation, search = organisation_of(organisation_id), asked()
    former = "former" in request.args
    page = people_queries.people_page(organisation_id, request.args.get("after"), search, former=former)
    ids = [row.id for row in page.rows]
    certificates = people_queries.certificates(viewer, ids, organisation_id)
    return render_template(
        "ops/organisation.html",
        organisation=organisation,
        page=page,
        search=search,
        former=former,
        roles=people_queries.roles_by_person(viewer, organisation_id, ids),
        invited=invitations.invited(organisation_id, [InvitationKind.PASSWORD], ids),
        certificates={row.person_id: row for row in reversed(certificates) if row.ended_at is None},
    )


@blueprint.get("/ops/organisations/<uuid:organisation_id>/people/new")
@operator()
def new_person(viewer: Viewer, organisation_id: UUID) -> str:
    organisation = organisation_of(organisation_id)
    roles = MANAGERS if organisation.kind is OrganisationKind.ENTERPRISE else ROLES_OF[organisation.kind]
    action = url_for("operator.add_person", organisation_id=organisation_id)
    return render_template(
        "ops/new_person.html", organisation=organisation, action=action, options=role_options(roles)
    )


@blueprint.post("/ops/organisations/<uuid:organisation_id>/people")
@operator(form=new_person)
def add_person(viewer: Viewer, organisation_id: UUID) -> Response:
    viewer, data = viewers.sent_with_password(viewer, PersonForm)
    retrying(lambda: people.add_person(viewer, organisation_of(organisation_id), data))
    return see_other("operator.organisation", organisation_id=organisation_id)


@blueprint.get("/ops/organisations/<uuid:organisation_id>/people/<uuid:person_id>/invitation")
@operator()
def invitation(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> str:
    person = people_queries.person(viewer, person_id, organisation_id)
    return render_template("people/invitation.html", layout="layouts/operator.html", person=person)


@blueprint.post("/ops/organisations/<uuid:organisation_id>/people/<uuid:person_id>/invitation")
@operator(form=invitation)
@limits.exports
def invite(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> Response:
    viewer, _form = viewers.sent_with_password(viewer, ActForm)
    with reading():
        name = organisation_of(organisation_id).name
    person = invitations.seen(viewer, person_id, organisation_id)
    return invitations.printed(viewer, person, name, InvitationKind.PASSWORD)


@blueprint.post("/ops/organisations/<uuid:organisation_id>/people/<uuid:person_id>/invitations/revoke")
@operator()
def revoke_invitations(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> Response:
    act, person = sent_act(), invitations.seen(viewer, person_id, organisation_id)
    invitations.revoke(viewer, person, [InvitationKind.PASSWORD], act)
    return see_other("operator.organisation", organisation_id=organisation_id)


@blueprint.get("/ops/jobs")
@operator()
def job_list(viewer: Viewer) -> str:
    """Show what waits, what was parked after too many failures, and what the clock starts."""
    beats = scheduler.beats()
    return render_template(
        "ops/jobs.html",
        parked=outbox.parked(),
        waiting=outbox.open_reactions(),
        periodics=scheduler.last_runs(),
        outcomes=OUTCOMES,
        titles=TITLES,
        beats=beats,
        has_wrong_clock=scheduler.has_wrong_clock(beats),
        processes={
            "worker": _("后台任务进程"),
            "planner": _("定时进程"),
            scheduler.WRONG_CLOCK: _("定时进程的时钟"),
        },
    )


@blueprint.post("/ops/jobs/<uuid:reaction_id>/retry")
@operator()
def retry_job(viewer: Viewer, reaction_id: UUID) -> Response:
    retrying(lambda: ledger.retry(viewer, reaction_id))
    return see_other("operator.job_list")
