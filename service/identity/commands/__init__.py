"""Verbs of identity: people come to exist, sign in, are corrected and go."""

from service.identity.commands.account import change_password, change_pin, end_others, end_sign_in
from service.identity.commands.certificates import certify, correct_certificate, end_certificate
from service.identity.commands.grants import grant, grant_role, revoke_grant
from service.identity.commands.invitations import invite, revoke_invitations
from service.identity.commands.organisations import (
    correct_bureau,
    open_bureau,
    open_organisation,
    open_organisations,
)
from service.identity.commands.people import (
    add_person,
    correct_person,
    end_sign_ins_of,
    leave,
    note_refusal,
    revoke_device,
)
from service.identity.commands.phones import (
    Numbered,
    add_device,
    enrol,
    offer_device,
    sign_in_on_device,
    sign_out_device,
    touch_device,
)
from service.identity.commands.platform import note_load, open_operator, platform_organisation
from service.identity.commands.safeguards import require_recent_password
from service.identity.commands.sign_in import (
    Browser,
    accept_invitation,
    prove,
    sign_in,
    sign_out,
    touch,
)

__all__ = [
    "Browser",
    "Numbered",
    "accept_invitation",
    "add_device",
    "add_person",
    "certify",
    "change_password",
    "change_pin",
    "correct_bureau",
    "correct_certificate",
    "correct_person",
    "end_certificate",
    "end_others",
    "end_sign_in",
    "end_sign_ins_of",
    "enrol",
    "grant",
    "grant_role",
    "invite",
    "leave",
    "note_load",
    "note_refusal",
    "offer_device",
    "open_bureau",
    "open_operator",
    "open_organisation",
    "open_organisations",
    "platform_organisation",
    "prove",
    "require_recent_password",
    "revoke_device",
    "revoke_grant",
    "revoke_invitations",
    "sign_in",
    "sign_in_on_device",
    "sign_out",
    "sign_out_device",
    "touch",
    "touch_device",
]
