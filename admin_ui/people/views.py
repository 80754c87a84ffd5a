"""A plant's people: who is there, their invitations and phones, and the duty phone on every card."""

from collections import Counter
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from admin_ui.people import invitations
from admin_ui.people.presenter import correction_of
from admin_ui.people.shared import asked, role_options
from service.core.acts.ledger import timeline
from service.core.db.transactions import retrying
from service.core.tenancy.viewer import Viewer
from service.identity.commands import people as people_commands
from service.identity.queries import people as people_queries
from service.identity.queries import signed_in
from service.identity.queries.organisations import organisation_of
from service.identity.rules import ACTS, MANAGERS, PLANT_ROLES, InvitationKind, Role
from service.identity.schemas import ActForm, PersonForm, StaffForm
from service.web import limits, viewers
from service.web.access import plant
from service.web.addresses import see_other
from service.web.forms import sent_act, shown
from service.web.timeline_items import items

blueprint = Blueprint("people", __name__)


@blueprint.get("/e/<uuid:enterprise>/people")
@plant(*MANAGERS)
def people(viewer: Viewer, enterprise: UUID) -> str:
    search = asked()
    page = people_queries.people_page(enterprise, request.args.get("after"), search)
    ids = [row.id for row in page.rows]
    return render_template(
        "people/list.html",
        page=page,
        search=search,
        headcount=people_queries.headcount(enterprise),
        roles=people_queries.roles_by_person(viewer, enterprise, ids),
        phones=Counter(device.person_id for device in signed_in.devices(viewer, ids)),
        invited=invitations.invited(enterprise, list(InvitationKind), ids),
    )


@blueprint.get("/e/<uuid:enterprise>/people/new")
@plant(*MANAGERS)
def new_person(viewer: Viewer, enterprise: UUID) -> str:
    action, options = url_for("people.add_person", enterprise=enterprise), role_options(PLANT_ROLES)
    return render_template("people/new.html", form=shown(role=Role.WORKER), action=action, options=options)


@blueprint.post("/e/<uuid:enterprise>/people")
@plant(*MANAGERS, form=new_person)
def add_person(viewer: Viewer, enterprise: UUID) -> Response:
    viewer, data = viewers.sent_with_password(viewer, PersonForm)
    retrying(lambda: people_commands.add_person(viewer, organisation_of(enterprise), data))
    return see_other("people.people", enterprise=enterprise)


@blueprint.get("/e/<uuid:enterprise>/people/<uuid:person_id>/edit")
@plant(*MANAGERS)
def correction(viewer: Viewer, enterprise: UUID, person_id: UUID) -> str:
    person = people_queries.person(viewer, person_id)
    return render_template(
        "people/correct.html",
        person=person,
        form=correction_of(person),
        options=role_options(PLANT_ROLES),
        action=url_for("people.correct", enterprise=enterprise, person_id=person_id),
    )


@blueprint.post("/e/<uuid:enterprise>/people/<uuid:person_id>/edit")
@plant(*MANAGERS, form=correction)
def correct(viewer: Viewer, enterprise: UUID, person_id: UUID) -> Response:
    viewer, data = viewers.sent_with_password(viewer, StaffForm)
    act = sent_act()
    retrying(
        lambda: people_commands.correct_person(viewer, people_queries.person(viewer, person_id), data, act)
    )
    return see_other("people.people", enterprise=enterprise)


@blueprint.get("/e/<uuid:enterprise>/people/<uuid:person_id>/leave")
@plant(*MANAGERS)
def confirm_leave(viewer: Viewer, enterprise: UUID, person_id: UUID) -> str:
    return render_template("people/leave.html", person=people_queries.person(viewer, person_id))


@blueprint.post("/e/<uuid:enterprise>/people/<uuid:person_id>/leave")
@plant(*MANAGERS)
def leave(viewer: Viewer, enterprise: UUID, person_id: UUID) -> Response:
    act = sent_act()
    invitations.end_sign_ins(retrying(lambda: people_commands.leave(viewer, person_id, act)))
    return see_other("people.people", enterprise=enterprise)


@blueprint.get("/e/<uuid:enterprise>/people/<uuid:person_id>/invitation")
@plant(*MANAGERS)
def invitation(viewer: Viewer, enterprise: UUID, person_id: UUID) -> str:
    """Ask for the password before a link that sets one is printed."""
    return render_template(
        "people/invitation.html", layout="layouts/plant.html", person=people_queries.person(viewer, person_id)
    )


@blueprint.post("/e/<uuid:enterprise>/people/<uuid:person_id>/invitation")
@plant(*MANAGERS, form=invitation)
@limits.exports
def invite(viewer: Viewer, enterprise: UUID, person_id: UUID) -> Response:
    viewer, _form = viewers.sent_with_password(viewer, ActForm)
    return _printed(viewer, person_id, InvitationKind.PASSWORD)


@blueprint.post("/e/<uuid:enterprise>/people/<uuid:person_id>/enrolment")
@plant(*MANAGERS)
@limits.exports
def enrolment(viewer: Viewer, enterprise: UUID, person_id: UUID) -> Response:
    return _printed(viewer, person_id, InvitationKind.ENROLMENT)


@blueprint.post("/e/<uuid:enterprise>/people/<uuid:person_id>/further")
@plant(*MANAGERS)
@limits.exports
def further(viewer: Viewer, enterprise: UUID, person_id: UUID) -> Response:
    """Print a code for a phone beside those he has."""
    return _printed(viewer, person_id, InvitationKind.FURTHER)


@blueprint.post("/e/<uuid:enterprise>/people/<uuid:person_id>/invitations/revoke")
@plant(*MANAGERS)
def revoke_invitations(viewer: Viewer, enterprise: UUID, person_id: UUID) -> Response:
    act, kinds = sent_act(), list(InvitationKind)
    invitations.revoke(viewer, invitations.seen(viewer, person_id, enterprise), kinds, act)
    return see_other("people.people", enterprise=enterprise)


@blueprint.get("/e/<uuid:enterprise>/people/<uuid:person_id>/phones")
@plant(*MANAGERS)
def phones(viewer: Viewer, enterprise: UUID, person_id: UUID) -> str:
    person = people_queries.person(viewer, person_id)
    return render_template(
        "people/phones.html",
        person=person,
        phones=signed_in.devices(viewer, [person.id]),
        happened=items(reversed(timeline([person.id], enterprise)), ACTS),
    )


@blueprint.post("/e/<uuid:enterprise>/people/<uuid:person_id>/phones/<uuid:device_id>/revoke")
@plant(*MANAGERS)
def revoke_phone(viewer: Viewer, enterprise: UUID, person_id: UUID, device_id: UUID) -> Response:
    act = sent_act()
    retrying(lambda: people_commands.revoke_device(viewer, person_id, device_id, act))
    return see_other("people.phones", enterprise=enterprise, person_id=person_id)


def _printed(viewer: Viewer, person_id: UUID, kind: InvitationKind) -> Response:
    person = invitations.seen(viewer, person_id)
    return invitations.printed(viewer, person, viewer.organisation_name, kind)
