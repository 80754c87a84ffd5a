"""Verbs of identity: people come to exist, sign in, are corrected and go."""

from service.identity.commands.account import change_password, change_pin, end_others, end_sign_in
from service.identity.commands.bounds import refuse_stale_proof
from service.identity.commands.certificates import certify, correct_certificate, end_certificate
from service.identity.commands.grants import grant, grant_role, revoke_grant
from service.identity.commands.letters import invite, revoke_invitations
from service.identity.commands.organisations import (
    correct_bureau,
    open_bureau,
    open_organisation,
    open_organisations,
)
from service.identity.commands.people import add_person, correct_person, leave, note_refusal, revoke_device
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
    "change_password",
    "change_pin",
    "correct_bureau",
    "correct_certificate",
    "correct_person",
    "end_certificate",
    "end_others",
    "end_sign_in",
    "enrol",
    "grant",
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
    "refuse_stale_proof",
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
