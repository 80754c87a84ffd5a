"""The operator's page of one person: what is known of him, his certificates, and his leaving."""

from uuid import UUID

from flask import Blueprint, Response, url_for

from admin_ui.people import invitations
from admin_ui.people.person_pages import PERSON, change, page, take_back
from admin_ui.people.presenter import correction_of, page_of
from admin_ui.people.shared import role_options
from service.core.acts.contents import values_of
from service.core.acts.ledger import Act
from service.core.db.transactions import reading, retrying
from service.core.tenancy.viewer import Viewer
from service.identity.commands import certificates, people
from service.identity.commands.certificates import FACTS, held_by
from service.identity.models import Person
from service.identity.queries import people as people_queries
from service.identity.queries.organisations import organisation_of
from service.identity.rules import PLANT_ROLES, OrganisationKind
from service.identity.schemas import ActForm, CertificateForm, MemberForm, NamedMemberForm, NamedStaffForm
from service.web import viewers
from service.web.access import operator
from service.web.addresses import see_other
from service.web.forms import sent, sent_act, shown

blueprint = Blueprint("members", __name__)
CERTIFICATE = f"{PERSON}/certificates/<uuid:certificate_id>"


@blueprint.get(PERSON)
@operator()
def show(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> str:
    person = people_queries.person(viewer, person_id, organisation_id)
    return page("person", person, page=page_of(viewer, person))


@blueprint.get(f"{PERSON}/edit")
@operator()
def correction(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> str:
    person = people_queries.person(viewer, person_id, organisation_id)
    return page(
        "correct_person",
        person,
        form=correction_of(person),
        options=role_options(PLANT_ROLES),
        action=url_for(".correct", organisation_id=organisation_id, person_id=person_id),
        named=True,
    )


@blueprint.post(f"{PERSON}/edit")
@operator(form=correction)
def correct(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> Response:
    with reading():
        is_plant = organisation_of(organisation_id).kind is OrganisationKind.ENTERPRISE
    form: type[MemberForm] = NamedStaffForm if is_plant else NamedMemberForm
    data, act = sent(form, proof=is_plant), sent_act()
    if is_plant:  # a plant's person has his roles here, a bureau's in his grants
        viewer = viewers.step_up(viewer)
    return change(
        viewer, organisation_id, person_id, lambda person: people.correct_person(viewer, person, data, act)
    )


@blueprint.get(f"{PERSON}/leave")
@operator()
def confirm_leave(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> str:
    return page("leave", people_queries.person(viewer, person_id, organisation_id))


@blueprint.post(f"{PERSON}/leave")
@operator(form=confirm_leave)
def leave(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> Response:
    act = Act(sent(ActForm).id)
    invitations.end_sign_ins(retrying(lambda: people.leave(viewer, person_id, act, organisation_id)))
    return see_other(".show", organisation_id=organisation_id, person_id=person_id)


@blueprint.get(f"{PERSON}/certificate")
@operator()
def new_certificate(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> str:
    return page("new_certificate", people_queries.person(viewer, person_id, organisation_id))


@blueprint.post(f"{PERSON}/certificate")
@operator(form=new_certificate)
def certify(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> Response:
    viewer, data = viewers.sent_with_password(viewer, CertificateForm)
    change(viewer, organisation_id, person_id, lambda person: certificates.certify(viewer, person, data))
    return see_other("operator.organisation", organisation_id=organisation_id)


@blueprint.get(CERTIFICATE)
@operator()
def certificate(viewer: Viewer, organisation_id: UUID, person_id: UUID, certificate_id: UUID) -> str:
    person = people_queries.person(viewer, person_id, organisation_id)
    certificate = held_by(person, certificate_id)
    return page("certificate", person, certificate=certificate, form=shown(**values_of(certificate, FACTS)))


@blueprint.post(CERTIFICATE)
@operator(form=certificate)
def correct_certificate(
    viewer: Viewer, organisation_id: UUID, person_id: UUID, certificate_id: UUID
) -> Response:
    viewer, data = viewers.sent_with_password(viewer, CertificateForm)
    act = sent_act()

    def run(person: Person) -> None:
        certificates.correct_certificate(viewer, person, certificate_id, data, act)

    return change(viewer, organisation_id, person_id, run)


@blueprint.get(f"{CERTIFICATE}/end")
@operator()
def confirm_end(viewer: Viewer, organisation_id: UUID, person_id: UUID, certificate_id: UUID) -> str:
    person = people_queries.person(viewer, person_id, organisation_id)
    return page("end_certificate", person, certificate=held_by(person, certificate_id))


@blueprint.post(f"{CERTIFICATE}/end")
@operator(form=confirm_end)
def end_certificate(viewer: Viewer, organisation_id: UUID, person_id: UUID, certificate_id: UUID) -> Response:
    return take_back(certificates.end_certificate, viewer, certificate_id, organisation_id, person_id)
