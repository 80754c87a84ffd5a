"""What may not be done, whoever asks for it."""

from collections.abc import Collection

from sqlalchemy import select

from service.core.acts.problems import NotFound, WrongState, _
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.identity.models import Organisation, Person, RoleGrant
from service.identity.queries import people
from service.identity.rules import KEEPERS, Role


def refuse_stranger(viewer: Viewer, person: Person) -> None:
    """Raise NotFound for a person of another organisation: the scope `auth` has no walls between them."""
    if not (viewer.organisation_id == person.enterprise_id or viewer.has(Role.OPERATOR)):
        raise NotFound


def refuse_gone(person: Person) -> None:
    if person.left_at:
        raise WrongState(_("%(name)s 已离岗，不能再改"), name=person.name)


def is_last(
    viewer: Viewer, organisation: Organisation, person: Person, staying: Collection[Role] = ()
) -> bool:
    """Tell whether nobody else would be left to manage a plant, or to run the platform.

    The operator may leave a plant so: he invites its next manager himself.
    """
    keepers = KEEPERS.get(organisation.kind, frozenset())
    is_own = organisation.id == viewer.organisation_id
    if not is_own or keepers & set(staying):
        return False
    # Two managers who let each other go at the same moment wait here for one another.
    locked = select(RoleGrant).where(
        RoleGrant.enterprise_id == organisation.id,
        RoleGrant.role.in_(keepers),
        RoleGrant.revoked_at.is_(None),
    )
    db.session.scalars(locked.order_by(RoleGrant.id).with_for_update()).all()
    grants = people.holding(keepers, organisation_id=organisation.id)
    return {grant.person_id for grant in grants} == {person.id}
