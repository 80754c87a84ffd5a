"""Signing in and out at a desk, using a printed invitation, and a visitor's language."""

from typing import Annotated

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from marshmallow.validate import Length
from werkzeug.wrappers import Response

from service.core.acts.problems import Invalid, Message, _
from service.core.db.transactions import reading, retrying
from service.core.forms import Sent, form_class
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.commands import sign_in as sign_in_commands
from service.identity.commands.proof import refusal
from service.identity.commands.sign_in import invited
from service.identity.rules import KNOWN_LASTS, InvitationKind, Secret
from service.identity.schemas import SignInForm
from service.web import cookies, language, limits, typed, viewers
from service.web.access import anyone, desk, public_form
from service.web.forms import back_to, sent

blueprint = Blueprint("desk", __name__)
A_YEAR_S = 365 * 24 * 3600


@form_class
class PasswordForm(Sent):
    password: Annotated[str, Length(1, 256)]
    again: str


@blueprint.get("/")
@anyone
def home() -> Response:
    """Lead home: to one's desk, or where only the phone is signed in to its own page."""
    member = viewers.at_desk()
    if member is None and viewers.on_phone():
        return redirect(url_for("phone.home"))
    return redirect(viewers.home_of(member) if member else url_for("desk.sign_in_page"))


@blueprint.get("/sign-in")
@anyone
def sign_in_page() -> str:
    return render_template(
        "desk/sign_in.html",
        next=back_to(request.args.get("next"), ""),
        typed=typed.carried(),
        has_files=False,
    )


@blueprint.post("/sign-in")
@public_form(sign_in_page)
@limits.sign_ins
def sign_in() -> Response:
    data = sent(SignInForm)
    browser = sign_in_commands.Browser(
        viewers.session_key(), request.headers.get("User-Agent", ""), viewers.mark()
    )
    with scope.opened(Scope.auth()):
        signed_in = retrying(lambda: sign_in_commands.sign_in(data.account.lower(), data.password, browser))
    if signed_in is None:
        raise refusal(Secret.PASSWORD)
    cookies.hold(cookies.SESSION, signed_in.token)  # what a form of the answer is bound to
    page = typed.resumed()
    response = Response(page, mimetype="text/html") if page else redirect(_after_sign_in(), 303)
    cookies.give(response, cookies.SESSION, signed_in.token)  # a new id at every sign-in
    cookies.give(response, cookies.MARK, signed_in.mark, KNOWN_LASTS)
    return response


def _after_sign_in() -> str:
    return back_to(request.args.get("next"), url_for("desk.home"))


@blueprint.post("/sign-out")
@desk
def sign_out(_viewer: Viewer) -> Response:
    with scope.opened(Scope.auth()):
        retrying(lambda: sign_in_commands.sign_out(viewers.session_key()))
    response = redirect(url_for("desk.sign_in_page"), 303)
    cookies.take_back(response, cookies.SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/invitations/<token>")
@anyone
@limits.unknown_codes
def invitation_page(token: str) -> str:
    with scope.opened(Scope.auth()), reading():
        person, _kind = invited(token, InvitationKind.PASSWORD)
    profile = current_app.config["SETTINGS"].auth_profile
    return render_template("desk/invitation.html", person=person, profile=profile)


@blueprint.post("/invitations/<token>")
@public_form(invitation_page)
@limits.sign_ins
def accept_invitation(token: str) -> Response:
    passwords = sent(PasswordForm)
    if passwords.password != passwords.again:
        raise Invalid(errors={"again": [Message(_("两次输入的密码不一样"))]})
    profile, mark = current_app.config["SETTINGS"].auth_profile, viewers.mark()
    with scope.opened(Scope.auth()):
        mark = retrying(lambda: sign_in_commands.accept_invitation(token, passwords.password, profile, mark))
    response = redirect(url_for("desk.sign_in_page"), 303)
    cookies.give(response, cookies.MARK, mark, KNOWN_LASTS)
    return response


@blueprint.get("/language/<code>")
@anyone
def choose_language(code: str) -> Response:
    response = redirect(back_to(request.args.get("next"), url_for("desk.home")), 303)
    secure = current_app.config["SETTINGS"].is_https
    value = code if code in language.LANGUAGES else "zh"
    response.set_cookie(
        language.COOKIE, value, max_age=A_YEAR_S, samesite="Lax", secure=secure, httponly=True
    )
    return response
