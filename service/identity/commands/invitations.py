"""Printed links: how a person comes by his password, or his phone by its PIN.

They are made and voided in the scope `auth`, where the links are, for a person whom the viewer has found in his own.
"""

from collections.abc import Collection
from datetime import datetime

from service.core import clock
from service.core.acts.ledger import Act, record
from service.core.acts.problems import Invalid, _
from service.core.acts.step_up import require_recent_password
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.identity.commands.safeguards import refuse_stranger
from service.identity.commands.tokens import revoke
from service.identity.models import Invitation, Person
from service.identity.queries import signed_in
from service.identity.rules import INVITATION_LASTS, InvitationKind
from service.identity.secrets import hash_of, new_token


def invite(viewer: Viewer, person: Person, kind: InvitationKind) -> str:
    """Return the token of a new printed link; links of this kind printed before no longer work.

    Who sets a password needs no former one: such a link asks for proof of whoever prints it.
    """
    refuse_stranger(viewer, person)
    if kind is InvitationKind.PASSWORD:
        require_recent_password(viewer)
    if kind is InvitationKind.PASSWORD and not person.account:
        raise Invalid.at("account", _("先给 %(name)s 设一个账号，才能邀请登录"), name=person.name)
    token, ends = new_token(), clock.now() + INVITATION_LASTS
    issue(person, kind, token, ends)
    record(viewer, "person.invite", person, after={"kind": kind, "expires_at": ends})
    return token


def issue(person: Person, kind: InvitationKind, token: str, ends: datetime) -> None:
    """Let a link of this kind work, instead of those before."""
    revoke(signed_in.open_invitations(person.enterprise_id, [kind], [person.id]))
    db.session.add(Invitation.of(person, kind=kind, token_hash=hash_of(token), expires_at=ends))


def revoke_invitations(viewer: Viewer, person: Person, kinds: Collection[InvitationKind], act: Act) -> None:
    """Void the printed links of these kinds that nobody has used yet."""
    refuse_stranger(viewer, person)
    invitations = signed_in.open_invitations(person.enterprise_id, kinds, [person.id])
    if invitations:
        revoke(invitations)
        record(
            viewer,
            "person.revoke_invitations",
            person,
            act,
            before={"kinds": [invitation.kind for invitation in invitations]},
        )
