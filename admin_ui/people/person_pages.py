"""What the operator's pages of one person share: their frame, the way back, and taking back what he holds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, render_template

from service.core.acts.ledger import Act
from service.core.db.transactions import retrying
from service.core.tenancy.viewer import Viewer
from service.identity.models import Person
from service.identity.queries import people
from service.identity.queries.organisations import organisation_of
from service.identity.schemas import ActForm
from service.web import viewers
from service.web.addresses import see_other
from service.web.forms import sent_act

PERSON = "/ops/organisations/<uuid:organisation_id>/people/<uuid:person_id>"
Taking = Callable[[Viewer, Person, UUID, Act], object]


def page(template: str, person: Person, **values: Any) -> str:
    own = organisation_of(person.enterprise_id)
    return render_template(f"ops/people/{template}.html", organisation=own, person=person, **values)


def change(
    viewer: Viewer, organisation_id: UUID, person_id: UUID, act: Callable[[Person], object]
) -> Response:
    """Do to a person what a form asks, and lead back to him."""
    retrying(lambda: act(people.person(viewer, person_id, organisation_id)))
    return see_other("members.show", organisation_id=organisation_id, person_id=person_id)


def take_back(
    command: Taking, viewer: Viewer, row_id: UUID, organisation_id: UUID, person_id: UUID
) -> Response:
    """Take a grant or a certificate back from a person, with a fresh password."""
    viewer, _form = viewers.sent_with_password(viewer, ActForm)
    act = sent_act()
    return change(viewer, organisation_id, person_id, lambda person: command(viewer, person, row_id, act))
