"""Verbs of identity: people come to exist, and sign in."""

from service.identity.commands.people import (
    add_person,
    certify,
    grant_role,
    invite,
    leave,
    note_refusal,
    open_bureau,
    open_organisation,
    open_organisations,
    revoke_device,
    revoke_invitations,
)
from service.identity.commands.platform import invite_operator, note_load, platform_organisation
from service.identity.commands.sign_in import (
    accept_invitation,
    enrol,
    prove,
    sign_in,
    sign_in_on_device,
    sign_out,
    sign_out_device,
    touch,
    touch_device,
)

__all__ = [
    "accept_invitation",
    "add_person",
    "certify",
    "enrol",
    "grant_role",
    "invite",
    "invite_operator",
    "leave",
    "note_load",
    "note_refusal",
    "open_bureau",
    "open_organisation",
    "open_organisations",
    "platform_organisation",
    "prove",
    "revoke_device",
    "revoke_invitations",
    "sign_in",
    "sign_in_on_device",
    "sign_out",
    "sign_out_device",
    "touch",
    "touch_device",
]
