"""Where and for which sectors one of a bureau's people holds a role: given and taken back by the operator."""

from uuid import UUID

from flask import Blueprint, Response

from admin_ui.people.person_pages import PERSON, change, page, take_back
from admin_ui.people.presenter import area_in_words, grant_line
from admin_ui.people.shared import role_options
from service.core.tenancy.viewer import Viewer
from service.identity.commands import grants
from service.identity.commands.grants import held_grant
from service.identity.queries import people
from service.identity.queries.organisations import organisation_of
from service.identity.rules import ROLES_OF
from service.identity.schemas import GrantForm
from service.reference.queries import areas
from service.reference.rules import Sector
from service.web import viewers
from service.web.access import operator
from service.web.language import options

blueprint = Blueprint("grants", __name__)
GRANTS = f"{PERSON}/grants"
blueprint.add_app_template_filter(area_in_words, "area")


@blueprint.get(f"{GRANTS}/new")
@operator()
def new(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> str:
    own = organisation_of(organisation_id)
    return page(
        "new_grant",
        people.person(viewer, person_id, organisation_id),
        roles=role_options(ROLES_OF[own.kind]),
        areas=areas_of(own.area_code),
        sectors=options(Sector),
    )


@blueprint.post(GRANTS)
@operator(form=new)
def grant(viewer: Viewer, organisation_id: UUID, person_id: UUID) -> Response:
    viewer, data = viewers.sent_with_password(viewer, GrantForm)
    return change(viewer, organisation_id, person_id, lambda person: grants.grant(viewer, person, data))


@blueprint.get(f"{GRANTS}/<uuid:grant_id>/revoke")
@operator()
def confirm_revoke(viewer: Viewer, organisation_id: UUID, person_id: UUID, grant_id: UUID) -> str:
    person = people.person(viewer, person_id, organisation_id)
    return page("revoke_grant", person, grant=grant_line(held_grant(person, grant_id)))


@blueprint.post(f"{GRANTS}/<uuid:grant_id>/revoke")
@operator(form=confirm_revoke)
def revoke(viewer: Viewer, organisation_id: UUID, person_id: UUID, grant_id: UUID) -> Response:
    return take_back(grants.revoke_grant, viewer, grant_id, organisation_id, person_id)


def areas_of(code: str) -> list[tuple[str, str]]:
    """Return what a bureau of this area may give its people, as a field offers it."""
    known = [(area.code, f"{area.code} {area.full_name}") for area in areas.areas_within(code)]
    return known if code in dict(known) else [(code, code), *known]
