"""The first person of all: whoever runs the platform."""

from collections.abc import Mapping
from typing import Any

from service.core.acts.ledger import record
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.identity.commands.organisations import NewTenant, open_organisation
from service.identity.commands.people import add_person
from service.identity.models import Organisation, Person
from service.identity.queries import people
from service.identity.rules import OrganisationKind, Role
from service.identity.schemas import PersonForm

AREA = "000000"  # the platform lies in no area


def open_operator(viewer: Viewer, account: str, name: str) -> Person:
    """Return the operator of this account, who is added where he is not there."""
    person = people.by_account(account)
    if person is None:
        data = PersonForm(id=new_id(), name=name, work_number=account, account=account, role=Role.OPERATOR)
        person = add_person(viewer, platform_organisation(), data)
    return person


def note_load(viewer: Viewer, verb: str, rows: Mapping[str, Any]) -> None:
    """Write down what reference data came in: it is nobody's, so it stands with whoever runs the platform."""
    record(viewer, verb, platform_organisation(), after=rows)


def platform_organisation() -> Organisation:
    """Return the organisation that runs the platform; the first who asks opens it."""
    organisation = people.platform()
    if organisation is None:
        organisation = open_organisation(OrganisationKind.PLATFORM, NewTenant(new_id(), "平台运营", AREA))
    return organisation
