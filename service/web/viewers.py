"""Loading who is looking: from the desk's session or the phone's device, once per request."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from flask import Flask, g, has_request_context, request

from service.core import clock
from service.core.acts.problems import Invalid, _
from service.core.acts.step_up import PROOF_LASTS
from service.core.db.transactions import reading, retrying
from service.core.forms import Sent, take
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity import secrets
from service.identity.commands import phones, sign_in
from service.identity.queries import account, browsers, signed_in
from service.identity.queries.account import SignIn
from service.identity.queries.signed_in import Membership
from service.identity.rules import TOUCH_EVERY, TOUCH_PHONE_EVERY, OrganisationKind
from service.identity.schemas import ProofForm
from service.web import cookies, forms

LAYOUTS = {
    OrganisationKind.ENTERPRISE: "layouts/plant.html",
    OrganisationKind.BUREAU: "layouts/regulator.html",
    OrganisationKind.PLATFORM: "layouts/operator.html",
}
F = TypeVar("F", bound=Sent)
T = TypeVar("T")


def in_auth(act: Callable[[], T]) -> T:
    """Do an act on sign-ins, phones or invitations: their rows lie in a scope of their own."""
    with scope.opened(Scope.auth()):
        return retrying(act)


def at_desk() -> Membership | None:
    """Return who is signed in at this desk, or None."""
    if "membership" not in g:
        read, touch = signed_in.session_membership, sign_in.touch
        member = g.membership = _loaded(cookies.SESSION, read, touch, TOUCH_EVERY)
        g.proven_at = member.proven_at if member else None
    membership: Membership | None = g.membership
    return membership


def on_phone() -> Membership | None:
    """Return whose phone this is, or None."""
    if "owner" not in g:
        read, touch = signed_in.device_membership, phones.touch_device
        g.owner = _loaded(cookies.DEVICE, read, touch, TOUCH_PHONE_EVERY)
    membership: Membership | None = g.owner
    return membership


def last_on_phone() -> UUID | None:
    """Return who is, or was last, signed in on this phone: what it sends now is his once he is back."""
    token = cookies.read(cookies.DEVICE)
    if not token:
        return None
    with scope.opened(Scope.auth()), reading():
        return signed_in.owner_of_device(secrets.hash_of(token))


def _loaded(
    cookie: str,
    read: Callable[[str], Membership | None],
    touch: Callable[[str], object],
    touch_every: timedelta,
) -> Membership | None:
    """Return whose cookie this is; note now and then that it is used."""
    token = cookies.read(cookie)
    if not token:
        return None
    key = secrets.hash_of(token)
    with scope.opened(Scope.auth()):
        member = read(key)
    if member and (member.seen_at is None or clock.now() - member.seen_at > touch_every):
        in_auth(lambda: touch(key))
    return member


def sign_ins() -> list[SignIn]:
    """Return where whoever sits at this desk is signed in."""
    with scope.opened(Scope.auth()), reading():
        return account.sign_ins(session_key())


def session_key() -> str:
    return secrets.hash_of(cookies.read(cookies.SESSION))


def device_key() -> str:
    return secrets.hash_of(cookies.read(cookies.DEVICE))


def mark() -> str:
    """Return by what this browser is known to the accounts that signed in with it; empty where it is not."""
    return cookies.read(cookies.MARK)


def known_mark() -> str:
    """Return the hash of this browser's mark, where it was given out by us; else nothing."""
    key = secrets.hash_of(mark()) if mark() else ""
    if not key:
        return ""
    with scope.opened(Scope.auth()), reading():
        return key if browsers.is_marked(key) else ""


def is_fresh() -> bool:
    """Tell whether the password was given within the last minutes at this desk."""
    proven_at = g.get("proven_at") if has_request_context() else None
    return proven_at is not None and clock.now() - proven_at <= PROOF_LASTS


def sent_with_password(viewer: Viewer, form: type[F]) -> tuple[Viewer, F]:
    """Return the viewer with the moment of his proof, and what he sent. Raises Invalid."""
    data = forms.sent(form, proof=True)
    return step_up(viewer), data


def step_up(viewer: Viewer) -> Viewer:
    """Return the viewer with the moment of his proof: the password beside the form, or one of the last minutes.

    Raises Invalid at `password` where it is wrong, or needed and not given.
    """
    # Read as every form reads its text: trimmed, and not too long.
    password = take(ProofForm, {"password": request.form.get("password", "")}).password
    if not password and is_fresh():
        return replace(viewer, proven_at=g.proven_at.timestamp())
    member = at_desk()
    if member is None or not password or not in_auth(_proof(member, password)):
        sentence = _("密码不对，请重新输入") if password else _("为确认是您本人，请输入您的登录密码")
        raise Invalid.at("password", sentence)
    g.proven_at = clock.now()
    return replace(viewer, proven_at=g.proven_at.timestamp())


def _proof(member: Membership, password: str) -> Callable[[], bool]:
    return lambda: sign_in.prove(member.organisation.id, member.person.id, session_key(), password)


def layout_of(member: Membership) -> str:
    """Return the layout of the desk that somebody sits at."""
    return LAYOUTS[member.organisation.kind]


def home_of(member: Membership) -> str:
    """Return the path where a person's day starts."""
    match member.organisation.kind:
        case OrganisationKind.ENTERPRISE:
            return f"/e/{member.organisation.id}/today"
        case OrganisationKind.BUREAU:
            return f"/g/{member.regions[0]}/" if member.regions else "/account"
    return "/ops/"


def install(app: Flask) -> None:
    app.jinja_env.globals.update(is_fresh=is_fresh)
