"""What the operator's pages of one person share: their frame, the way back, and taking back what he holds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from service.core.acts.ledger import Act
from service.core.db.transactions import retrying
from service.core.tenancy.viewer import Viewer
from service.identity.models import Person
from service.identity.queries import people
from service.identity.queries.organisations import organisation_of
from service.identity.schemas import ActForm
from service.web import viewers
from service.web.forms import sent, sent_act

PERSON = "/ops/organisations/<uuid:organisation_id>/people/<uuid:person_id>"
Taking = Callable[[Viewer, Person, UUID, Act], object]


def page(template: str, person: Person, **values: Any) -> str:
    own = organisation_of(person.enterprise_id)
    return render_template(f"ops/people/{template}.html", organisation=own, person=person, **values)


def to_person(organisation_id: UUID, person_id: UUID) -> Response:
    return redirect(url_for("members.show", organisation_id=organisation_id, person_id=person_id), 303)


def take_back(
    command: Taking, viewer: Viewer, row_id: UUID, organisation_id: UUID, person_id: UUID
) -> Response:
    """Take a grant or a certificate back from a person, with a fresh password."""
    sent(ActForm, proof=True)
    viewer, act = viewers.step_up(viewer, viewers.sent_password()), sent_act()
    retrying(lambda: command(viewer, people.person(viewer, person_id, organisation_id), row_id, act))
    return to_person(organisation_id, person_id)
